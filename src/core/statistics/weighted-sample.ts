/** Weighted values in a reused buffer, so that a forecast with thousands of medians allocates once. */
export class WeightedSample {
  readonly #values: Float64Array;
  readonly #weights: Float64Array;
  #size = 0;

  constructor(capacity: number) {
    this.#values = new Float64Array(capacity);
    this.#weights = new Float64Array(capacity);
  }

  get size(): number {
    return this.#size;
  }

  clear(): void {
    this.#size = 0;
  }

  /** Keeps the sample sorted. Skips missing values (NaN) and weights of 0. */
  add(value: number, weight: number): void {
    if (Number.isNaN(value) || !(weight > 0)) return;
    let at = this.#size;
    for (; at > 0 && (this.#values[at - 1] ?? 0) > value; at--) {
      this.#values[at] = this.#values[at - 1] ?? 0;
      this.#weights[at] = this.#weights[at - 1] ?? 0;
    }
    this.#values[at] = value;
    this.#weights[at] = weight;
    this.#size += 1;
  }

  /** Interpolates between the middles of the weights; NaN without values. */
  quantile(share: number): number {
    const target = share * this.#total();
    let before = 0;
    let lastMiddle = Number.NaN;
    for (let i = 0; i < this.#size; i++) {
      const middle = before + (this.#weights[i] ?? 0) / 2;
      if (middle >= target) return this.#between(i, lastMiddle, middle, target);
      lastMiddle = middle;
      before += this.#weights[i] ?? 0;
    }
    return this.#values[this.#size - 1] ?? Number.NaN;
  }

  #total(): number {
    let total = 0;
    for (let i = 0; i < this.#size; i++) total += this.#weights[i] ?? 0;
    return total;
  }

  #between(i: number, lastMiddle: number, middle: number, target: number): number {
    const high = this.#values[i] ?? 0;
    if (i === 0) return high;
    const low = this.#values[i - 1] ?? 0;
    return low + ((high - low) * (target - lastMiddle)) / (middle - lastMiddle);
  }
}

/** Median of values with equal weights. NaN without values. */
export function median(values: Iterable<number>): number {
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const half = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  if (sorted.length % 2 === 1) return sorted[half] ?? Number.NaN;
  return ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}
