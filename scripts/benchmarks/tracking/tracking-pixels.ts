import { existsSync } from 'node:fs';
import { listModels } from '../../../src/vision/model-store.ts';
import { sharedPath } from '../../../test/support/shared-data.ts';
import { detectClip, MODELS } from './detect-clip.ts';
import type { MotSequence } from './mot-data.ts';
import { countMot, scoreMot } from './mot-metrics.ts';
import { everyFrame, onlyFrames, trackSequence } from './mot-run.ts';

const CLIP = sharedPath('data/video/tud-campus.mp4');
const STEPS = [1, 2, 3];

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
  for (const { entry, state } of await listModels([MODELS])) {
    if (state !== 'present') continue;
    const { name, sureScore } = entry;
    const own = { ...sequence, detections: await detectClip(CLIP, name) };
    const cells = STEPS.map((step, n) => {
      const h = hota(own, step, sureScore);
      return `${h.toFixed(3)} (${(h - (given[n] ?? 0)).toFixed(3)})`.padEnd(17);
    });
    console.log(`  ${name.padEnd(42)}${cells.join('')}`);
  }
}
