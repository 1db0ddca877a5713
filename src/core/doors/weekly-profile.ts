import { numbers, row } from '../model/codec.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldObject } from '../model/state-part.ts';

export const HOUR_MS = 3_600_000;
const HOURS_PER_WEEK = 168;
/** Weeks with full weight; older ones fade. */
const MEMORY_WEEKS = 6;
const MIN_WEEKS = 2;
const MIN_DAYS = 2;

/** Usual number of people in each hour of the week, in UTC. A change of the store's clock fades within weeks. */
export class WeeklyProfile implements Checkpointed {
  readonly #hours = {
    means: new Array<number>(HOURS_PER_WEEK).fill(0),
    weeks: new Array<number>(HOURS_PER_WEEK).fill(0),
  };
  readonly state = heldObject(
    row({ means: numbers(HOURS_PER_WEEK), weeks: numbers(HOURS_PER_WEEK) }),
    this.#hours,
  );

  /** Returns undefined until that hour of the week was seen twice. */
  expected(hourStart: number): number | undefined {
    const hour = hourOfWeek(hourStart);
    const { means, weeks } = this.#hours;
    return (weeks[hour] ?? 0) < MIN_WEEKS ? undefined : means[hour];
  }

  /**
   * Returns the mean of the same hour over all days, once it was seen on two days. That is enough to tell which of two
   * numbers is usual.
   */
  expectedOnDays(hourStart: number): number | undefined {
    const known = this.expected(hourStart);
    if (known !== undefined) return known;
    const { means, weeks } = this.#hours;
    const days = Array.from({ length: 7 }, (_, day) => (hourOfWeek(hourStart) + 24 * day) % HOURS_PER_WEEK);
    const seen = days.filter((hour) => (weeks[hour] ?? 0) > 0 && (means[hour] ?? 0) > 0);
    if (seen.length < MIN_DAYS) return undefined;
    return seen.reduce((sum, hour) => sum + (means[hour] ?? 0), 0) / seen.length;
  }

  learn(hourStart: number, people: number): void {
    const hour = hourOfWeek(hourStart);
    const { means, weeks } = this.#hours;
    const counted = Math.min(MEMORY_WEEKS, (weeks[hour] ?? 0) + 1);
    weeks[hour] = counted;
    means[hour] = (means[hour] ?? 0) + (people - (means[hour] ?? 0)) / counted;
  }
}

function hourOfWeek(at: number): number {
  return Math.floor(at / HOUR_MS) % HOURS_PER_WEEK;
}
