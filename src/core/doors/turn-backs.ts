import { number, row } from '../model/codec.ts';
import type { Direction } from '../model/crossing.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldObject } from '../model/state-part.ts';
import type { Company } from './companies.ts';

/** One in and one out no further apart may be one person who turned back. */
const TURN_MS = 2_000;
/** One in and one out this far apart, from and to, are two people of the same time of day. */
const APART_MS = 4_000;
const SAME_TIME_MS = 60_000;
/** Before anything was seen: so many people without one who turned back, and so many pairs, of whom one was not seen. */
const PRIOR_PEOPLE = 200;
const PRIOR_PAIRS = 20;
/** Only what is beyond chance by so many standard deviations counts: few pairs prove little. */
const CHANCE_SDS = 2;
/** Older pairs fade when there are so many people. */
const MAX_PEOPLE = 8_000;

interface One {
  readonly direction: Direction;
  readonly from: number;
  readonly to: number;
  readonly isUnseen: boolean;
}

/**
 * Estimates the share of a sensor's people who only turned back in the door. A witness tells nothing of such people. They
 * look like one in and one out at the same time, neither seen by the witness. Chance alone makes such pairs too. How often
 * shows by those a little further apart.
 */
export class TurnBacks implements Checkpointed {
  readonly #tally = newTally();
  readonly state = heldObject(
    row({ people: number, together: number, unseen: number, apart: number, apartUnseen: number }),
    this.#tally,
  );
  #recent: One[] = [];

  /** Other sensors are compared from now on. */
  begin(): void {
    Object.assign(this.#tally, newTally());
    this.#recent = [];
  }

  /** `seen` by the sensor, `witnessed` by the other one. */
  judge({ direction, from, to }: Company, seen: number, witnessed: number): void {
    this.#tally.people += seen;
    if (this.#tally.people > MAX_PEOPLE) this.#fade();
    if (seen !== 1 || witnessed > 1) return;
    this.#recent = this.#recent.filter((other) => other.to > from - SAME_TIME_MS);
    const one = { direction, from, to, isUnseen: witnessed === 0 };
    const others = this.#recent.filter((other) => other.direction !== direction);
    for (const other of others) this.#compare(one, other);
    this.#recent.push(one);
  }

  /** Of the people in each direction. */
  get share(): number {
    const { people, together, unseen, apart, apartUnseen } = this.#tally;
    const byChance = (together * apartUnseen) / apart;
    const most = byChance + CHANCE_SDS * Math.sqrt(byChance + 1);
    return Math.max(0, unseen - most) / (people / 2);
  }

  #compare(one: One, other: One): void {
    const gapMs = Math.max(one.from - other.to, other.from - one.to);
    const unseen = one.isUnseen && other.isUnseen ? 1 : 0;
    if (gapMs <= TURN_MS) {
      this.#tally.together += 1;
      this.#tally.unseen += unseen;
    } else if (gapMs > APART_MS) {
      this.#tally.apart += 1;
      this.#tally.apartUnseen += unseen;
    }
  }

  #fade(): void {
    const tally = this.#tally;
    for (const key of ['people', 'together', 'unseen', 'apart', 'apartUnseen'] as const) tally[key] /= 2;
  }
}

function newTally() {
  return { people: PRIOR_PEOPLE, together: 0, unseen: 0, apart: PRIOR_PAIRS, apartUnseen: 1 };
}
