import type { Direction } from './crossing.ts';

/** One way through a doorway. */
export interface Passage {
  readonly direction: Direction;
  readonly count: number;
  /** When the first beam broke, and when it was last clear again: what the body looks like at one place. */
  readonly from: number;
  readonly clearedAt: number;
  /** When both beams were clear. */
  readonly to: number;
  /** First break of the first beam to first break of the second. */
  readonly transitMs: number;
  readonly overlapped: boolean;
}

/** Nobody who has reached the second beam turns round and is back in the first one sooner than this. */
const TURN_MS = 300;
/** A person who sways between the beams is slower than this many usual transits; a close follower is not. */
const FOLLOWER_TRANSITS = 4;
/** Before the door's own transits are known: 25 cm at the slowest usual walk. */
const UNKNOWN_TRANSIT_MS = 150;

/** Where in the doorway: empty, outer beam only, both, inner beam only. */
type Place = 0 | 1 | 2 | 3;

export type PassageState = readonly (number | boolean | null)[];

/**
 * Follows the two beams through one passage as a quarter-step counter does: outer, both, inner, empty is four steps in,
 * the other way round four steps out, and every way back takes steps back, so that a U-turn ends where it began.
 */
export class PassageTracker {
  #steps = 0;
  #place: Place = 0;
  #from = 0;
  #clearedAt = 0;
  #secondBreakAt: number | undefined;
  #overlapped = false;
  /** When, after three of four steps, the first beam broke again. */
  #rebrokenAt: number | undefined;
  #followers = 0;

  get isEmpty(): boolean {
    return this.#place === 0;
  }

  /** What came to an end with these levels of the beams, if anything: a passage, or a turn back. */
  move(
    a: boolean,
    b: boolean,
    at: number,
    usualTransitMs: number | undefined,
  ): Passage | 'turned' | undefined {
    const place = placeOf(a, b);
    if (place === this.#place) return undefined;
    if (this.#place === 0) this.#begin(at);
    const before = Math.abs(this.#steps);
    this.#steps += stepBetween(this.#place, place);
    this.#place = place;
    const now = Math.abs(this.#steps);
    if (now === 2) this.#bothBroken(before, at, usualTransitMs);
    if (now === 3) this.#firstCleared(at);
    if (place === 0) return this.#finish(at);
    return now === 1 && before === 2 ? this.#splitOff(at) : undefined;
  }

  reset(): void {
    this.#steps = 0;
    this.#place = 0;
  }

  snapshot(): PassageState {
    return [
      this.#steps,
      this.#place,
      this.#from,
      this.#clearedAt,
      this.#secondBreakAt ?? null,
      this.#overlapped,
      this.#rebrokenAt ?? null,
      this.#followers,
    ];
  }

  restore(saved: PassageState): void {
    const [steps, place, from, clearedAt, secondBreakAt, overlapped, rebrokenAt, followers] = saved;
    this.#steps = Number(steps);
    this.#place = Number(place) as Place;
    this.#from = Number(from);
    this.#clearedAt = Number(clearedAt);
    this.#secondBreakAt = secondBreakAt === null ? undefined : Number(secondBreakAt);
    this.#overlapped = overlapped === true;
    this.#rebrokenAt = rebrokenAt === null ? undefined : Number(rebrokenAt);
    this.#followers = Number(followers);
  }

  #begin(at: number): void {
    this.#steps = 0;
    this.#from = at;
    this.#clearedAt = at;
    this.#secondBreakAt = undefined;
    this.#overlapped = false;
    this.#rebrokenAt = undefined;
    this.#followers = 0;
  }

  #firstCleared(at: number): void {
    this.#clearedAt = at;
    this.#rebrokenAt = undefined;
  }

  /**
   * Three steps, two, one, two: behind a break of the first beam the second one cleared and broke again. Somebody who
   * follows does that within a transit or so; somebody who stands and sways takes his time.
   */
  #bothBroken(before: number, at: number, usualTransitMs = UNKNOWN_TRANSIT_MS): void {
    this.#overlapped = true;
    this.#secondBreakAt ??= at;
    if (before === 3) this.#rebrokenAt = at;
    if (before !== 1 || this.#rebrokenAt === undefined) return;
    if (at - this.#rebrokenAt <= FOLLOWER_TRANSITS * usualTransitMs) this.#followers += 1;
    this.#rebrokenAt = undefined;
  }

  /**
   * The second beam cleared while something else broke the first one too soon for a turn: whoever was in the second is
   * through, and what is in the first (a follower, a trailing leg) begins a passage of its own.
   */
  #splitOff(at: number): Passage | undefined {
    const rebrokenAt = this.#rebrokenAt;
    if (rebrokenAt === undefined || rebrokenAt - this.#clearedAt > TURN_MS) return undefined;
    const passage = this.#passage(at);
    const direction = Math.sign(this.#steps);
    this.#begin(rebrokenAt);
    this.#steps = direction;
    return passage;
  }

  #finish(at: number): Passage | 'turned' {
    return Math.abs(this.#steps) === 4 ? this.#passage(at) : 'turned';
  }

  #passage(at: number): Passage {
    return {
      direction: this.#steps > 0 ? 'in' : 'out',
      count: 1 + this.#followers,
      from: this.#from,
      clearedAt: this.#clearedAt,
      to: at,
      transitMs: (this.#secondBreakAt ?? at) - this.#from,
      overlapped: this.#overlapped,
    };
  }
}

function placeOf(a: boolean, b: boolean): Place {
  if (a) return b ? 2 : 1;
  return b ? 3 : 0;
}

/** One beam changes at a time, so places are neighbours on the ring empty, outer, both, inner. */
function stepBetween(from: Place, to: Place): -1 | 1 {
  return (to - from + 4) % 4 === 1 ? 1 : -1;
}
