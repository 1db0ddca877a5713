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

/**
 * A newcomer (a camera's new track) is compared with nearby people for this long. Then it joins one of them or is a new
 * person.
 */
const DECIDE_MS = 800;
/** When two people are possible for this long, the nearer one wins. A new person is unlikely then. */
const OPEN_MS = 2_000;
/** A camera with a larger error may confirm a new person after this long: a shelf may block the better camera. */
const LATE_BIRTH_MS = 3_000;
/** A person whom no camera saw for this long is no longer handed over to another camera. */
const HANDOVER_MS = 4_000;
/**
 * 99 % of one person's positions have a smaller squared distance (chi-squared, two degrees of freedom). Positions
 * further apart are never joined.
 */
const GATE = 9.2;
/** Up to this squared distance a newcomer may be a known person with a position error. It has to wait. */
const DOUBT = 30;
/** Up to this squared distance from a person, a newcomer must wait `DECIDE_MS` before it counts as another person. */
const NEAR = 100;
/** Smallest weight of a new comparison in the running mean, so that old comparisons fade. */
const LEAST_SHARE = 0.2;
/** The second nearest person's squared distance must be larger than the nearest's by this, or the decision waits. */
const CLEARLY_NEARER = 3;
/** Another camera takes over when the camera that sets the position is silent for this long. */
const PRIMARY_SILENT_MS = 600;
/** A camera with a larger error takes over later, in proportion to its error, up to this factor. */
const MAX_DOUBT = 4;
/** Positions with a larger error (m) do not set a person's position. The tracker still assigns them to a person. */
const LEAST_SURE_M = 1;
/** Largest position error, in metres, at which a new person may be confirmed immediately. */
const SURE_M = 0.5;
/** Two people at one place for MERGE_MS are one person, unless a camera saw both within TOGETHER_MS. */
const MERGE_MS = 3_000;
const TOGETHER_MS = 1_500;

export interface CrossCameraTrackerOptions {
  /** Returns whether no other camera locates the place much better. Only then is a new person confirmed immediately. */
  readonly seesBest?: (camera: SensorId, place: FloorPlace) => boolean;
}

/**
 * Tracks people on the floor plan by joining the tracks of several cameras. A person whom two cameras see is one
 * person. A person who walks from one camera's view into another's keeps the number. The tracker joins tracks only by
 * place, time and motion, within the error of their positions, never by appearance.
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

  /** Receives the floor position of a camera's track. */
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

  /** Called when the camera's track has ended. */
  ended(camera: SensorId, track: number, at: EpochMs, reason: 'lost' | 'frame-edge'): void {
    const key = `${camera}/${track}`;
    const newcomer = this.#newcomers.get(key);
    this.#newcomers.delete(key);
    // An undecided newcomer becomes a new person only if it is believed. Otherwise it was a known person.
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

  /** Moves time forward. Ends people whom no camera tracks and for whom a handover is too late. */
  advance(at: EpochMs): void {
    for (const person of this.#people.values()) {
      if (at - person.lastAt < HANDOVER_MS) continue;
      // Without a newer sight, a camera may only be slow and still see the person. A newer sight that did not set the
      // position was too inexact to show the person here.
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

  /** Merges two people who stay at one place and whom no camera sees side by side. The older number stays. */
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

  /** Compares the newcomer with every person seen lately whom the same camera does not track now. */
  #compare({ camera, since, compared }: Newcomer, at: EpochMs, place: FloorPlace): void {
    for (const person of this.#people.values()) {
      const sight = person.seenBy[camera];
      const isTaken = sight !== undefined && at - sight.at < PRIMARY_SILENT_MS;
      if (isTaken || at - person.lastAt > HANDOVER_MS) delete compared[person.id];
      // A person not seen since the newcomer began is compared once, with the newcomer's first place.
      else if (person.lastAt >= since || compared[person.id] === undefined) {
        const [odd, places] = compared[person.id] ?? [0, 0];
        const share = Math.max(LEAST_SHARE, 1 / (places + 1));
        compared[person.id] = [odd + share * (squaredMahalanobis(person, at, place) - odd), places + 1];
      }
    }
  }

  /** People that the newcomer may be, the likeliest first. */
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
   * Confirms a new person immediately when this camera locates well and no other person is near. When another camera
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

  /**
   * One camera at a time sets the person's position. Alternating between cameras that differ by decimetres would make
   * it jitter.
   */
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
