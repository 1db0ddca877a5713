import { createRandom } from '../../../test/support/random.ts';
import type { MotSequence } from '../tracking/mot-data.ts';
import { everyFrame, toTime } from '../tracking/mot-run.ts';
import type { TrackedFrame } from './approach-tracks.ts';
import { trackPeople } from './approach-tracks.ts';

const FRAMES_PER_SECOND = 5;
export const ZONES = 40;
/** In view this long before an entry that can be foreseen. */
const SEEN_MS = 1_000;
export const JUST_LEFT_MS = 5_000;
export const SEED = 24;

export interface Zone {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Scene {
  readonly sequence: MotSequence;
  readonly frames: readonly number[];
  readonly zones: readonly Zone[];
  /** Feet of each person by frame. */
  readonly truth: ReadonlyMap<number, ReadonlyMap<number, readonly [x: number, y: number, height: number]>>;
  readonly tracked: readonly TrackedFrame[];
  /** Of people whom our tracker has followed for 1 s before. */
  readonly entries: readonly Entry[];
  /** Entries of others: late births and switches of the tracker. */
  readonly untracked: number;
}

type Untracked = Pick<Scene, 'sequence' | 'frames' | 'zones' | 'truth'>;

export interface Entry {
  readonly person: number;
  readonly zone: number;
  readonly at: number;
}

/** `sureScore`: the detector’s score from which it is nearly always right. */
export function createScene(sequence: MotSequence, sureScore = 0.95): Scene {
  const frames = everyFrame(sequence, Math.max(1, Math.round(sequence.framesPerSecond / FRAMES_PER_SECOND)));
  const truth = new Map(
    frames.map((frame) => {
      const { ids, boxes } = sequence.truth.get(frame) ?? { ids: [], boxes: [] };
      return [
        frame,
        new Map(
          ids.map((id, n) => {
            const [left = 0, top = 0, width = 0, height = 0] = boxes.slice(4 * n, 4 * n + 4);
            return [id, [left + width / 2, top + height, height] as const];
          }),
        ),
      ];
    }),
  );
  const bare = { sequence, frames, zones: randomZones(sequence, truth), truth };
  const tracked = trackPeople(bare, sureScore);
  const stretches = findStretches(tracked);
  const all = findEntries(bare);
  const entries = all.filter(({ person, at }) => stretches.some((one) => isTracked(one, person, at)));
  return { ...bare, tracked, entries, untracked: all.length - entries.length };
}

interface Stretch {
  readonly person: number;
  readonly fromAt: number;
  toAt: number;
}

/** Each stretch in which one track follows one true person. */
function findStretches(frames: readonly TrackedFrame[]): Stretch[] {
  const stretches: Stretch[] = [];
  const current = new Map<number, Stretch>();
  for (const { now, events } of frames)
    for (const event of events) {
      if ('isEnded' in event) current.delete(event.track);
      else if (event.person !== undefined) {
        const before = current.get(event.track);
        if (before?.person === event.person) before.toAt = now;
        else {
          const stretch = { person: event.person, fromAt: now, toAt: now };
          current.set(event.track, stretch);
          stretches.push(stretch);
        }
      }
    }
  return stretches;
}

function isTracked(stretch: Stretch, person: number, at: number): boolean {
  return stretch.person === person && stretch.fromAt <= at - SEEN_MS && stretch.toAt >= at - 400;
}

/** Rectangles around places where people walk, of 10 to 30 % of the picture's sides. */
function randomZones({ name, widthPx, heightPx }: MotSequence, truth: Scene['truth']): Zone[] {
  const random = createRandom(SEED + name.length * 7919);
  const feet = [...truth.values()].flatMap((people) => [...people.values()]);
  return Array.from({ length: ZONES }, () => {
    const [x = 0, y = 0] = feet[Math.floor(random() * feet.length)] ?? [];
    const width = widthPx * (0.1 + 0.2 * random());
    const height = heightPx * (0.1 + 0.2 * random());
    const left = x - width * random();
    const top = y - height * random();
    return { left, top, right: left + width, bottom: top + height };
  });
}

function isIn({ left, top, right, bottom }: Zone, x: number, y: number): boolean {
  return x >= left && x <= right && y >= top && y <= bottom;
}

/** An entry: outside for some frames, then inside; not within 5 s of having been inside. */
function findEntries({ sequence, frames, zones, truth }: Untracked): Entry[] {
  const entries: Entry[] = [];
  const firstAt = new Map<number, number>();
  const insideAt = new Map<string, number>();
  for (const frame of frames) {
    const at = toTime(sequence, frame);
    for (const [person, [x, y]] of truth.get(frame) ?? []) {
      if (!firstAt.has(person)) firstAt.set(person, at);
      zones.forEach((zone, i) => {
        if (!isIn(zone, x, y)) return;
        const before = insideAt.get(`${person}/${i}`);
        const isForeseeable = at - (firstAt.get(person) ?? at) >= SEEN_MS;
        if (isForeseeable && (before === undefined || at - before >= JUST_LEFT_MS))
          entries.push({ person, zone: i, at });
        insideAt.set(`${person}/${i}`, at);
      });
    }
  }
  return entries;
}

/** Every moment at which a person comes in, foreseeable or not: an alarm before it is not false. */
export function allEntries({ sequence, frames, zones, truth }: Scene): Entry[] {
  const entries: Entry[] = [];
  let before = new Map<number, readonly [number, number, number]>();
  for (const frame of frames) {
    const now = new Map(truth.get(frame) ?? []);
    for (const [person, [x, y]] of now) {
      const [oldX, oldY] = before.get(person) ?? [Number.NaN, Number.NaN];
      zones.forEach((zone, i) => {
        if (isIn(zone, x, y) && !isIn(zone, oldX, oldY))
          entries.push({ person, zone: i, at: toTime(sequence, frame) });
      });
    }
    before = now;
  }
  return entries;
}
