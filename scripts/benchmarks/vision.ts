/**
 * From pictures to boxes. It measures every model, or `--model NAME` alone. `--dump CLIP OUT.det.txt [--model NAME]
 * [--runtime R] [--fps N]` writes a clip's detections as MOTChallenge lines. Their columns: frame, -1, left, top,
 * width, height, score.
 */
import { createWriteStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { EpochMs } from '../../src/core/model/ids.ts';
import { createCameraLink } from '../../src/links/camera/camera-link.ts';
import type { CameraOptions } from '../../src/ports/camera-link.ts';
import { Capture } from '../../src/vision/capture/capture.ts';
import { FramePool, frameSizeBytes } from '../../src/vision/capture/frame-pool.ts';
import { letterbox } from '../../src/vision/letterbox.ts';
import { readManifest } from '../../src/vision/model-manifest.ts';
import { detectorThreads, getFrameFormat, openDetector } from '../../src/vision/open-detector.ts';

const SHARED = join(import.meta.dirname, '..', '..', '..', 'shared', 'data');
const CLIP = join(SHARED, 'video', 'display-table.mp4');
const MODEL_FOLDERS = [join(SHARED, 'models')];
const DEFAULT_MODEL = 'nanodet-plus-m-416';
const START = Date.UTC(2026, 0, 1) as EpochMs;
/** Frames decoded beforehand for the bare detector are spread over the clip: 140, 70 MB of them. */
const HELD_PER_SECOND = 1;
/** Enough frames of a slow runtime. */
const SLOW_PER_SECOND = 1;
const WARM_UP_FRAMES = 10;

const link = createCameraLink({ modelFolders: MODEL_FOLDERS });

function optionsOf(clip: string, model: string, framesPerSecond?: number): CameraOptions {
  return {
    source: { kind: 'file', path: clip, startAt: START },
    detector: { model },
    pace: 'every',
    ...(framesPerSecond === undefined ? {} : { framesPerSecond }),
  };
}

async function dump(out: string, options: CameraOptions): Promise<void> {
  const file = createWriteStream(out);
  let frames = 0;
  for await (const { boxes } of link.frames(options, new AbortController().signal)) {
    frames += 1;
    for (let at = 0; at < boxes.length; at += 5) {
      file.write(`${[frames, -1, ...boxes.slice(at, at + 5)].join(',')}\n`);
    }
  }
  await new Promise((resolve) => file.end(resolve));
  console.log(`${frames} frames to ${out}`);
}

/** Frames of the clip at a model's input size, decoded beforehand. */
async function decodedFrames(model: string): Promise<Uint8Array[]> {
  const format = getFrameFormat({ model });
  const pool = new FramePool(frameSizeBytes(format));
  const capture = await Capture.open(
    {
      source: { kind: 'file', path: CLIP },
      format,
      framesPerSecond: HELD_PER_SECOND,
      commandPath: '/usr/bin:/bin',
      startMs: 60_000,
      silentMs: 10_000,
    },
    pool,
  );
  const frames: Uint8Array[] = [];
  for (let frame = await capture.next(); frame !== undefined; frame = await capture.next()) {
    frames.push(frame.pixels);
  }
  return frames;
}

interface BareTimes {
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly framesPerSecond: number;
  /** Processor time a frame, which other work on the machine does not change. */
  readonly cpuMs: number;
}

async function measureBare(model: string, frames: readonly Uint8Array[]): Promise<BareTimes> {
  const detector = await openDetector({ model }, MODEL_FOLDERS);
  const place = letterbox(768, 432, detector.inputWidth, detector.inputHeight);
  for (const frame of frames.slice(0, WARM_UP_FRAMES)) await detector.detect(frame, { atMs: START, place });
  const timesMs: number[] = [];
  const cpuBefore = process.cpuUsage();
  for (const [index, frame] of frames.entries()) {
    const began = performance.now();
    await detector.detect(frame, { atMs: START + (index * 1000) / HELD_PER_SECOND, place });
    timesMs.push(performance.now() - began);
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  await detector.close();
  const totalMs = timesMs.reduce((sum, ms) => sum + ms, 0);
  timesMs.sort((a, b) => a - b);
  return {
    medianMs: timesMs[Math.floor(timesMs.length / 2)] ?? 0,
    p95Ms: timesMs[Math.floor(timesMs.length * 0.95)] ?? 0,
    framesPerSecond: (1000 * frames.length) / totalMs,
    cpuMs: (user + system) / 1000 / frames.length,
  };
}

/** Of the clip's frames, decoded beforehand. */
export async function bareFramesPerSecond(model: string): Promise<number> {
  return (await measureBare(model, await decodedFrames(model))).framesPerSecond;
}

interface LinkTimes {
  readonly firstMs: number;
  readonly framesPerSecond: number;
  readonly peakMib: number;
}

/** The whole camera: process start, decoding, detection, boxes handed over. */
async function measureLink(model: string, framesPerSecond?: number): Promise<LinkTimes> {
  const began = performance.now();
  let firstMs = 0;
  let frames = 0;
  let peakMib = 0;
  for await (const _frame of link.frames(
    optionsOf(CLIP, model, framesPerSecond),
    new AbortController().signal,
  )) {
    if (frames === 0) firstMs = performance.now() - began;
    frames += 1;
    if (frames % 50 === 0) peakMib = Math.max(peakMib, peakOfChildrenMib());
  }
  return { firstMs, peakMib, framesPerSecond: (1000 * frames) / (performance.now() - began) };
}

/** Highest resident memory so far of any process that this one started. */
function peakOfChildrenMib(): number {
  const children = readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean),
  );
  const peaks = children.map((pid) => {
    const [, kib = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kib) / 1024;
  });
  return Math.max(0, ...peaks);
}

/** Bare detector before and after the whole camera, so that a change of the machine's pace shows in both. */
async function compare(name: string, runtime: string): Promise<Record<string, string>> {
  const frames = await decodedFrames(name);
  const before = await measureBare(name, frames);
  const whole = await measureLink(name, runtime === 'tfjs' ? SLOW_PER_SECOND : undefined);
  const after = await measureBare(name, frames);
  const bare = (before.framesPerSecond + after.framesPerSecond) / 2;
  return {
    runtime,
    'bare ms median (p95)': `${((before.medianMs + after.medianMs) / 2).toFixed(1)} (${after.p95Ms.toFixed(1)})`,
    'bare CPU ms': ((before.cpuMs + after.cpuMs) / 2).toFixed(1),
    'bare frames/s': bare.toFixed(1),
    'camera frames/s': whole.framesPerSecond.toFixed(1),
    'camera ÷ bare': (whole.framesPerSecond / bare).toFixed(2),
    'first frame ms': whole.firstMs.toFixed(0),
    'peak MiB': whole.peakMib.toFixed(0),
  };
}

/** Prints a line a model as soon as it is measured: the slow ones come last. */
export async function run(only?: string): Promise<void> {
  console.log(`display-table.mp4, ${detectorThreads()} detector thread(s)`);
  const all = [...readManifest(), { name: 'motion', runtime: 'motion' }];
  for (const { name, runtime } of all.filter((model) => only === undefined || model.name === only)) {
    console.table({ [name]: await compare(name, runtime) });
  }
}

function modelFor(model: string | undefined, runtime: string | undefined): string {
  const ofRuntime = readManifest().find((entry) => entry.runtime === runtime)?.name;
  return model ?? ofRuntime ?? (runtime === 'motion' ? runtime : DEFAULT_MODEL);
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      dump: { type: 'boolean', default: false },
      model: { type: 'string' },
      runtime: { type: 'string' },
      fps: { type: 'string' },
    },
  });
  const [clip, out] = positionals;
  if (!values.dump) {
    await run(values.model);
  } else if (clip === undefined || out === undefined) {
    console.error(
      'usage: node scripts/benchmarks/vision.ts --dump CLIP OUT.det.txt [--model NAME] [--runtime R] [--fps N]',
    );
    process.exitCode = 64;
  } else {
    const fps = values.fps === undefined ? undefined : Number(values.fps);
    await dump(out, optionsOf(clip, modelFor(values.model, values.runtime), fps));
  }
}
