import type { FloorPlace } from '../geometry/floor-view.ts';
import { positionDeviation } from '../geometry/floor-view.ts';
import { list, number } from '../model/codec.ts';
import type { EpochMs, SensorId } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { composed, held } from '../model/state-part.ts';
import type { FloorPerson } from './floor-person.ts';
import {
  areSeenTogether,
  FLOOR_PERSON,
  isAway,
  isMoreCertain,
  move,
  newPerson,
  squaredMahalanobis,
} from './floor-person.ts';
import type { Newcomer } from './newcomer.ts';
import { keepPoint, NEWCOMER } from './newcomer.ts';
import type { TrackSink } from './track-sink.ts';

/** A newcomer is compared with nearby people for this long. Then it is one of them, or a new person. */
const DECIDE_MS = 800;
/** When two could be meant for so long, it is the nearer one: a third person it is not. */
const OPEN_MS = 2_000;
/** A camera that sees a place worse than another may be the only one after all: a shelf hides it from the other. */
const LATE_BIRTH_MS = 3_000;
/** A person whom no camera saw for longer than this is not handed over any more. */
const HANDOVER_MS = 4_000;
/**
 * 99 % of one person's positions lie within (chi-squared, two degrees of freedom). Farther apart, two are never
 * joined.
 */
const GATE = 9.2;
/** Up to here it may still be the same person, badly located: no new person is confirmed. */
const DOUBT = 30;
/** This close to another person, it takes time to decide that a newcomer is a different one. */
const NEAR = 100;
/** Comparisons fade: each new place has at least this share in the mean. */
const LEAST_SHARE = 0.2;
/** The second nearest must be this much odder, or the case is open. */
const CLEARLY_NEARER = 3;
/** Another camera takes over when the one that tells the position is silent this long. */
const PRIMARY_SILENT_MS = 600;
/** A less sure one waits longer, as many times as it is less sure, up to this. */
const MAX_DOUBT = 4;
/** Positions with a larger error (m) set no person's position; they may still be assigned to a person. */
const LEAST_SURE_M = 1;
/** A new person is confirmed at once where positions are this exact. */
const SURE_M = 0.5;
/** So long at one place, though no camera saw both within that time, two are one. */
const MERGE_MS = 3_000;
const TOGETHER_MS = 1_500;

export interface CrossCameraTrackerOptions {
  /** Whether no other camera sees the place much better: only then a new person is confirmed at once. */
  readonly seesBest?: (camera: SensorId, place: FloorPlace) => boolean;
}

/**
 * People on the one floor, from the tracks of several cameras. A person whom two cameras see is one person. One who
 * walks from one camera's view into another's keeps its number. Tracks are joined by place, time and motion alone,
 * never by appearance, within the error of their positions.
 */
export class CrossCameraTracker implements Checkpointed {
  readonly #sink: TrackSink;
  readonly #seesBest: (camera: SensorId, place: FloorPlace) => boolean;
  readonly #people = new Map<number, FloorPerson>();
  readonly #byTrack = new Map<string, FloorPerson>();
  readonly #newcomers = new Map<string, Newcomer>();
  #lastId = 0;
  readonly state = composed({
    lastId: held(
      number,
      () => this.#lastId,
      (id) => {
        this.#lastId = id;
      },
    ),
    people: held(
      list(FLOOR_PERSON),
      () => [...this.#people.values()],
      (people) => this.#replace(people),
    ),
    newcomers: held(
      list(NEWCOMER),
      () => [...this.#newcomers.values()],
      (newcomers) => {
        this.#newcomers.clear();
        for (const newcomer of newcomers)
          this.#newcomers.set(`${newcomer.camera}/${newcomer.track}`, newcomer);
      },
    ),
  });

  constructor(sink: TrackSink, { seesBest = () => true }: CrossCameraTrackerOptions = {}) {
    this.#sink = sink;
    this.#seesBest = seesBest;
  }

  /** A camera's person at a place on the floor. */
  moved(camera: SensorId, track: number, at: EpochMs, place: FloorPlace): void {
    const key = `${camera}/${track}`;
    const person = this.#byTrack.get(key);
    const isSeen = person?.seenBy[camera] !== undefined;
    if (person !== undefined && isSeen && !isAway(person, camera, at, place)) {
      this.#follow(person, camera, at, place);
      return;
    }
    if (person !== undefined) this.#forget(person, camera);
    let newcomer = this.#newcomers.get(key);
    if (newcomer === undefined) {
      newcomer = { camera, track, since: at, points: [], compared: {} };
      this.#newcomers.set(key, newcomer);
    }
    keepPoint(newcomer, at, place);
    this.#compare(newcomer, at, place);
    this.#decide(key, newcomer, at);
  }

  findPerson(camera: SensorId, track: number): number | undefined {
    return this.#byTrack.get(`${camera}/${track}`)?.id;
  }

  /** The camera will not see this track again. */
  ended(camera: SensorId, track: number, at: EpochMs, reason: 'lost' | 'frame-edge'): void {
    const key = `${camera}/${track}`;
    const newcomer = this.#newcomers.get(key);
    this.#newcomers.delete(key);
    // A newcomer that stayed undecided until its end was a known person.
    if (
      newcomer !== undefined &&
      this.#isBelieved(newcomer, at - newcomer.since, this.#ranked(newcomer)[0]?.odd)
    )
      this.#join(key, newcomer, this.#create(newcomer));
    const person = this.#byTrack.get(key);
    if (person === undefined) return;
    this.#forget(person, camera);
    if (at >= person.lastAt) person.reason = reason;
  }

  /** Time has passed: a person without a camera's track, and too late for a handover, has left. */
  advance(at: EpochMs): void {
    for (const person of this.#people.values()) {
      if (at - person.lastAt < HANDOVER_MS) continue;
      // A camera without newer frames may only be slow; one that saw a person too inexactly did not see this one.
      if (Object.values(person.seenBy).some((sight) => sight.at <= person.lastAt)) continue;
      this.#end(person, person.reason);
    }
    this.#mergeTwins(at);
  }

  #replace(people: readonly FloorPerson[]): void {
    this.#people.clear();
    this.#byTrack.clear();
    for (const person of people) {
      this.#people.set(person.id, person);
      for (const [camera, { track }] of Object.entries(person.seenBy))
        this.#byTrack.set(`${camera}/${track}`, person);
    }
  }

  #end(person: FloorPerson, reason: 'lost' | 'frame-edge'): void {
    for (const camera of Object.keys(person.seenBy)) this.#forget(person, camera);
    this.#people.delete(person.id);
    this.#sink.ended(person.id, person.lastAt as EpochMs, reason);
  }

  /** Two who are at one place for a while, and whom no camera sees side by side, are one: the older stays. */
  #mergeTwins(at: number): void {
    const present = [...this.#people.values()].filter(({ lastAt }) => at - lastAt <= TOGETHER_MS);
    for (const [n, person] of present.entries()) {
      const twin = present
        .slice(0, n)
        .find((older) => this.#people.has(older.id) && isTwin(older, person, at - TOGETHER_MS));
      if (twin?.id !== person.twin) Object.assign(person, { twin: twin?.id ?? 0, twinSince: at });
      else if (twin !== undefined && at - person.twinSince >= MERGE_MS) this.#merge(twin, person);
    }
  }

  #merge(older: FloorPerson, younger: FloorPerson): void {
    const sights = Object.entries(younger.seenBy);
    this.#end(younger, 'lost');
    for (const [camera, sight] of sights) {
      if ((older.seenBy[camera]?.at ?? 0) > sight.at) continue;
      this.#forget(older, camera);
      older.seenBy[camera] = sight;
      this.#byTrack.set(`${camera}/${sight.track}`, older);
    }
  }

  /** Notes how far from everybody the newcomer is who is not followed by the same camera, and was seen lately. */
  #compare({ camera, since, compared }: Newcomer, at: EpochMs, place: FloorPlace): void {
    for (const person of this.#people.values()) {
      const sight = person.seenBy[camera];
      const isTaken = sight !== undefined && at - sight.at < PRIMARY_SILENT_MS;
      if (isTaken || at - person.lastAt > HANDOVER_MS) delete compared[person.id];
      // A person not seen since must have come to the newcomer's start, not to where it has gone since.
      else if (person.lastAt >= since || compared[person.id] === undefined) {
        const [odd, places] = compared[person.id] ?? [0, 0];
        const share = Math.max(LEAST_SHARE, 1 / (places + 1));
        compared[person.id] = [odd + share * (squaredMahalanobis(person, at, place) - odd), places + 1];
      }
    }
  }

  /** People who it may be, the likeliest first. */
  #ranked({ compared }: Newcomer): { readonly person: FloorPerson; readonly odd: number }[] {
    return Object.entries(compared)
      .flatMap(([id, [odd]]) => {
        const person = this.#people.get(Number(id));
        return person === undefined ? [] : [{ person, odd }];
      })
      .sort((a, b) => a.odd - b.odd);
  }

  #decide(key: string, newcomer: Newcomer, at: EpochMs): void {
    const ageMs = at - newcomer.since;
    const [best, second] = this.#ranked(newcomer);
    if (best === undefined || best.odd > GATE) {
      if (this.#isBelieved(newcomer, ageMs, best?.odd)) this.#join(key, newcomer, this.#create(newcomer));
      return;
    }
    const isClear = second === undefined || second.odd - best.odd >= CLEARLY_NEARER;
    if (ageMs >= OPEN_MS || (isClear && ageMs >= DECIDE_MS)) this.#join(key, newcomer, best.person);
  }

  /**
   * Confirms a new person at once where this camera sees well and no other person is near. Where another camera
   * should see better, the newcomer must stay for a while.
   */
  #isBelieved({ camera, points }: Newcomer, ageMs: number, nearestOdd = Number.POSITIVE_INFINITY): boolean {
    const place = points.at(-1)?.place;
    if (place === undefined || nearestOdd <= GATE || (nearestOdd < NEAR && ageMs < DECIDE_MS)) return false;
    const isSure = positionDeviation(place) <= SURE_M && this.#seesBest(camera, place);
    if (nearestOdd >= DOUBT && isSure) return true;
    return (
      ageMs >= LATE_BIRTH_MS && (isSure || (nearestOdd >= DOUBT && positionDeviation(place) <= LEAST_SURE_M))
    );
  }

  #join(key: string, { camera, track, points }: Newcomer, person: FloorPerson): void {
    this.#newcomers.delete(key);
    const before = person.lastAt;
    this.#forget(person, camera);
    person.seenBy[camera] = { track, at: points[0]?.at ?? before, oddSince: null };
    this.#byTrack.set(key, person);
    const firstAt = points[0]?.at ?? before;
    const gapMs = firstAt - before;
    if (Number.isFinite(before) && gapMs > PRIMARY_SILENT_MS)
      this.#sink.joined(person.id, firstAt as EpochMs, gapMs);
    for (const { at, place } of points) this.#follow(person, camera, at as EpochMs, place);
  }

  #forget(person: FloorPerson, camera: string): void {
    const sight = person.seenBy[camera];
    if (sight === undefined) return;
    delete person.seenBy[camera];
    this.#byTrack.delete(`${camera}/${sight.track}`);
  }

  #create({ camera, points }: Newcomer): FloorPerson {
    this.#lastId += 1;
    const place = points[0]?.place ?? { x: 0, y: 0, xx: 0, xy: 0, yy: 0 };
    const person = newPerson(this.#lastId, camera, place);
    this.#people.set(person.id, person);
    return person;
  }

  /** One camera at a time tells where the person is: two that differ by decimetres would make it tremble. */
  #follow(person: FloorPerson, camera: SensorId, at: EpochMs, place: FloorPlace): void {
    const sight = person.seenBy[camera];
    if (sight !== undefined) sight.at = at;
    if (at <= person.lastAt || positionDeviation(place) > LEAST_SURE_M) return;
    if (person.primary !== camera) {
      const doubt = Math.min(
        MAX_DOUBT,
        Math.max(1, positionDeviation(place) / positionDeviation(person.place)),
      );
      const isSilent = at - person.lastAt >= doubt * PRIMARY_SILENT_MS;
      if (!isSilent && (sight?.oddSince !== null || !isMoreCertain(place, person.place))) return;
      person.primary = camera;
    }
    move(person, at, place);
    this.#sink.moved(person.id, at, place.x, place.y);
  }
}

function isTwin(older: FloorPerson, younger: FloorPerson, after: number): boolean {
  return (
    squaredMahalanobis(older, younger.lastAt, younger.place) <= GATE &&
    !areSeenTogether(older, younger, after)
  );
}
