/**
 * State of a step's number:
 * - `seen`: a sensor was online all the time. A 0 is then a true zero.
 * - `few`: the number is so small that the gateway releases it only as `few`.
 * - `open`: the step is not over, and a sensor has been online all the time.
 * - `part`: a sensor was online for a part of the time.
 * - `gone`: no sensor was online.
 * - `later`: the number is not known yet.
 */
export type StepState = 'seen' | 'open' | 'few' | 'part' | 'gone' | 'later';

/** One bar of a chart. */
export interface Step {
  /** Text below the bar. */
  readonly label: string;
  readonly state: StepState;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Share of the time with a sensor online, 0 to 1. */
  readonly seen: number;
  readonly usual: number | null;
  /** Estimated value at full coverage. Null when it is unknown, or when `value` already has full coverage. */
  readonly likely: number | null;
}

/**
 * Returns about `lines` round values above 0 for a chart's grid, up to `top`. They are 1, 2 or 5 times a power of ten
 * apart, and never less than 1.
 */
export function gridValues(top: number, lines = 4): readonly number[] {
  const rough = (ROUNDING * Math.max(top, 1)) / lines;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(
    1,
    [1, 2, 5, 10].map((times) => times * power).find((each) => each >= rough) ?? power,
  );
  return Array.from({ length: Math.floor(top / step) }, (_line, i) => (i + 1) * step);
}

/** A factor below 1, so that a chart gets a grid line too many instead of too few. */
const ROUNDING = 0.7;
