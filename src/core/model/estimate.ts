/** Standard deviations on either side of the middle that hold 95 % of a normal distribution. */
export const TWO_SIDED_95 = 1.96;

/** With its 95 % interval. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}
