import type { TypeOf } from '../../model/codec.ts';
import { converted, number, numbers, struct } from '../../model/codec.ts';
import { LENGTH_ENDS } from './visit-matching.ts';

/**
 * Upper ends of the classes as multiples of the bounce threshold: fine around the threshold, coarse for long visits.
 */
export const CLASS_ENDS = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4.5, 6.5, 9, 13, 18, 25, 36, 60, 120];
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
