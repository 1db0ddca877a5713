import type { TypeOf } from '../model/codec.ts';
import { choice, list, number, row } from '../model/codec.ts';
import type { Direction } from '../model/crossing.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { composed, held, heldObject } from '../model/state-part.ts';

/** A person who turns back in a door is out again within 8 s. */
const TURN_MS = 8_000;
/** A line and another sensor that count within 6 s have counted the same person: some counters report every 5 s. */
const SAME_MS = 6_000;
/**
 * Time after which a count is judged. By then its line crossing is known, which is reported only after the U-turn time.
 */
const LATE_MS = 10_000;

const PASSAGE = row({ direction: choice('in', 'out'), at: number });
type Passage = TypeOf<typeof PASSAGE>;

/** Receives a visit of a person who turned back in the door. */
export type TurnSink = (from: number, to: number) => void;

/**
 * Finds people who turned back in a door that has a line. The door counts them in and out within seconds. Their feet
 * never pass the line, or pass it back within the U-turn time. An exit shortly before an entry is never one person who
 * turned back. Such pairs show how often two people look like one, so each pair cancels one turn.
 */
export class TurnedVisits implements Checkpointed {
  readonly #turned: TurnSink;
  #counted: Passage[] = [];
  #lines: Passage[] = [];
  /** Counts for which no line crossing was found. */
  #unseen: Passage[] = [];
  readonly #chance = { owed: 0 };
  readonly state = composed({
    counted: held(
      list(PASSAGE),
      () => this.#counted,
      (counted) => {
        this.#counted = counted;
      },
    ),
    lines: held(
      list(PASSAGE),
      () => this.#lines,
      (lines) => {
        this.#lines = lines;
      },
    ),
    unseen: held(
      list(PASSAGE),
      () => this.#unseen,
      (unseen) => {
        this.#unseen = unseen;
      },
    ),
    chance: heldObject(row({ owed: number }), this.#chance),
  });

  constructor(turned: TurnSink) {
    this.#turned = turned;
  }

  /** Adds people whom the door counted. */
  counted(direction: Direction, at: number, count: number): void {
    for (let person = 0; person < count; person++) this.#counted.push({ direction, at });
  }

  /** Adds a person who crossed the door's line. */
  crossed(direction: Direction, at: number): void {
    this.#lines.push({ direction, at });
  }

  advance(at: number): void {
    const dueAt = at - LATE_MS;
    if (this.#counted.some((passage) => passage.at <= dueAt)) this.#judge(dueAt);
    const [oldest] = this.#lines;
    if (oldest === undefined || oldest.at > dueAt - SAME_MS) return;
    this.#lines = this.#lines.filter((line) => line.at > dueAt - SAME_MS);
  }

  /** Looks for turns among the counts up to `dueAt`. */
  #judge(dueAt: number): void {
    const due = this.#counted.filter((passage) => passage.at <= dueAt);
    this.#counted = this.#counted.filter((passage) => passage.at > dueAt);
    for (const passage of due) if (!this.#wasSeen(passage)) this.#pair(passage);
  }

  #wasSeen({ direction, at }: Passage): boolean {
    const distance = (line: Passage) => Math.abs(line.at - at);
    const near = this.#lines
      .filter((line) => line.direction === direction && distance(line) <= SAME_MS)
      .sort((a, b) => distance(a) - distance(b))[0];
    if (near !== undefined) this.#lines.splice(this.#lines.indexOf(near), 1);
    return near !== undefined;
  }

  #pair(passage: Passage): void {
    const { direction, at } = passage;
    this.#unseen = this.#unseen.filter((each) => at - each.at <= TURN_MS);
    const other = this.#unseen.findLast((each) => each.direction !== direction);
    if (other === undefined) {
      this.#unseen.push(passage);
      return;
    }
    this.#unseen.splice(this.#unseen.indexOf(other), 1);
    const isTurn = other.direction === 'in' || other.at === at;
    if (!isTurn) this.#chance.owed += 1;
    else if (this.#chance.owed > 0) this.#chance.owed -= 1;
    else this.#turned(other.at, at);
  }
}
