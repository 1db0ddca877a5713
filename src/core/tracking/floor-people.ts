import type { Checkpointed, EpochMs, Json, SensorId } from '../types.ts';
import type { TrackSink } from './track-sink.ts';

/** A newcomer's points are compared with others' this long before it is somebody new. */
const DECIDE_MS = 800;
/** Somebody whom no camera saw for longer than this is not handed over any more. */
const HANDOVER_MS = 4_000;
/** Two cameras may see one person's feet this far apart: calibration and foot points are each a few decimetres off. */
const GATE_M = 1.2;
/** The second nearest must be this much further away, or the case is open and nobody is joined. */
const CLEARLY_NEARER_M = 0.5;
/** Another camera takes over when the one that tells the position is silent this long. */
const PRIMARY_SILENT_MS = 600;
const SPEED_SMOOTHING = 0.3;

interface FloorPerson {
  readonly id: number;
  /** The cameras' own numbers for this person; a camera that lost it may still be listed. */
  readonly seenBy: Record<string, number>;
  primary: string;
  x: number;
  y: number;
  speedX: number;
  speedY: number;
  lastAt: number;
  reason: 'lost' | 'frame-edge';
}

interface Newcomer {
  readonly camera: SensorId;
  readonly track: number;
  /** Flat: at, x, y. */
  readonly points: number[];
}

/**
 * People on the one floor from the tracks of several cameras: a person whom two cameras see is one person, and one who
 * walks from one camera's view into another's keeps its number. Joined by place, time and motion alone, never by looks.
 */
export class FloorPeople implements Checkpointed {
  readonly #sink: TrackSink;
  readonly #people = new Map<number, FloorPerson>();
  readonly #byTrack = new Map<string, FloorPerson>();
  readonly #newcomers = new Map<string, Newcomer>();
  #lastId = 0;

  constructor(sink: TrackSink) {
    this.#sink = sink;
  }

  /** A camera's person at a place on the floor, in metres. */
  moved(camera: SensorId, track: number, at: EpochMs, x: number, y: number): void {
    const key = `${camera}/${track}`;
    const person = this.#byTrack.get(key);
    if (person !== undefined) {
      this.#follow(person, camera, at, x, y);
      return;
    }
    let newcomer = this.#newcomers.get(key);
    if (newcomer === undefined) {
      newcomer = { camera, track, points: [] };
      this.#newcomers.set(key, newcomer);
    }
    newcomer.points.push(at, x, y);
    const isAlone = this.#candidates(newcomer).length === 0;
    if (isAlone || at - (newcomer.points[0] ?? at) >= DECIDE_MS) this.#decide(key, newcomer);
  }

  personOf(camera: SensorId, track: number): number | undefined {
    return this.#byTrack.get(`${camera}/${track}`)?.id;
  }

  /** The camera will not see this track again. */
  ended(camera: SensorId, track: number, at: EpochMs, reason: 'lost' | 'frame-edge'): void {
    const key = `${camera}/${track}`;
    const newcomer = this.#newcomers.get(key);
    if (newcomer !== undefined) this.#decide(key, newcomer);
    const person = this.#byTrack.get(key);
    if (person === undefined) return;
    this.#byTrack.delete(key);
    delete person.seenBy[camera];
    if (at >= person.lastAt) person.reason = reason;
  }

  /** Time has passed: whoever no camera follows, and nobody can take over, has left. */
  advance(at: EpochMs): void {
    for (const person of this.#people.values()) {
      if (Object.keys(person.seenBy).length > 0 || at - person.lastAt < HANDOVER_MS) continue;
      this.#people.delete(person.id);
      this.#sink.ended(person.id, person.lastAt as EpochMs, person.reason);
    }
  }

  snapshot(): Json {
    return {
      lastId: this.#lastId,
      people: [...this.#people.values()].map((person) => ({ ...person, seenBy: { ...person.seenBy } })),
      newcomers: [...this.#newcomers.values()].map((newcomer) => ({
        ...newcomer,
        points: [...newcomer.points],
      })),
    };
  }

  restore(saved: Json): void {
    const state = saved as unknown as { lastId: number; people: FloorPerson[]; newcomers: Newcomer[] };
    this.#lastId = state.lastId;
    this.#people.clear();
    this.#byTrack.clear();
    this.#newcomers.clear();
    for (const person of state.people) {
      this.#people.set(person.id, person);
      for (const [camera, track] of Object.entries(person.seenBy))
        this.#byTrack.set(`${camera}/${track}`, person);
    }
    for (const newcomer of state.newcomers)
      this.#newcomers.set(`${newcomer.camera}/${newcomer.track}`, newcomer);
  }

  /** People who could be this newcomer: not followed by the same camera, and seen lately. */
  #candidates({ camera, points }: Newcomer): FloorPerson[] {
    const at = points[0] ?? 0;
    return [...this.#people.values()].filter(
      (person) => person.seenBy[camera] === undefined && at - person.lastAt <= HANDOVER_MS,
    );
  }

  #decide(key: string, newcomer: Newcomer): void {
    this.#newcomers.delete(key);
    const known = this.#match(newcomer);
    const person = known ?? this.#create(newcomer);
    person.seenBy[newcomer.camera] = newcomer.track;
    this.#byTrack.set(key, person);
    const { points } = newcomer;
    if (known !== undefined) {
      const gapMs = (points[0] ?? 0) - person.lastAt;
      if (gapMs > PRIMARY_SILENT_MS) this.#sink.joined(person.id, (points[0] ?? 0) as EpochMs, gapMs);
    }
    for (let i = 0; i < points.length; i += 3) {
      this.#follow(person, newcomer.camera, points[i] as EpochMs, points[i + 1] ?? 0, points[i + 2] ?? 0);
    }
  }

  #match(newcomer: Newcomer): FloorPerson | undefined {
    const ranked = this.#candidates(newcomer)
      .map((person) => ({ person, distanceM: meanDistance(person, newcomer.points) }))
      .sort((a, b) => a.distanceM - b.distanceM);
    const [best, second] = ranked;
    if (best === undefined || best.distanceM > GATE_M) return undefined;
    const isClear = second === undefined || second.distanceM - best.distanceM >= CLEARLY_NEARER_M;
    return isClear ? best.person : undefined;
  }

  #create({ camera, points }: Newcomer): FloorPerson {
    this.#lastId += 1;
    const person: FloorPerson = {
      id: this.#lastId,
      seenBy: {},
      primary: camera,
      x: points[1] ?? 0,
      y: points[2] ?? 0,
      speedX: 0,
      speedY: 0,
      lastAt: Number.NEGATIVE_INFINITY,
      reason: 'lost',
    };
    this.#people.set(person.id, person);
    return person;
  }

  /** One camera at a time tells where the person is: two that differ by decimetres would make it tremble. */
  #follow(person: FloorPerson, camera: SensorId, at: EpochMs, x: number, y: number): void {
    if (at <= person.lastAt) return;
    if (person.primary !== camera) {
      if (at - person.lastAt < PRIMARY_SILENT_MS) return;
      person.primary = camera;
    }
    const seconds = (at - person.lastAt) / 1000;
    if (Number.isFinite(seconds) && seconds > 0) {
      person.speedX += SPEED_SMOOTHING * ((x - person.x) / seconds - person.speedX);
      person.speedY += SPEED_SMOOTHING * ((y - person.y) / seconds - person.speedY);
    }
    person.x = x;
    person.y = y;
    person.lastAt = at;
    this.#sink.moved(person.id, at, x, y);
  }
}

/** Mean distance of a newcomer's points (flat: at, x, y) from where the person is, or would be by now. */
function meanDistance(person: FloorPerson, points: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < points.length; i += 3) {
    const seconds = Math.max(0, (points[i] ?? 0) - person.lastAt) / 1000;
    const x = person.x + person.speedX * seconds;
    const y = person.y + person.speedY * seconds;
    sum += Math.hypot((points[i + 1] ?? 0) - x, (points[i + 2] ?? 0) - y);
  }
  return sum / (points.length / 3);
}
