import type { TypeOf } from '../../model/codec.ts';
import { converted, number, numbers, struct } from '../../model/codec.ts';

/**
 * Times are saved as the first time and the differences after it. This is short, and each checkpoint contains all
 * crossings of the day.
 */
const TIMES = converted(numbers(), stepsOf, timesOf);
/** Crossings of the day, and what is known of earlier days. */
export const visitSums = (classes: number) =>
  struct({
    /** Threshold to which the classes belong. */
    bounceMs: number,
    entries: TIMES,
    exits: TIMES,
    /** Number of entries and exits, and of those that belong to no visit which cameras followed. Earlier days fade. */
    entered: number,
    left: number,
    enteredUnseen: number,
    leftUnseen: number,
    /** Number of visits by class: those that cameras followed, and those that matching expects. */
    tracked: numbers(classes),
    matched: numbers(classes),
  });

export type VisitSums = TypeOf<ReturnType<typeof visitSums>>;

/** What is known of earlier days before the first. */
export function unknownVisits(classes: number): Omit<VisitSums, 'bounceMs' | 'entries' | 'exits'> {
  const none = () => new Array<number>(classes).fill(0);
  return { entered: 0, left: 0, enteredUnseen: 0, leftUnseen: 0, tracked: none(), matched: none() };
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
