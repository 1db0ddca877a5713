/**
 * From pictures to boxes: `node scripts/bench/vision.ts --dump CLIP OUT.det.txt [--model NAME] [--runtime R] [--fps N]`
 * writes a clip's detections as MOTChallenge lines (frame, -1, left, top, width, height, score).
 */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { EpochMs } from '../../src/core/types.ts';
import { createCameraLink } from '../../src/links/camera.ts';
import type { CameraOptions, DetectorOptions } from '../../src/ports/links.ts';

const SHARED = join(import.meta.dirname, '..', '..', '..', 'shared', 'data');
const MODEL_FOLDERS = [join(SHARED, 'models')];
const DEFAULT_MODEL = 'nanodet-plus-m-416';
const START = Date.UTC(2026, 0, 1) as EpochMs;

async function dump(
  clip: string,
  out: string,
  options: Omit<CameraOptions, 'source' | 'pace'>,
): Promise<void> {
  const link = createCameraLink({ modelFolders: MODEL_FOLDERS });
  const file = createWriteStream(out);
  const source = { kind: 'file' as const, path: clip, startAt: START };
  let frames = 0;
  for await (const { boxes } of link.frames(
    { ...options, source, pace: 'every' },
    new AbortController().signal,
  )) {
    frames += 1;
    for (let at = 0; at < boxes.length; at += 5)
      file.write(`${[frames, -1, ...boxes.slice(at, at + 5)].join(',')}\n`);
  }
  await new Promise((resolve) => file.end(resolve));
  console.log(`${frames} frames of ${clip} to ${out}`);
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      dump: { type: 'boolean', default: false },
      model: { type: 'string', default: DEFAULT_MODEL },
      runtime: { type: 'string' },
      fps: { type: 'string' },
    },
  });
  const [clip, out] = positionals;
  if (!values.dump || clip === undefined || out === undefined) {
    console.error(
      'usage: node scripts/bench/vision.ts --dump CLIP OUT.det.txt [--model NAME] [--runtime R] [--fps N]',
    );
    process.exit(64);
  }
  const runtime = values.runtime as DetectorOptions['runtime'];
  await dump(clip, out, {
    detector: { model: values.model, ...(runtime === undefined ? {} : { runtime }) },
    ...(values.fps === undefined ? {} : { framesPerSecond: Number(values.fps) }),
  });
}
