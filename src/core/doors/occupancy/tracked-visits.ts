import type { TypeOf } from '../../model/codec.ts';
import { bit, entryCodec, list, maybe, number, row } from '../../model/codec.ts';
import type { Direction } from '../../model/crossing.ts';
import type { Checkpointed } from '../../model/state-part.ts';
import { composed, held, heldMap } from '../../model/state-part.ts';
import type { FollowedVisit } from './exit-matching.ts';

/** A camera and another sensor that count within 6 s have counted the same person: some counters report every 5 s. */
const SAME_MS = 6_000;
/**
 * A person lost inside may appear again for this time and within this distance. The distance grows with the time, at
 * walking speed.
 */
const LOST_FOR_MS = 10_000;
const REACH_M = 1.5;
const WALKS_MPS = 1.3;
/**
 * A track that crosses the line inwards within 6 s of its start began in front of the door. Such a track continues no
 * lost track.
 */
const BEFORE_DOOR_MS = 6_000;

const TRACKED = row({ fromMs: number, toMs: number });
export type TrackedVisit = TypeOf<typeof TRACKED>;

/** A person whose track ended inside. `cameAt` is undefined when no camera saw the person enter. */
const LOST = row({ cameAt: maybe(number), at: number, x: number, y: number });
type Lost = TypeOf<typeof LOST>;
const WALKER = row({
  ...{ cameAt: maybe(number), bornAt: number, at: number, x: number, y: number },
  /** The lost person whose visit this track continues. */
  lost: maybe(LOST),
  hasLeft: bit,
});
type Walker = TypeOf<typeof WALKER>;

/**
 * Collects visits of people whom cameras followed from door to door. When a track ends inside and another begins
 * nearby, the visit continues. The two tracks may be of different people, because only the length of visits counts.
 */
export class TrackedVisits implements Checkpointed {
  readonly #walkers = new Map<number, Walker>();
  #lost: Lost[] = [];
  #visits: TrackedVisit[] = [];
  readonly state = composed({
    walkers: heldMap(entryCodec(number, WALKER), this.#walkers),
    lost: held(
      list(LOST),
      () => this.#lost,
      (lost) => {
        this.#lost = lost;
      },
    ),
    visits: held(
      list(TRACKED),
      () => this.#visits,
      (visits) => {
        this.#visits = visits;
      },
    ),
  });

  /** Adds a position of a person on the floor plan, in metres. Runs for each person of each picture. */
  moved(person: number, at: number, x: number, y: number): void {
    const walker = this.#walkers.get(person);
    if (walker === undefined) this.#begin(person, at, x, y);
    else {
      walker.at = at;
      walker.x = x;
      walker.y = y;
    }
  }

  #begin(person: number, at: number, x: number, y: number): void {
    const lost = this.#takeNearest(at, x, y);
    const cameAt = lost?.cameAt;
    this.#walkers.set(person, { cameAt, bornAt: at, at, x, y, lost, hasLeft: false });
  }

  /** Handles a tracked person who crossed a door's line. */
  crossed(direction: Direction, at: number, person: number): void {
    const walker = this.#walkers.get(person);
    if (walker === undefined) return;
    if (direction === 'in') this.#enter(walker, at);
    else this.#leave(walker, at);
  }

  #enter(walker: Walker, at: number): void {
    if (walker.lost !== undefined && at - walker.bornAt <= BEFORE_DOOR_MS) this.#lost.push(walker.lost);
    walker.lost = undefined;
    walker.cameAt = at;
    walker.hasLeft = false;
  }

  #leave(walker: Walker, at: number): void {
    if (walker.cameAt !== undefined) this.add({ fromMs: walker.cameAt, toMs: at });
    walker.cameAt = undefined;
    walker.lost = undefined;
    walker.hasLeft = true;
  }

  add(visit: TrackedVisit): void {
    this.#visits.push(visit);
  }

  ended(person: number): void {
    const walker = this.#walkers.get(person);
    this.#walkers.delete(person);
    if (walker === undefined || walker.hasLeft) return;
    const { cameAt, at, x, y } = walker;
    this.#lost.push({ cameAt, at, x, y });
  }

  #takeNearest(at: number, x: number, y: number): Lost | undefined {
    this.#lost = this.#lost.filter((lost) => at - lost.at <= LOST_FOR_MS);
    const beyond = (lost: Lost) =>
      Math.hypot(lost.x - x, lost.y - y) - (WALKS_MPS * (at - lost.at)) / 1000 - REACH_M;
    const near = this.#lost.filter((lost) => beyond(lost) <= 0).sort((a, b) => beyond(a) - beyond(b))[0];
    if (near !== undefined) this.#lost.splice(this.#lost.indexOf(near), 1);
    return near;
  }

  /** Finds the counted entry and exit of each visit, by index. Both lists of times are in order. */
  match(entries: readonly number[], exits: readonly number[]): FollowedVisit[] {
    const [entriesLeft, exitsLeft] = [[...entries.keys()], [...exits.keys()]];
    return this.#visits.flatMap(({ fromMs, toMs }): FollowedVisit[] => {
      const [from, to] = [nearest(entries, entriesLeft, fromMs), nearest(exits, exitsLeft, toMs)];
      if (from === -1 || to === -1) return [];
      const [entry = 0] = entriesLeft.splice(from, 1);
      const [exit = 0] = exitsLeft.splice(to, 1);
      return [{ entry, exit, lengthMs: toMs - fromMs }];
    });
  }

  /** Forgets all visits, because the store is empty. */
  clear(): void {
    this.#walkers.clear();
    this.#lost = [];
    this.#visits = [];
  }
}

/** Returns the place, among those left, of the time nearest to `at`; −1 when none is within `SAME_MS`. */
function nearest(times: readonly number[], left: readonly number[], at: number): number {
  const timeAt = (place: number) => times[left[place] ?? -1] ?? Number.POSITIVE_INFINITY;
  let [low, high] = [0, left.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeAt(middle) < at) low = middle + 1;
    else high = middle;
  }
  const distance = (place: number) => Math.abs(timeAt(place) - at);
  const best = distance(low - 1) < distance(low) ? low - 1 : low;
  return distance(best) <= SAME_MS ? best : -1;
}
