import type { Json } from '../types.ts';

export const HOUR_MS = 3_600_000;
const HOURS_PER_WEEK = 168;
/** Weeks that count fully; older ones fade. */
const MEMORY_WEEKS = 6;
const MIN_WEEKS = 2;

/** How many people an hour of the week usually brings. Hours are UTC; a change of the shop's clock fades within weeks. */
export class WeeklyRhythm {
  readonly #means: number[] = new Array<number>(HOURS_PER_WEEK).fill(0);
  readonly #weeks: number[] = new Array<number>(HOURS_PER_WEEK).fill(0);

  /** Undefined until the hour was seen often enough. */
  expected(hourStart: number): number | undefined {
    const hour = hourOfWeek(hourStart);
    return (this.#weeks[hour] ?? 0) < MIN_WEEKS ? undefined : this.#means[hour];
  }

  learn(hourStart: number, people: number): void {
    const hour = hourOfWeek(hourStart);
    const weeks = Math.min(MEMORY_WEEKS, (this.#weeks[hour] ?? 0) + 1);
    this.#weeks[hour] = weeks;
    this.#means[hour] = (this.#means[hour] ?? 0) + (people - (this.#means[hour] ?? 0)) / weeks;
  }

  snapshot(): Json {
    return [this.#means, this.#weeks];
  }

  restore(saved: Json): void {
    const [means = [], weeks = []] = saved as readonly (readonly number[])[];
    for (let hour = 0; hour < HOURS_PER_WEEK; hour++) {
      this.#means[hour] = means[hour] ?? 0;
      this.#weeks[hour] = weeks[hour] ?? 0;
    }
  }
}

function hourOfWeek(at: number): number {
  return Math.floor(at / HOUR_MS) % HOURS_PER_WEEK;
}
