import type { EpochMs } from '../../../src/core/model/ids.ts';
import { seeded } from '../../../test/unit/core/tracking/scene.ts';
import type { MotSequence } from './mot-data.ts';
import { everyFrame, observedBoxes, toTime } from './mot-run.ts';

export const FRAME = { widthPx: 1920, heightPx: 1080 };
const START_MS = 1_700_000_000_000;
const FRAME_MS = 100;

/** Frames with their times, as a tracker gets them. */
export interface Take {
  readonly times: readonly EpochMs[];
  readonly frames: readonly (readonly number[])[];
}

export interface Crowd {
  readonly people: number;
  readonly frames: number;
  /** The people are in a picture that is so many times as wide. */
  readonly pictures: number;
}

export function takeOf(sequence: MotSequence): Take {
  const frames = everyFrame(sequence);
  return {
    times: frames.map((frame) => toTime(sequence, frame)),
    frames: frames.map((frame) => observedBoxes(sequence, frame)),
  };
}

interface Walker {
  x: number;
  y: number;
  speedX: number;
  speedY: number;
  readonly height: number;
}

/** People who walk about, ten frames a second. Boxes come by score, as a detector hands them over. */
export function crowdTake({ people, frames, pictures }: Crowd): Take {
  const widthPx = pictures * FRAME.widthPx;
  const random = seeded(people);
  const walkers = Array.from({ length: people }, () => createWalker(widthPx, random));
  const look = () => {
    for (const walker of walkers) step(walker, widthPx);
    const boxes = walkers.map((walker) => boxOf(walker, random));
    return boxes.sort((a, b) => (b[4] ?? 0) - (a[4] ?? 0)).flat();
  };
  return {
    times: Array.from({ length: frames }, (_, n) => (START_MS + FRAME_MS * n) as EpochMs),
    frames: Array.from({ length: frames }, look),
  };
}

function createWalker(widthPx: number, random: () => number): Walker {
  return {
    x: random() * widthPx,
    y: 160 + random() * 900,
    speedX: (random() - 0.5) * 8,
    speedY: (random() - 0.5) * 4,
    height: 80 + random() * 80,
  };
}

function step(walker: Walker, widthPx: number): void {
  if (walker.x < 0 || walker.x > widthPx) walker.speedX *= -1;
  if (walker.y < 160 || walker.y > FRAME.heightPx) walker.speedY *= -1;
  walker.x += walker.speedX;
  walker.y += walker.speedY;
}

function boxOf({ x, y, height }: Walker, random: () => number): number[] {
  const left = x - 0.2 * height + 4 * random();
  const top = y - height + 4 * random();
  return [left, top, 0.4 * height, height, 0.8 + 0.2 * random()];
}
