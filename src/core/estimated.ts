/** With its 95 % interval. */
export interface Estimated {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}
