import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Supervisor } from '../../../src/app/gateway/supervisor.ts';
import { driver } from '../../../src/drivers/camera.ts';
import { createCameraLink } from '../../../src/links/camera/camera-link.ts';
import { InferenceMarks } from '../../../src/links/camera/inference-marks.ts';
import type { Accelerator, CameraFrame } from '../../../src/ports/camera-link.ts';
import type { Links } from '../../../src/ports/links.ts';
import type { StandInMode } from '../../support/accelerator/rpicam-stand-in.ts';
import { createStandIn } from '../../support/accelerator/rpicam-stand-in.ts';
import { configuredSensor } from '../../support/configured-sensor.ts';
import { RealClock } from '../../support/real-clock.ts';
import { silentLog } from '../../support/silent-log.ts';
import { until } from '../../support/until.ts';

function open(mode: StandInMode, accelerator: Accelerator) {
  const { folder, set } = createStandIn(mode);
  const link = createCameraLink({ modelFolders: [], commandPath: `${folder}:/usr/bin:/bin` });
  const abort = new AbortController();
  const frames: CameraFrame[] = [];
  let error: unknown;
  let endedMs = 0;
  const source = { kind: 'accelerated', camera: 0, accelerator } as const;
  const options = { source, detector: { model: 'none' }, framesPerSecond: 10, pace: 'live' } as const;
  const done = (async () => {
    try {
      for await (const frame of link.frames(options, abort.signal)) frames.push(frame);
    } catch (caught) {
      error = caught;
    }
    endedMs = performance.now();
  })();
  onTestFinished(async () => {
    abort.abort();
    await done;
    rmSync(folder, { recursive: true, force: true });
  });
  return { frames, done, set, folder, error: () => error, endedMs: () => endedMs };
}

const ACCELERATORS = ['hailo', 'imx500'] as const;

describe.each(ACCELERATORS)('people that %s finds', (accelerator) => {
  test('come as boxes, and an empty scene as frames without any', async () => {
    const camera = open('people 2', accelerator);
    await until('frames with people', () => camera.frames.some(({ boxes }) => boxes.length === 10));
    expect(camera.frames.at(-1)).toMatchObject({ widthPx: 1_280, heightPx: 960 });
    expect(camera.frames.at(-1)?.boxes.slice(2, 5)).toEqual([60, 180, 0.87]);
    camera.set('empty');
    const before = camera.frames.length;
    await until(
      'empty frames',
      () => camera.frames.slice(before).filter(({ boxes }) => boxes.length === 0).length > 20,
    );
    expect(camera.error()).toBeUndefined();
  });
});

/** How long after the change the link said that it is an outage, and what it said. */
async function outageAfter(accelerator: Accelerator, change: (camera: ReturnType<typeof open>) => void) {
  const camera = open('people 2', accelerator);
  await until('frames', () => camera.frames.length > 5);
  change(camera);
  const beganMs = performance.now();
  await camera.done;
  return { afterMs: camera.endedMs() - beganMs, error: camera.error() };
}

test('an accelerator or program that stands still in any way is an outage within 10 s', async () => {
  const modes = ['stalled', 'repeated', 'timeout'] as const;
  const freeze = ({ folder }: { readonly folder: string }) => execFileSync('pkill', ['-STOP', '-f', folder]);
  const still = ACCELERATORS.flatMap((accelerator) => [
    ...modes.map((mode) => outageAfter(accelerator, (camera) => camera.set(mode))),
    outageAfter(accelerator, freeze),
  ]);
  for (const outage of await Promise.all(still)) {
    expect(outage.error).toMatchObject({ code: 'DETECTOR_FAILED' });
    expect(outage.afterMs).toBeLessThan(10_000);
  }
  const ended = ACCELERATORS.map((accelerator) => outageAfter(accelerator, (camera) => camera.set('exit')));
  for (const outage of await Promise.all(ended)) {
    expect(outage.error).toMatchObject({ code: 'LINK_LOST' });
    expect(outage.afterMs).toBeLessThan(10_000);
  }
});

/** A camera of the settings under its supervisor, and what it told. */
function supervise(accelerator: Accelerator) {
  const { folder, set } = createStandIn('people 2');
  const camera = createCameraLink({ modelFolders: [], commandPath: `${folder}:/usr/bin:/bin` });
  const told: { readonly kind: string; readonly at: number }[] = [];
  const settings = { source: { rpicam: 0, accelerator }, framesPerSecond: 10 };
  const supervisor = new Supervisor(configuredSensor(driver, settings), {
    ...{
      links: { camera } as Partial<Links> as Links,
      clock: new RealClock(),
      log: silentLog,
      random: Math.random,
    },
    observe: ({ kind }) => told.push({ kind, at: Date.now() }),
  });
  supervisor.start();
  onTestFinished(async () => {
    await supervisor.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const isTold = (kind: string, since: number) => told.find((one) => one.kind === kind && one.at >= since);
  return { set, isTold, firstMs: () => Number(readFileSync(join(folder, 'first'), 'utf8')) };
}

/** How long after its program's first finished inference a camera counts again that went away. */
async function countsAgainAfter(accelerator: Accelerator, mode: StandInMode) {
  const { set, isTold, firstMs } = supervise(accelerator);
  await until('people', () => isTold('PeopleSeen', 0) !== undefined);
  const brokenAt = Date.now();
  set(mode);
  await until('the outage', () => isTold('SensorDown', brokenAt) !== undefined);
  const downAt = isTold('SensorDown', brokenAt)?.at ?? 0;
  set('people 2');
  await until('people again', () => isTold('PeopleSeen', downAt) !== undefined);
  const againAt = isTold('PeopleSeen', downAt)?.at ?? Number.POSITIVE_INFINITY;
  return { isNewProgram: firstMs() > brokenAt, afterMs: againAt - firstMs() };
}

test('a camera whose program ended or stood still counts within 10 s of its first inference', async () => {
  const modes = ['exit', 'stalled', 'timeout'] as const;
  const all = ACCELERATORS.flatMap((accelerator) => modes.map((mode) => countsAgainAfter(accelerator, mode)));
  for (const again of await Promise.all(all)) {
    expect(again.isNewProgram).toBe(true);
    expect(again.afterMs).toBeLessThan(10_000);
  }
});

test('frames without a finished inference are no empty store', async () => {
  const camera = open('stalled', 'imx500');
  await camera.done;
  expect(camera.frames).toEqual([]);
  expect(String(camera.error())).toContain('frames come, but no inference is finished');
});

test('lines that ran into one another cost no more than their own frame', async () => {
  const camera = open('mixed', 'hailo');
  await until('frames', () => camera.frames.length > 20);
  expect(camera.frames.every(({ boxes }) => boxes.length <= 10)).toBe(true);
});

test('a rule that was lost does not turn empty into full', () => {
  const marks = new InferenceMarks('hailo');
  const lines = [
    '------',
    'Object: person[1] (0.87) @ 1,2 3x4',
    '------',
    '------',
    'Object: cat[17] (0.9) @ 1,2 3x4',
  ];
  const found = [...lines, '------', '------', '------'].flatMap((line) => marks.read(line) ?? []);
  expect(found).toEqual([
    { kind: 'inference', boxes: [1, 2, 3, 4, 0.87] },
    { kind: 'inference', boxes: [] },
    { kind: 'inference', boxes: [] },
  ]);
});
