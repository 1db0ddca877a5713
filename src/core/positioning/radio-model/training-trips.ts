import { Extent } from '../extent.ts';
import type { RssiSecond } from '../likelihood.ts';
import type { Trip } from './way-sampler.ts';

interface Place {
  readonly xM: number;
  readonly yM: number;
}

interface OpenTrip {
  readonly seconds: RssiSecond[];
  lastS: number;
  readonly extent: Extent;
}

/** Longest trip in seconds. Longer trips are split: they would only cost memory when ways are drawn. */
const MAX_TRIP_S = 120;
const MIN_TRIP_S = 20;
const MAX_GAP_S = 5;
/** Distance in metres that a trip must span: a tag on a shelf repeats the same levels all day. */
const MIN_EXTENT_M = 3;
/** Largest number of seconds kept: 30 minutes of walking cover a store, and learning from them takes a few minutes. */
const MAX_KEPT_S = 1800;
const MAX_TEACH_GAP_S = 20;
/** Receptions of a second arrive on average this many seconds before its end. */
const MIDDLE_S = 0.5;
/** A fixed tag adds one second in 30, so that it does not outweigh the walks. */
const FIXED_EVERY_S = 30;
const MAX_FIXED_S = 40;

/** Keeps a bounded amount of training traffic: trips of tags that moved, teaching walks, and tags at known places. */
export class TrainingTrips {
  readonly #open = new Map<string, OpenTrip>();
  #kept: Trip[] = [];
  #taught: Trip[] = [];
  readonly #teaching = new Map<string, { atS: number; place: Place; pending: [number, RssiSecond][] }>();
  readonly #fixed = new Map<string, { lastS: number; place: Place; seconds: RssiSecond[] }>();
  /** Seconds of traffic added since the last learning. */
  freshS = 0;

  /** Registers a tag that never moves, such as a canary beside its receiver. */
  fix(tag: string, place: Place): void {
    this.#fixed.set(tag, { lastS: Number.NEGATIVE_INFINITY, place, seconds: [] });
  }

  isFixed(tag: string): boolean {
    return this.#fixed.has(tag);
  }

  /** Adds a second of a tag whose estimated position is `place`. */
  add(tag: string, atS: number, second: RssiSecond, place: Place): void {
    const fixed = this.#fixed.get(tag);
    if (fixed !== undefined) this.#addFixed(fixed, atS, second);
    else if (this.#teaching.has(tag)) this.#teaching.get(tag)?.pending.push([atS, second]);
    else this.#addTrip(tag, atS, second, place);
  }

  #addFixed(fixed: { lastS: number; seconds: RssiSecond[] }, atS: number, second: RssiSecond): void {
    if (atS - fixed.lastS < FIXED_EVERY_S) return;
    fixed.lastS = atS;
    fixed.seconds.push(second);
    if (fixed.seconds.length > MAX_FIXED_S) fixed.seconds.shift();
  }

  #addTrip(tag: string, atS: number, second: RssiSecond, { xM, yM }: Place): void {
    let trip = this.#open.get(tag);
    if (trip !== undefined && (atS - trip.lastS > MAX_GAP_S || trip.seconds.length >= MAX_TRIP_S)) {
      this.close(tag);
      trip = undefined;
    }
    if (trip === undefined) {
      trip = { seconds: [], lastS: atS, extent: new Extent() };
      this.#open.set(tag, trip);
    }
    trip.seconds.push(second);
    trip.lastS = atS;
    trip.extent.add(xM, yM);
  }

  /**
   * Closes a trip, because the tag is gone or the trip is long enough. Short trips and trips without movement are
   * dropped.
   */
  close(tag: string): void {
    const trip = this.#open.get(tag);
    this.#open.delete(tag);
    if (trip === undefined || trip.seconds.length < MIN_TRIP_S) return;
    if (trip.extent.spanM < MIN_EXTENT_M) return;
    this.freshS += trip.seconds.length;
    this.#kept.push({ tag, seconds: trip.seconds });
    this.#kept = newestTrips(this.#kept, MAX_KEPT_S);
  }

  /** Sets where the tag was at `atS`. The tag moved straight between two such points at most 20 s apart. */
  teach(tag: string, atS: number, place: Place): void {
    const from = this.#teaching.get(tag);
    if (from !== undefined && atS - from.atS <= MAX_TEACH_GAP_S) this.#label(tag, from, atS, place);
    this.#teaching.set(tag, { atS, place, pending: [] });
  }

  /** Ends the teaching walk. The tag then counts as an ordinary tag. */
  endTeaching(tag: string): void {
    this.#teaching.delete(tag);
  }

  #label(
    tag: string,
    from: { atS: number; place: Place; pending: [number, RssiSecond][] },
    toS: number,
    to: Place,
  ): void {
    const within = from.pending.filter(([atS]) => atS >= from.atS && atS <= toS);
    if (within.length === 0) return;
    const knownM = within.map(([atS]) => {
      const share = Math.max(0, atS - MIDDLE_S - from.atS) / Math.max(1e-9, toS - from.atS);
      return {
        xM: from.place.xM + share * (to.xM - from.place.xM),
        yM: from.place.yM + share * (to.yM - from.place.yM),
      };
    });
    this.#taught.push({ tag, seconds: within.map(([, second]) => second), knownM });
    this.#taught = newestTrips(this.#taught, MAX_KEPT_S);
    this.freshS += within.length;
  }

  /** Returns all training traffic. */
  trips(): Trip[] {
    const fixed = [...this.#fixed]
      .filter(([, { seconds }]) => seconds.length > 0)
      .map(([tag, { place, seconds }]) => ({
        tag,
        seconds: [...seconds],
        knownM: seconds.map(() => place),
        fixed: true,
      }));
    return [...this.#taught, ...fixed, ...this.#kept];
  }

  /** Seconds of walks and trips kept, without fixed tags. */
  keptS(): number {
    return [...this.#taught, ...this.#kept].reduce((sum, { seconds }) => sum + seconds.length, 0);
  }
}

function newestTrips(trips: Trip[], maxSeconds: number): Trip[] {
  let total = 0;
  let first = trips.length;
  while (first > 0 && total + (trips[first - 1]?.seconds.length ?? 0) <= maxSeconds) {
    first--;
    total += trips[first]?.seconds.length ?? 0;
  }
  return trips.slice(first);
}
