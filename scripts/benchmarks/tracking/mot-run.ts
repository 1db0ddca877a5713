import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { PeopleTrackerOptions } from '../../../src/core/tracking/people-tracker.ts';
import { PeopleTracker } from '../../../src/core/tracking/people-tracker.ts';
import type { TrackSink } from '../../../src/core/tracking/track-sink.ts';
import type { MotSequence, MotTracks } from './mot-data.ts';
import { toFrame } from './mot-data.ts';

const START_MS = 1_700_000_000_000;
export const NO_SINK: TrackSink = { moved: () => {}, joined: () => {}, ended: () => {} };

/** Every `step`-th frame number of a sequence. */
export function everyFrame({ length }: MotSequence, step = 1, first = 1): number[] {
  const frames: number[] = [];
  for (let frame = first; frame <= length; frame += step) frames.push(frame);
  return frames;
}

/** When a frame was taken. */
export function toTime({ framesPerSecond }: MotSequence, frame: number): EpochMs {
  return (START_MS + Math.round(((frame - 1) * 1000) / framesPerSecond)) as EpochMs;
}

/** One frame's detections as the engine gets them: left, top, width, height, score of each. */
export function observedBoxes({ detections }: MotSequence, frame: number): number[] {
  const { boxes, scores } = detections.get(frame) ?? { boxes: [], scores: [] };
  return scores.flatMap((score, n) => [...boxes.slice(4 * n, 4 * n + 4), score]);
}

export function onlyFrames(tracks: MotTracks, frames: readonly number[]): MotTracks {
  const kept = new Set(frames);
  return new Map([...tracks].filter(([frame]) => kept.has(frame)));
}

/** Tracks the given detections of the given frames, online: what is shown after a frame stands. */
export function trackSequence(
  sequence: MotSequence,
  frames: readonly number[] = everyFrame(sequence),
  options: PeopleTrackerOptions = {},
): MotTracks {
  const tracker = new PeopleTracker({ frame: sequence, ...options }, NO_SINK);
  const result: MotTracks = new Map();
  for (const frame of frames) {
    tracker.update(toTime(sequence, frame), observedBoxes(sequence, frame));
    const shown = toFrame(result, frame);
    tracker.forEachTrack((person, { left, top, width, height }) => {
      shown.ids.push(person);
      shown.boxes.push(left, top, width, height);
    });
  }
  return result;
}
