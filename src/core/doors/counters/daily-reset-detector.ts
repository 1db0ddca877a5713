import { maybe, number } from '../../model/codec.ts';
import type { Checkpointed } from '../../model/state-part.ts';
import { held } from '../../model/state-part.ts';

const DAY_MS = 86_400_000;
/** Longest shift of a reset between two days, caused by the counter's clock and reporting interval. */
const TOLERANCE_MS = 300_000;
/** A daily reset may be missed for up to two days, for example in a gap. */
const MAX_DAYS = 3;

/** Detects counters whose totals restart at the same time each day. After a change of the clocks it learns again. */
export class DailyResetDetector implements Checkpointed {
  #resetAt: number | undefined;
  readonly state = held(
    maybe(number),
    () => this.#resetAt,
    (at) => {
      this.#resetAt = at;
    },
  );

  /** Handles a total that restarted at 0. Returns whether totals restarted at this time of day before. */
  sawReset(at: number): boolean {
    const days = this.#resetAt === undefined ? 0 : Math.round((at - this.#resetAt) / DAY_MS);
    const offsetMs = Math.abs(at - (this.#resetAt ?? at) - days * DAY_MS);
    const isDaily = days >= 1 && days <= MAX_DAYS && offsetMs <= TOLERANCE_MS;
    this.#resetAt = at;
    return isDaily;
  }
}
