/**
 * The process of one speed run: it plays all sequences through one tracker, over and over, and prints the frames per
 * second of processor time of each pass as JSON. The first pass is the cold one.
 * `node speed-run.ts lintel|node-moving-things-tracker PASSES`
 */
import { createRequire } from 'node:module';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import { PeopleTracker } from '../../../src/core/tracking/people-tracker.ts';
import { readMotSequences } from './mot-data.ts';
import { NO_SINK } from './mot-run.ts';
import type { Take } from './speed-takes.ts';
import { FRAME, takeOf } from './speed-takes.ts';

const NO_VISIT = () => {};

/** Prepares a tracker's own form of the takes and returns one pass over them. */
type Runner = (takes: readonly Take[]) => () => void;

/** What the peer takes: the middle of a box, and its size. */
interface PeerBox {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly confidence: number;
  readonly name: string;
}

interface PeerTracker {
  reset(): void;
  updateTrackedItemsWithNewFrame(boxes: readonly PeerBox[], frame: number): void;
  getJSONOfTrackedItems(): unknown;
}

const RUNNERS: Record<string, Runner> = {
  lintel: (takes) => () => {
    for (const take of takes) playLintel(take);
  },
  'node-moving-things-tracker': (takes) => {
    const { Tracker } = createRequire(import.meta.url)('node-moving-things-tracker') as {
      readonly Tracker: PeerTracker;
    };
    const own = takes.map(({ frames }) => frames.map(toPeerBoxes));
    return () => {
      for (const frames of own) playPeer(Tracker, frames);
    };
  },
};

export function playLintel({ times, frames }: Take): void {
  const tracker = new PeopleTracker({ frame: FRAME }, NO_SINK);
  for (let n = 0; n < frames.length; n++) {
    tracker.update(times[n] as EpochMs, frames[n] as readonly number[]);
    tracker.forEachTrack(NO_VISIT);
  }
}

function playPeer(tracker: PeerTracker, frames: readonly (readonly PeerBox[])[]): void {
  tracker.reset();
  for (let n = 0; n < frames.length; n++) {
    tracker.updateTrackedItemsWithNewFrame(frames[n] as readonly PeerBox[], n);
    tracker.getJSONOfTrackedItems();
  }
}

function toPeerBoxes(flat: readonly number[]): PeerBox[] {
  return Array.from({ length: flat.length / 5 }, (_, n) => {
    const [left = 0, top = 0, w = 0, h = 0, score = 0] = flat.slice(5 * n, 5 * n + 5);
    return { x: left + w / 2, y: top + h / 2, w, h, confidence: 100 * score, name: 'person' };
  });
}

if (import.meta.main) {
  const [name = '', passes = '1'] = process.argv.slice(2);
  const takes = readMotSequences().map(takeOf);
  const frames = takes.reduce((sum, take) => sum + take.frames.length, 0);
  const play = RUNNERS[name]?.(takes);
  if (play === undefined) throw new Error(`no tracker ${name}`);
  const rates = Array.from({ length: Number(passes) }, () => {
    const before = process.cpuUsage();
    play();
    const { user, system } = process.cpuUsage(before);
    return (1e6 * frames) / (user + system);
  });
  console.log(JSON.stringify(rates));
}
