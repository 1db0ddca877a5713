import { existsSync } from 'node:fs';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import { createCameraLink } from '../../../src/links/camera/camera-link.ts';
import { readManifest } from '../../../src/vision/model-manifest.ts';
import { sharedPath } from '../../../test/support/shared-data.ts';
import type { MotSequence, MotTracks } from './mot-data.ts';
import { toFrame } from './mot-data.ts';
import { countMot, scoreMot } from './mot-metrics.ts';
import { everyFrame, onlyFrames, trackSequence } from './mot-run.ts';

const CLIP = sharedPath('data/video/tud-campus.mp4');
const MODELS = sharedPath('data/models');
const STEPS = [1, 2, 3];

/** Boxes that one of the product's own detectors finds in every frame of the clip. */
async function detect(model: string): Promise<MotTracks> {
  const found: MotTracks = new Map();
  const source = { kind: 'file' as const, path: CLIP, startAt: 0 as EpochMs };
  const frames = createCameraLink({ modelFolders: [MODELS] }).frames(
    { source, detector: { model }, pace: 'every' },
    new AbortController().signal,
  );
  let frame = 0;
  for await (const { boxes } of frames) {
    frame += 1;
    const at = toFrame(found, frame);
    for (let n = 0; n < boxes.length; n += 5) {
      at.ids.push(-1);
      at.boxes.push(...boxes.slice(n, n + 4));
      at.scores.push(boxes[n + 4] ?? 0);
    }
  }
  return found;
}

function hota(sequence: MotSequence, step: number, sureScore?: number): number {
  const frames = everyFrame(sequence, step);
  const tracks = trackSequence(sequence, frames, sureScore === undefined ? {} : { sureScore });
  return scoreMot(countMot(onlyFrames(sequence.truth, frames), tracks)).hota;
}

/** The one sequence whose pictures are there: from pixels to tracks, beside the same tracker on the published boxes. */
export async function printPixels(sequences: readonly MotSequence[]): Promise<void> {
  const sequence = sequences.find(({ name }) => name === 'TUD-Campus');
  if (sequence === undefined || !existsSync(CLIP)) return console.warn(`SKIPPED: no clip at ${CLIP}`);
  console.log('\nTUD-Campus from pixels, HOTA (difference)   every frame     every second     every third');
  const given = STEPS.map((step) => hota(sequence, step));
  console.log(`  published boxes${' '.repeat(27)}${given.map((h) => h.toFixed(3).padEnd(17)).join('')}`);
  for (const { name, sureScore } of readManifest()) {
    const own = { ...sequence, detections: await detect(name) };
    const cells = STEPS.map((step, n) => {
      const h = hota(own, step, sureScore);
      return `${h.toFixed(3)} (${(h - (given[n] ?? 0)).toFixed(3)})`.padEnd(17);
    });
    console.log(`  ${name.padEnd(42)}${cells.join('')}`);
  }
}
