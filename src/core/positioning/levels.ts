/** Mean level per receiver, in dBm, and its number of receptions. A receiver without receptions has a count of 0. */
export interface Levels {
  readonly meanDbm: Float32Array;
  readonly count: Float32Array | Uint8Array;
}

/** Seconds per block. A person who paces is elsewhere after 3 s. Shadows that last a minute hardly change in 3 s. */
const BLOCK_S = 3;
/** Smallest variance in dB². Receivers report whole decibels, so a variance of 0 comes only from rounding. */
const LEAST_DB2 = 1;

export function createLevels(receivers: number): Levels {
  return { meanDbm: new Float32Array(receivers), count: new Float32Array(receivers) };
}

/** Adds one second to exponentially weighted means; older seconds fade with a time constant of `forgetS` seconds. */
export function follow({ meanDbm, count }: Levels, heard: Levels, forgetS: number): void {
  for (let r = 0; r < count.length; r++) {
    const fresh = heard.count[r] ?? 0;
    const total = (count[r] ?? 0) * (1 - 1 / forgetS) + fresh;
    count[r] = total;
    if (fresh > 0)
      meanDbm[r] = (meanDbm[r] ?? 0) + (((heard.meanDbm[r] ?? 0) - (meanDbm[r] ?? 0)) * fresh) / total;
  }
}

/** Averages the levels of all `seconds`, each with equal weight per reception. */
export function average(seconds: readonly Levels[]): Levels {
  const levels = createLevels(seconds[0]?.count.length ?? 0);
  for (const second of seconds) follow(levels, second, Number.POSITIVE_INFINITY);
  return levels;
}

/** Splits `seconds` into blocks of `lengthS` seconds and averages each block. */
export function cut(seconds: readonly Levels[], lengthS: number): Levels[] {
  return Array.from({ length: seconds.length / lengthS }, (_, i) =>
    average(seconds.slice(i * lengthS, (i + 1) * lengthS)),
  );
}

/**
 * Compares how levels change over 3 and 6 s with how they change over 1 s. A value of 1 means fading alone, larger
 * values mean movement. `all` is the arithmetic mean over receivers. `most` is the geometric mean, in which one
 * receiver in the shadow of a crowd counts less.
 */
export function getWander(window: readonly Levels[]): { readonly all: number; readonly most: number } {
  const blocks = cut(window, BLOCK_S);
  const ratios = Array.from({ length: window[0]?.count.length ?? 0 }, (_, r) => {
    const wandering = (stepVariance(blocks, r, 1) + stepVariance(blocks, r, 2)) / 2;
    return Math.max(LEAST_DB2, wandering) / Math.max(LEAST_DB2, stepVariance(window, r, 1));
  });
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { all: mean(ratios), most: Math.exp(mean(ratios.map(Math.log))) };
}

/**
 * Returns the variance of one reception in dB², from differences between entries of `parts` that are `apart` places
 * apart.
 */
function stepVariance(parts: readonly Levels[], r: number, apart: number): number {
  let sum = 0;
  let steps = 0;
  for (let i = apart; i < parts.length; i++) {
    const [a, b] = [parts[i - apart], parts[i]];
    const [aCount, bCount] = [a?.count[r] ?? 0, b?.count[r] ?? 0];
    if (aCount === 0 || bCount === 0) continue;
    sum += ((a?.meanDbm[r] ?? 0) - (b?.meanDbm[r] ?? 0)) ** 2 / (1 / aCount + 1 / bCount);
    steps++;
  }
  return steps === 0 ? 0 : sum / steps;
}
