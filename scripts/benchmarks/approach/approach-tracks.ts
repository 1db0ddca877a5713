import type { EpochMs } from '../../../src/core/model/ids.ts';
import { PeopleTracker } from '../../../src/core/tracking/people-tracker.ts';
import { observedBoxes, toTime } from '../tracking/mot-run.ts';
import type { Scene } from './approach-scene.ts';

/** What a tracker tells in one frame. */
export interface TrackedFrame {
  readonly now: number;
  readonly events: readonly (Moved | Ended)[];
  /** Where each track is after the frame, seen or not. */
  readonly places: readonly Place[];
}

interface Place {
  readonly track: number;
  /** The feet, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly height: number;
  /** The true person there. */
  readonly person: number | undefined;
}

export interface Moved extends Place {
  readonly at: EpochMs;
}

interface Ended {
  readonly track: number;
  readonly isEnded: true;
}

/** The product's own tracker over a sequence. Its answers are kept, because many detectors look at the same people. */
export function trackPeople(
  scene: Pick<Scene, 'sequence' | 'frames' | 'truth'>,
  sureScore: number,
): TrackedFrame[] {
  const { sequence, frames } = scene;
  let now = 0 as EpochMs;
  let events: (Moved | Ended)[] = [];
  /** A track is one person in a frame, however often it moved. */
  const people = new Map<number, number | undefined>();
  const tracker = new PeopleTracker(
    { frame: sequence, sureScore },
    {
      moved: (track, at, x, y, headY = y) => {
        const person = people.get(track) ?? findPerson(scene, now, x, y);
        people.set(track, person);
        events.push({ track, at, x, y, height: y - headY, person });
      },
      joined: () => undefined,
      ended: (track) => events.push({ track, isEnded: true }),
    },
  );
  return frames.map((frame) => {
    now = toTime(sequence, frame);
    events = [];
    people.clear();
    tracker.update(now, observedBoxes(sequence, frame));
    const places: Place[] = [];
    tracker.forEachTrack((track, { left, top, width, height }) => {
      const [x, y] = [left + width / 2, top + height];
      places.push({ track, x, y, height, person: findPerson(scene, now, x, y) });
    });
    return { now, events, places };
  });
}

/** The true person whose feet are nearest, within a third of the height. */
function findPerson(
  { sequence, truth }: Pick<Scene, 'sequence' | 'truth'>,
  at: number,
  x: number,
  y: number,
): number | undefined {
  const frame = Math.round(((at - toTime(sequence, 1)) * sequence.framesPerSecond) / 1000) + 1;
  let nearest: number | undefined;
  let least = 1 / 3;
  for (const [person, [footX, footY, height]] of truth.get(frame) ?? []) {
    const distance = Math.hypot(x - footX, y - footY) / height;
    if (distance >= least) continue;
    least = distance;
    nearest = person;
  }
  return nearest;
}
