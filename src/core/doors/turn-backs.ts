import { number, row } from '../model/codec.ts';
import type { Direction } from '../model/crossing.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldObject } from '../model/state-part.ts';
import type { Company } from './companies.ts';

/** One in and one out within 2 s may be one person who turned back. */
const TURN_MS = 2_000;
/** An in and an out between 4 s and 60 s apart are two people. */
const APART_MS = 4_000;
const SAME_TIME_MS = 60_000;
/** Prior: 200 people without a turn, and 20 pairs of which the witness missed one. */
const PRIOR_PEOPLE = 200;
const PRIOR_PAIRS = 20;
/** Above this many people, older pairs lose half of their weight. */
const MAX_PEOPLE = 8_000;

interface One {
  readonly direction: Direction;
  readonly from: number;
  readonly to: number;
  readonly isUnseen: boolean;
}

/**
 * Estimates the share of a sensor's people who only turned back in the door. Such people appear as one in and one out
 * at the same time, both missed by the witness. Chance makes such pairs too; pairs slightly further apart measure how
 * often.
 */
export class TurnBacks implements Checkpointed {
  readonly #tally = newTally();
  readonly state = heldObject(
    row({ people: number, together: number, unseen: number, apart: number, apartUnseen: number }),
    this.#tally,
  );
  #recent: One[] = [];

  /** Restarts when other sensors are compared. */
  begin(): void {
    Object.assign(this.#tally, newTally());
    this.#recent = [];
  }

  /** Adds people whom the sensor counted, also those of companies that are not judged. */
  passed(people: number): void {
    this.#tally.people += people;
    if (this.#tally.people > MAX_PEOPLE) this.#fade();
  }

  /** Judges a company (people who came close in time). `seen`: its count by the sensor; `witnessed`: by the witness. */
  judge({ direction, from, to }: Company, seen: number, witnessed: number): void {
    if (seen !== 1 || witnessed > 1) return;
    this.#recent = this.#recent.filter((other) => other.to > from - SAME_TIME_MS);
    const one = { direction, from, to, isUnseen: witnessed === 0 };
    const others = this.#recent.filter((other) => other.direction !== direction);
    for (const other of others) this.#compare(one, other);
    this.#recent.push(one);
  }

  /**
   * Share of people in each direction who turned back. Few pairs prove little, so their number beyond chance is shrunk by
   * its own evidence (James–Stein): to 0 within one standard deviation of chance, and hardly when there are many.
   */
  get share(): number {
    const { people, together, unseen, apart, apartUnseen } = this.#tally;
    const byChance = (together * apartUnseen) / apart;
    const surplus = unseen - byChance;
    if (surplus <= 0) return 0;
    const variance = unseen + byChance ** 2 / apartUnseen;
    return Math.max(0, surplus - variance / surplus) / (people / 2);
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
