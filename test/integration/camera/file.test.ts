import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

import type { CameraFrame } from '../../../src/ports/camera-link.ts';
import { Capture } from '../../../src/vision/capture/capture.ts';
import { FramePool } from '../../../src/vision/capture/frame-pool.ts';
import { readManifest } from '../../../src/vision/model-manifest.ts';
import { isAbsent, MODELS } from '../../support/shared-data.ts';
import { tempDir } from '../../support/temp-dir.ts';
import {
  clipOptions,
  collect,
  DISPLAY_TABLE,
  hasSharedData,
  makeClip,
  never,
  realLink,
  START,
  TUD_CAMPUS,
  TUD_TRUTH,
} from './camera-clips.ts';

/** A box of this score alone is good evidence of a person: the detectors' scores do not mean the same. */
const goodEvidence = (model: string) => (model.startsWith('yolox') ? 0.6 : 0.45);

const times = (frames: readonly CameraFrame[]) => frames.map(({ at }) => at - START);

describe.skipIf(!hasSharedData)('a camera that is a file (skipped without the shared clips)', () => {
  test.each([
    ['every frame of a 10 frames/s clip', undefined, 1394, 100],
    ['two frames a second of it', 2, 279, 500],
  ])(
    '%s comes once, in order, at its exact time, and then it ends',
    async (_name, framesPerSecond, count, everyMs) => {
      const taken = await captureTimesUs(DISPLAY_TABLE, framesPerSecond);
      expect(taken).toEqual(Array.from({ length: count }, (_, index) => index * everyMs * 1000));
    },
  );

  test('at three frames a second the grid of the stream picks them', async () => {
    const frames = await collect(
      realLink.frames(clipOptions(DISPLAY_TABLE, { framesPerSecond: 3 }), never()),
      30,
    );
    expect(times(frames).slice(0, 7)).toEqual([0, 300, 700, 1000, 1300, 1700, 2000]);
    expect(times(frames).at(-1)).toBe(9_700);
    expect(frames.every(({ widthPx, heightPx }) => widthPx === 768 && heightPx === 432)).toBe(true);
  });

  test('joined in the middle, it gives the same times and the same boxes as from its start', async () => {
    const fps = { framesPerSecond: 3, pace: 'live' as const };
    const joinedAfterMs = 9_850;
    const startAt = (Date.now() - joinedAfterMs) as typeof START;
    const source = { kind: 'file', path: DISPLAY_TABLE, startAt } as const;
    const joined = await collect(realLink.frames(clipOptions(DISPLAY_TABLE, { ...fps, source }), never()), 6);
    const whole = await collect(
      realLink.frames(clipOptions(DISPLAY_TABLE, { ...fps, pace: 'every' }), never()),
      80,
    );
    const moved = joined.map((frame) => ({ ...frame, at: frame.at - startAt + START }));
    expect(moved[0]?.at).toBeGreaterThanOrEqual(START + joinedAfterMs);
    const first = whole.findIndex(({ at }) => at === moved[0]?.at);
    expect(moved).toEqual(whole.slice(first, first + moved.length));
    expect(moved.some(({ boxes }) => boxes.length > 0)).toBe(true);
  });

  test('live, no frame comes before its time and none is left out by a fast detector', async () => {
    // Time for the process to start, also on a busy machine: whoever opens late joins in the middle.
    const startAt = (Date.now() + 5_000) as typeof START;
    const options = clipOptions(DISPLAY_TABLE, {
      source: { kind: 'file', path: DISPLAY_TABLE, startAt },
      pace: 'live',
      // The fastest there is: this is about time, and the machine may be busy.
      detector: { model: 'motion' },
    });
    const early: number[] = [];
    const seen: number[] = [];
    for await (const { at } of realLink.frames(options, never())) {
      if (Date.now() < at) early.push(at);
      seen.push(at - startAt);
      if (seen.length === 20) break;
    }
    expect(early).toEqual([]);
    expect(seen).toEqual(Array.from({ length: 20 }, (_, index) => index * 100));
  });

  test('without a start time it begins when it is opened, with its first frame', async () => {
    const before = Date.now();
    const source = { kind: 'file', path: DISPLAY_TABLE } as const;
    const frames = await collect(
      realLink.frames(clipOptions(DISPLAY_TABLE, { source, pace: 'live' }), never()),
      5,
    );
    const [first] = frames;
    expect(first?.at).toBeGreaterThanOrEqual(before);
    expect(frames.map(({ at }) => at - (first?.at ?? 0))).toEqual([0, 100, 200, 300, 400]);
  });

  test('a clip that ended before now ends at once', async () => {
    const startAt = (Date.now() - 3_600_000) as typeof START;
    const source = { kind: 'file', path: DISPLAY_TABLE, startAt } as const;
    const frames = await collect(
      realLink.frames(clipOptions(DISPLAY_TABLE, { source, pace: 'live' }), never()),
    );
    expect(frames).toEqual([]);
  });

  test('a variable frame rate is kept to the millisecond', async () => {
    const path = join(tempDir(), 'uneven.mkv');
    // Every third frame is left out, and from the seventh on they come half a second late.
    const filter = "select='mod(n,3)',setpts='PTS+gt(N,5)*0.52/TB'";
    makeClip('-i', TUD_CAMPUS, '-vf', filter, '-fps_mode', 'vfr', '-frames:v', '12', '-c:v', 'mpeg4', path);
    const frames = await collect(realLink.frames(clipOptions(path), never()));
    expect(times(frames)).toEqual([0, 40, 120, 160, 240, 280, 880, 920, 1000, 1040, 1120, 1160]);
  });

  const present = readManifest().filter(({ name }) => !isAbsent(`${MODELS}/${name}`));
  test.each(present)('$name finds the people of a street scene', async ({ name }) => {
    const options = clipOptions(TUD_CAMPUS, { detector: { model: name }, framesPerSecond: 5 });
    const frames = await collect(realLink.frames(options, never()));
    const { recall, precision } = scored(frames, readTruth(), goodEvidence(name));
    expect(frames).toHaveLength(15);
    expect(recall).toBeGreaterThan(0.6);
    expect(precision).toBeGreaterThan(0.8);
  });

  test('a runtime other than the one of the model is refused', async () => {
    const options = clipOptions(TUD_CAMPUS, { detector: { model: 'nanodet-m-tfjs', runtime: 'onnx' } });
    await expect(collect(realLink.frames(options, never()))).rejects.toMatchObject({
      code: 'SETTINGS_INVALID',
      message: "model 'nanodet-m-tfjs' runs on 'tfjs', not on 'onnx': leave the runtime out",
    });
  });
});

/** Without a detector: decoding alone is quick. */
async function captureTimesUs(path: string, framesPerSecond?: number): Promise<(number | undefined)[]> {
  const format = { inputWidth: 64, inputHeight: 64, pixelFormat: 'gray', padLevel: 0 } as const;
  const pool = new FramePool(64 * 64);
  const capture = await Capture.open(
    {
      source: { kind: 'file', path },
      format,
      commandPath: '/usr/bin:/bin',
      startMs: 10_000,
      silentMs: 10_000,
      ...(framesPerSecond === undefined ? {} : { framesPerSecond }),
    },
    pool,
  );
  const seen: (number | undefined)[] = [];
  for (let frame = await capture.next(); frame !== undefined; frame = await capture.next()) {
    seen.push(frame.ptsUs);
    pool.releaseFrame(frame.pixels);
  }
  return seen;
}

type Box = readonly [left: number, top: number, width: number, height: number];

function readTruth(): Map<number, Box[]> {
  const truth = new Map<number, Box[]>();
  for (const line of readFileSync(TUD_TRUTH, 'utf8').trim().split('\n')) {
    const [frame = 0, , left = 0, top = 0, width = 0, height = 0] = line.split(',').map(Number);
    truth.set(frame, [...(truth.get(frame) ?? []), [left, top, width, height]]);
  }
  return truth;
}

/** Boxes of at least `minScore` against the truth, strongest first, one to one at IoU 0.5. */
function scored(frames: readonly CameraFrame[], truth: Map<number, Box[]>, minScore: number) {
  let found = 0;
  let given = 0;
  let all = 0;
  for (const { at: takenAt, boxes } of frames) {
    const left = [...(truth.get(1 + (takenAt - START) / 40) ?? [])];
    all += left.length;
    for (let at = 0; at < boxes.length && (boxes[at + 4] ?? 0) >= minScore; at += 5) {
      given += 1;
      const box: Box = [boxes[at] ?? 0, boxes[at + 1] ?? 0, boxes[at + 2] ?? 0, boxes[at + 3] ?? 0];
      const match = left.findIndex((other) => overlap(box, other) >= 0.5);
      if (match < 0) continue;
      left.splice(match, 1);
      found += 1;
    }
  }
  return { recall: found / all, precision: found / given };
}

function overlap(a: Box, b: Box): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  return (width * height) / (a[2] * a[3] + b[2] * b[3] - width * height);
}
