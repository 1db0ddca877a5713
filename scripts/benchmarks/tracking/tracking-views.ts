import type { TrackerSettings } from '../../../src/core/tracking/tracker-settings.ts';
import { seeded } from '../../../test/unit/core/tracking/scene.ts';
import type { MotFrame, MotSequence, MotTracks } from './mot-data.ts';
import type { MotCounts } from './mot-metrics.ts';
import { countMot } from './mot-metrics.ts';
import { everyFrame, onlyFrames, trackSequence } from './mot-run.ts';

/** Sequences whose camera hangs still, as a shop's does. */
export const FIXED_CAMERAS = ['ADL-Rundle-6', 'PETS09-S2L1', 'TUD-Campus', 'TUD-Stadtmitte', 'Venice-2'];

/** What a worse detector would do to the boxes: this share is lost, and edges are off by this much of a height. */
const LOST_SHARE = 0.06;
const OFF_SHARE = 0.03;

/** A sequence as it is looked at: which of its frames, with which boxes. */
export interface View {
  readonly sequence: MotSequence;
  readonly frames: readonly number[];
  readonly truth: MotTracks;
}

export function createView(sequence: MotSequence, step = 1, first = 1): View {
  const frames = everyFrame(sequence, step, first);
  return { sequence, frames, truth: onlyFrames(sequence.truth, frames) };
}

/** The same people through a worse detector. */
export function blurred(sequence: MotSequence, seed: number): MotSequence {
  const random = seeded(seed);
  const detections: MotTracks = new Map();
  for (const [frame, seen] of sequence.detections) detections.set(frame, blur(seen, random));
  return { ...sequence, detections };
}

function blur({ boxes, scores }: MotFrame, random: () => number): MotFrame {
  const left: MotFrame = { ids: [], boxes: [], scores: [] };
  scores.forEach((score, n) => {
    if (random() < LOST_SHARE) return;
    const height = boxes[4 * n + 3] ?? 0;
    const off = () => 2 * OFF_SHARE * height * (random() - 0.5);
    left.ids.push(-1);
    left.scores.push(score);
    left.boxes.push(...boxes.slice(4 * n, 4 * n + 4).map((value) => value + off()));
  });
  return left;
}

export function countView({ sequence, frames, truth }: View, settings?: TrackerSettings): MotCounts {
  return countMot(truth, trackSequence(sequence, frames, settings === undefined ? {} : { settings }));
}
