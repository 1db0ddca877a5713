/** Half width of the 95 % interval of a normal distribution, in standard deviations. */
export const TWO_SIDED_95 = 1.96;

/** An estimate with its 95 % interval. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}
