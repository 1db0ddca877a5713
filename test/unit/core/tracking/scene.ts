import type { EpochMs } from '../../../../src/core/model/ids.ts';
import type { PeopleTrackerOptions } from '../../../../src/core/tracking/people-tracker.ts';
import { PeopleTracker } from '../../../../src/core/tracking/people-tracker.ts';

export const FRAME = { widthPx: 1280, heightPx: 720 };

export interface SceneFrame {
  readonly at: EpochMs;
  readonly boxes: number[];
}

/** Numbers 0–1 that are the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** People who walk to and fro, seen at uneven times, sometimes missed, with weak and false detections among them. */
export function walkingScene(seed: number, people: number, frames: number): SceneFrame[] {
  const random = seeded(seed);
  const walkers = Array.from({ length: people }, () => ({
    x: random() * FRAME.widthPx,
    y: 200 + random() * 400,
    speed: (random() - 0.5) * 160,
    height: 80 + random() * 120,
  }));
  let at = 1_700_000_000_000;
  return Array.from({ length: frames }, () => {
    const stepMs = 40 + Math.floor(random() * 260);
    at += stepMs;
    const boxes: number[] = [];
    for (const walker of walkers) {
      walker.x += (walker.speed * stepMs) / 1000;
      if (random() < 0.15) continue;
      const height = walker.height * (0.97 + 0.06 * random());
      const left = walker.x - 0.2 * height + 4 * (random() - 0.5);
      boxes.push(left, walker.y - height + 4 * (random() - 0.5), 0.4 * height, height, 0.4 + 0.6 * random());
    }
    if (random() < 0.3) boxes.push(random() * 1200, random() * 600, 40, 100, 0.5 + 0.5 * random());
    return { at: at as EpochMs, boxes };
  });
}

export type Told = [what: string, person: number, at: number, ...rest: (number | string)[]];

/** A tracker and everything it told, and the boxes it showed after each frame. */
export function listen(options: PeopleTrackerOptions = { frame: FRAME }) {
  const told: Told[] = [];
  const tracker = new PeopleTracker(options, {
    moved: (person, at, x, y) => told.push(['moved', person, at, x, y]),
    joined: (person, at, gapMs) => told.push(['joined', person, at, gapMs]),
    ended: (person, at, reason) => told.push(['ended', person, at, reason]),
  });
  const play = (frames: readonly SceneFrame[]) => {
    for (const { at, boxes } of frames) {
      tracker.update(at, boxes);
      tracker.forEachTrack((person, { left, top, width, height }) =>
        told.push(['shown', person, at, left, top, width, height]),
      );
    }
  };
  return { tracker, told, play, of: (what: string) => told.filter((one) => one[0] === what) };
}
