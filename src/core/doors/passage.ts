import type { TypeOf } from '../model/codec.ts';
import { boolean, choice, maybe, number, row } from '../model/codec.ts';
import type { Direction } from '../model/crossing.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldObject } from '../model/state-part.ts';

/** One passage through a doorway. */
export interface Passage {
  readonly direction: Direction;
  readonly count: number;
  /**
   * Time of the first beam's first break. `clearedAt`: its last clearing. The body needed the time between to pass one
   * place.
   */
  readonly from: number;
  readonly clearedAt: number;
  /** Time at which both beams were clear. */
  readonly to: number;
  /** Time from the first beam's first break to the second beam's. */
  readonly transitMs: number;
  readonly overlapped: boolean;
}

/** A person at the second beam needs at least 300 ms to be back in the first beam. */
const TURN_MS = 300;
/** A second break within this many usual transit times is a close follower. A person who sways takes longer. */
const FOLLOWER_TRANSITS = 4;
/** Transit time assumed until the door's own is known: 25 cm at 1.7 m/s. */
const UNKNOWN_TRANSIT_MS = 150;

/** Position in the doorway: empty, outer beam only, both, inner beam only. */
type Place = 0 | 1 | 2 | 3;

const PASSING = row({
  steps: number,
  place: choice<Place>(0, 1, 2, 3),
  from: number,
  clearedAt: number,
  secondBreakAt: maybe(number),
  overlapped: boolean,
  /** Time at which the first beam broke again after three of four steps. */
  rebrokenAt: maybe(number),
  followers: number,
});

/**
 * Follows two beams through one passage, as a quadrature decoder does. Outer, both, inner, empty are four steps in; the
 * reverse order is four steps out. Each step back subtracts one, so a U-turn ends at 0.
 */
export class PassageTracker implements Checkpointed {
  readonly #passing: TypeOf<typeof PASSING> = {
    steps: 0,
    place: 0,
    from: 0,
    clearedAt: 0,
    secondBreakAt: undefined,
    overlapped: false,
    rebrokenAt: undefined,
    followers: 0,
  };
  readonly state = heldObject(PASSING, this.#passing);

  get isEmpty(): boolean {
    return this.#passing.place === 0;
  }

  /** Handles new levels of the beams. Returns the passage or turn that ended, if any. */
  move(
    a: boolean,
    b: boolean,
    at: number,
    usualTransitMs: number | undefined,
  ): Passage | 'turned' | undefined {
    const place = placeOf(a, b);
    if (place === this.#passing.place) return undefined;
    if (this.#passing.place === 0) this.#begin(at);
    const before = Math.abs(this.#passing.steps);
    this.#passing.steps += stepBetween(this.#passing.place, place);
    this.#passing.place = place;
    const now = Math.abs(this.#passing.steps);
    if (now === 2) this.#bothBroken(before, at, usualTransitMs);
    if (now === 3) this.#firstCleared(at);
    if (place === 0) return this.#finish(at);
    return now === 1 && before === 2 ? this.#splitOff(at) : undefined;
  }

  reset(): void {
    this.#passing.steps = 0;
    this.#passing.place = 0;
  }

  #begin(at: number): void {
    this.#passing.steps = 0;
    this.#passing.from = at;
    this.#passing.clearedAt = at;
    this.#passing.secondBreakAt = undefined;
    this.#passing.overlapped = false;
    this.#passing.rebrokenAt = undefined;
    this.#passing.followers = 0;
  }

  #firstCleared(at: number): void {
    this.#passing.clearedAt = at;
    this.#passing.rebrokenAt = undefined;
  }

  /**
   * Detects a follower: after the first beam broke again, the second one cleared and broke again. A follower needs
   * about one transit; a person who sways takes longer.
   */
  #bothBroken(before: number, at: number, usualTransitMs = UNKNOWN_TRANSIT_MS): void {
    this.#passing.overlapped = true;
    this.#passing.secondBreakAt ??= at;
    if (before === 3) this.#passing.rebrokenAt = at;
    if (before !== 1 || this.#passing.rebrokenAt === undefined) return;
    if (at - this.#passing.rebrokenAt <= FOLLOWER_TRANSITS * usualTransitMs) this.#passing.followers += 1;
    this.#passing.rebrokenAt = undefined;
  }

  /**
   * Splits a passage: the first beam was broken again while the second one cleared. That is too soon for a person to
   * have turned round, so the person in the second beam has passed. A follower or trailing leg in the first one begins a
   * new passage.
   */
  #splitOff(at: number): Passage | undefined {
    const rebrokenAt = this.#passing.rebrokenAt;
    if (rebrokenAt === undefined || rebrokenAt - this.#passing.clearedAt > TURN_MS) return undefined;
    const passage = this.#passage(at);
    const direction = Math.sign(this.#passing.steps);
    this.#begin(rebrokenAt);
    this.#passing.steps = direction;
    return passage;
  }

  #finish(at: number): Passage | 'turned' {
    return Math.abs(this.#passing.steps) === 4 ? this.#passage(at) : 'turned';
  }

  #passage(at: number): Passage {
    return {
      direction: this.#passing.steps > 0 ? 'in' : 'out',
      count: 1 + this.#passing.followers,
      from: this.#passing.from,
      clearedAt: this.#passing.clearedAt,
      to: at,
      transitMs: (this.#passing.secondBreakAt ?? at) - this.#passing.from,
      overlapped: this.#passing.overlapped,
    };
  }
}

function placeOf(a: boolean, b: boolean): Place {
  if (a) return b ? 2 : 1;
  return b ? 3 : 0;
}

/**
 * One beam changes at a time. Two positions in a row are therefore neighbours in the cycle empty, outer, both, inner.
 */
function stepBetween(from: Place, to: Place): -1 | 1 {
  return (to - from + 4) % 4 === 1 ? 1 : -1;
}
