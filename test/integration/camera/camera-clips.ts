import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import { createCameraLink } from '../../../src/links/camera/camera-link.ts';
import type { CameraFrame, CameraOptions } from '../../../src/ports/camera-link.ts';

const SHARED = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data');
export const MODEL_FOLDER = join(SHARED, 'models');
export const DISPLAY_TABLE = join(SHARED, 'video', 'display-table.mp4');
export const TUD_CAMPUS = join(SHARED, 'video', 'tud-campus.mp4');
export const TUD_TRUTH = join(SHARED, 'mot15', 'TUD-Campus', 'gt.txt');
export const MODEL = 'nanodet-plus-m-416';
export const START = Date.UTC(2026, 0, 5, 9) as EpochMs;

export const hasSharedData = existsSync(DISPLAY_TABLE) && existsSync(MODEL_FOLDER);
if (!hasSharedData) console.warn(`camera tests are SKIPPED: ${SHARED} with clips and models is not there`);

export const realLink = createCameraLink({ modelFolders: [MODEL_FOLDER] });

/** The shared clip from its start, as fast as it goes. */
export function clipOptions(path: string, more: Partial<CameraOptions> = {}): CameraOptions {
  return {
    source: { kind: 'file', path, startAt: START },
    detector: { model: MODEL },
    pace: 'every',
    ...more,
  };
}

export async function collect(
  frames: AsyncIterable<CameraFrame>,
  limit = Number.POSITIVE_INFINITY,
): Promise<CameraFrame[]> {
  const seen: CameraFrame[] = [];
  for await (const frame of frames) {
    seen.push(frame);
    if (seen.length >= limit) break;
  }
  return seen;
}

/** Runs ffmpeg to make a clip; its output goes to stderr when it fails. */
export function makeClip(...args: string[]): void {
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args]);
}

export function never(): AbortSignal {
  return new AbortController().signal;
}
