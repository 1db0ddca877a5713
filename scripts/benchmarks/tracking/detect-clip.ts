import type { EpochMs } from '../../../src/core/model/ids.ts';
import { createCameraLink } from '../../../src/links/camera/camera-link.ts';
import { sharedPath } from '../../../test/support/shared-data.ts';
import type { MotTracks } from './mot-data.ts';
import { toFrame } from './mot-data.ts';

export const MODELS = sharedPath('data/models');

/**
 * Boxes that one of the product's own detectors finds in a clip with an even frame rate. With `restsWhenStill`, frames
 * that tell nothing new are absent.
 */
export async function detectClip(path: string, model: string, restsWhenStill = false): Promise<MotTracks> {
  const found: MotTracks = new Map();
  const source = { kind: 'file' as const, path, startAt: 0 as EpochMs };
  const frames = createCameraLink({ modelFolders: [MODELS] }).frames(
    { source, detector: { model }, pace: 'every', restsWhenStill },
    new AbortController().signal,
  );
  const times: number[] = [];
  for await (const { at: takenAt, boxes } of frames) {
    times.push(takenAt);
    const [first = 0, second = first + 1] = times;
    const at = toFrame(found, 1 + Math.round((takenAt - first) / (second - first)));
    for (let n = 0; n < boxes.length; n += 5) {
      at.ids.push(-1);
      at.boxes.push(...boxes.slice(n, n + 4));
      at.scores.push(boxes[n + 4] ?? 0);
    }
  }
  return found;
}
