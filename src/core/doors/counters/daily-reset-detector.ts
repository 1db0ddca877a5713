import { maybe, number } from '../../model/codec.ts';
import type { Checkpointed } from '../../model/state-part.ts';
import { held } from '../../model/state-part.ts';

const DAY_MS = 86_400_000;
/** A counter's own clock and its reporting interval move a reset by this much between two days. */
const TOLERANCE_MS = 300_000;
/** A reset that was missed on one day, or fell into a gap, is still a daily one. */
const MAX_DAYS = 3;

/** Finds counters whose totals begin again at the same time every day. Over a change of the clocks it learns anew. */
export class DailyResetDetector implements Checkpointed {
  #resetAt: number | undefined;
  readonly state = held(
    maybe(number),
    () => this.#resetAt,
    (at) => {
      this.#resetAt = at;
    },
  );

  /** The total began again at zero: whether it did so at this time of day before. */
  sawReset(at: number): boolean {
    const days = this.#resetAt === undefined ? 0 : Math.round((at - this.#resetAt) / DAY_MS);
    const offsetMs = Math.abs(at - (this.#resetAt ?? at) - days * DAY_MS);
    const isDaily = days >= 1 && days <= MAX_DAYS && offsetMs <= TOLERANCE_MS;
    this.#resetAt = at;
    return isDaily;
  }
}
