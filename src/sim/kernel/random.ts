/** Random draws that depend only on the seed and the stream's name, never on the draws of other streams. */
export interface Random {
  /** Uniform in the range [0, 1). */
  unit(): number;
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  /** Standard normal: mean 0, standard deviation 1. */
  normal(): number;
  exponential(mean: number): number;
  logNormal(median: number, sigma: number): number;
  poisson(mean: number): number;
  /** An index of `weights`, drawn in proportion to its weight. */
  weighted(weights: readonly number[]): number;
}

/** The 32-bit finaliser of MurmurHash3 (Appleby, 2011, public domain). */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Returns an unsigned 32-bit hash of a text and a seed. */
export function hashText(seed: number, text: string): number {
  let hash = mix(seed ^ 0x9e3779b9);
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mix(hash);
}

/** xoshiro128** 1.1 (Blackman & Vigna, "Scrambled linear pseudorandom number generators", 2018). */
function createSource(hash: number): () => number {
  let a = mix(hash + 0x9e3779b9);
  let b = mix(a + 0x9e3779b9);
  let c = mix(b + 0x9e3779b9);
  let d = mix(c + 0x9e3779b9) | 1;
  return () => {
    const five = Math.imul(b, 5);
    const result = Math.imul((five << 7) | (five >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result / 0x1_0000_0000;
  };
}

/** Box & Muller, 1958: makes two normal draws from two uniform ones, and keeps the second for the next call. */
function createNormal(unit: () => number): () => number {
  let kept = Number.NaN;
  return () => {
    if (!Number.isNaN(kept)) {
      const normal = kept;
      kept = Number.NaN;
      return normal;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - unit()));
    const angle = 2 * Math.PI * unit();
    kept = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

export function createRandom(seed: number, stream: string): Random {
  const unit = createSource(hashText(seed, stream));
  const normal = createNormal(unit);
  return {
    unit,
    between: (low, high) => low + (high - low) * unit(),
    chance: (probability) => unit() < probability,
    normal,
    exponential: (mean) => -mean * Math.log(1 - unit()),
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    poisson: (mean) => (mean > 50 ? roundedNormal(mean, normal()) : countArrivals(mean, unit)),
    weighted: (weights) => weightedIndex(weights, unit()),
  };
}

/** Draws from the normal law. For means above 50, it differs from the Poisson law by less than 1 %. */
function roundedNormal(mean: number, draw: number): number {
  return Math.max(0, Math.round(mean + Math.sqrt(mean) * draw));
}

function countArrivals(mean: number, unit: () => number): number {
  let left = mean + Math.log(1 - unit());
  let count = 0;
  while (left > 0) {
    count++;
    left += Math.log(1 - unit());
  }
  return count;
}

function weightedIndex(weights: readonly number[], unit: number): number {
  let left = unit * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return index;
  }
  return Math.max(0, weights.length - 1);
}
