/**
 * How a number of a step is there, or not.
 * - `seen`: seen all the time; 0 is a true zero.
 * - `few`: seen, and so small that it leaves the device only as `few`.
 * - `part`: seen for a part of the time.
 * - `gone`: not seen.
 * - `later`: not known yet.
 */
export type StepState = 'seen' | 'few' | 'part' | 'gone' | 'later';

/** One bar of a chart. */
export interface Step {
  /** Below the bar. */
  readonly label: string;
  readonly state: StepState;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Share seen, 0–1. */
  readonly seen: number;
  readonly usual: number | null;
  /** What it would have been, seen all the time; null where that is not known, or known to be the value. */
  readonly likely: number | null;
}

/** About so many lines with round values above 0: 1, 2 or 5 times a power of ten apart, and whole. */
export function gridValues(top: number, lines = 4): readonly number[] {
  const rough = (ROUNDING * Math.max(top, 1)) / lines;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(
    1,
    [1, 2, 5, 10].map((times) => times * power).find((each) => each >= rough) ?? power,
  );
  return Array.from({ length: Math.floor(top / step) }, (_line, i) => (i + 1) * step);
}

/** Rather one line more than one less. */
const ROUNDING = 0.7;
