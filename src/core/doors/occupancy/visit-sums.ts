import type { TypeOf } from '../../model/codec.ts';
import { converted, number, numbers, struct } from '../../model/codec.ts';
import { LENGTH_ENDS } from './visit-matching.ts';

/**
 * Upper ends of the classes as multiples of the bounce threshold: fine around the threshold, coarse for long visits.
 */
export const CLASS_ENDS = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4.5, 6.5, 9, 13, 18, 25, 36, 60, 120];
export const BOUNCE_CLASSES = CLASS_ENDS.indexOf(1) + 1;
export const CLASSES = CLASS_ENDS.length;
/** The regression has one more column, for exits of people whose entry was missed. */
export const COLUMNS = CLASSES + 1;

/**
 * Times are saved as the first time and the differences after it. This is short, and each checkpoint contains all
 * crossings of the day.
 */
const TIMES = converted(numbers(), stepsOf, timesOf);

/** What is known of visits: the crossings of the day, and sums of earlier days. */
export const SUMS = struct({
  entries: TIMES,
  exits: TIMES,
  /** Sums of the weighted regression: XᵀWX, row by row, and XᵀWy. */
  information: numbers(COLUMNS * COLUMNS),
  evidence: numbers(COLUMNS),
  /** Number of entries and exits, and of those that belong to no visit which cameras followed. Earlier days fade. */
  entered: number,
  left: number,
  enteredUnseen: number,
  leftUnseen: number,
  /** Number of visits that cameras followed, by class. */
  tracked: numbers(CLASSES),
  /** Share of each class among visits that cameras did not follow. The last column is for missed entries. */
  shares: numbers(COLUMNS),
  /** Number of matched visits in each class of `LENGTH_ENDS`. Earlier days fade. */
  matched: numbers(LENGTH_ENDS.length),
});

export function newSums(): TypeOf<typeof SUMS> {
  return {
    entries: [],
    exits: [],
    information: new Array<number>(COLUMNS * COLUMNS).fill(0),
    evidence: new Array<number>(COLUMNS).fill(0),
    ...{ entered: 0, left: 0, enteredUnseen: 0, leftUnseen: 0 },
    tracked: new Array<number>(CLASSES).fill(0),
    shares: new Array<number>(COLUMNS).fill(1 / COLUMNS),
    matched: new Array<number>(LENGTH_ENDS.length).fill(0),
  };
}

function stepsOf(times: readonly number[]): number[] {
  return times.map((time, i) => time - (times[i - 1] ?? 0));
}

function timesOf(steps: readonly number[]): number[] {
  let time = 0;
  return steps.map((step) => {
    time += step;
    return time;
  });
}

export function addFirst(values: readonly number[], count: number): number {
  return values.slice(0, count).reduce((sum, value) => sum + value, 0);
}

export function addVariance(covariance: readonly number[], size: number, count: number): number {
  let variance = 0;
  for (let k = 0; k < count; k++) {
    for (let l = 0; l < count; l++) variance += covariance[k * size + l] ?? 0;
  }
  return Math.max(0, variance);
}

/**
 * Returns the bounce share of the solution whose shares may be negative. Where the data say little, shares that may not
 * be negative add up to too much.
 */
export function freeBounce(inverse: readonly number[], evidence: readonly number[]): number {
  const shares = evidence.map((_value, k) =>
    evidence.reduce((sum, value, l) => sum + (inverse[k * COLUMNS + l] ?? 0) * value, 0),
  );
  const share = addFirst(shares, BOUNCE_CLASSES) / Math.max(1e-9, addFirst(shares, CLASSES));
  return Math.min(1, Math.max(0, share));
}

/** Scales the shares below and above the bounce threshold. */
export function withBounce(shares: readonly number[], bounceShare: number): number[] {
  const below = addFirst(shares, BOUNCE_CLASSES);
  const above = addFirst(shares, CLASSES) - below;
  return shares.map((share, k) =>
    k < BOUNCE_CLASSES
      ? (share * bounceShare) / Math.max(1e-9, below)
      : (share * (1 - bounceShare)) / Math.max(1e-9, above),
  );
}
