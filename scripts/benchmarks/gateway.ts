/** The whole program on a real clip: replay beside the bare detector, and what the running gateway costs. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTableSettings } from '../../test/support/links/table-settings.ts';
import { runLintel, startLintel } from '../../test/support/lintel.ts';
import { isAbsent, MODELS, sharedPath, TABLE_CLIP } from '../../test/support/shared-data.ts';
import { until } from '../../test/support/until.ts';
import { bareFramesPerSecond } from './vision.ts';

const MODEL = 'nanodet-plus-m-416';
const FRAMES_PER_SECOND = 10;
const RUN_MS = 30_000;

export async function run(): Promise<void> {
  if (isAbsent(TABLE_CLIP, MODELS)) return;
  const directory = mkdtempSync(join(tmpdir(), 'lintel-bench-'));
  try {
    await measureReplay(directory);
    await measureDaemon(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measureReplay(directory: string): Promise<void> {
  const config = writeTableSettings({ directory, framesPerSecond: FRAMES_PER_SECOND });
  const before = await bareFramesPerSecond(MODEL);
  const beganMs = performance.now();
  const { output } = await runLintel(['replay', '-c', config, '-i', `table-cam=${sharedPath(TABLE_CLIP)}`]);
  const seconds = (performance.now() - beganMs) / 1000;
  const after = await bareFramesPerSecond(MODEL);
  const frames = Number(/(\d+) observations/.exec(output)?.[1] ?? 0);
  const bare = (before + after) / 2;
  console.log(`replay   ${frames} frames in ${seconds.toFixed(1)} s, process start and all`);
  console.log(
    `         ${(frames / seconds).toFixed(1)} frames/s, ${(frames / seconds / bare).toFixed(2)} × the bare detector's ${bare.toFixed(1)}`,
  );
}

async function measureDaemon(directory: string): Promise<void> {
  const config = writeTableSettings({ directory, framesPerSecond: FRAMES_PER_SECOND });
  const beganMs = performance.now();
  const lintel = startLintel(['run', '-c', config]);
  const readyMs = await lintel.ready();
  await until('the first observation', () => lintel.output().includes('sensor up'));
  const firstMs = performance.now() - beganMs;
  await new Promise((resolve) => setTimeout(resolve, RUN_MS));
  const pid = lintel.child.pid ?? 0;
  const peaks = { daemon: peakMb(pid), camera: Math.max(0, ...childrenOf(pid).map(peakMb)) };
  lintel.kill('SIGTERM');
  await lintel.exit();
  console.log(
    `daemon   READY after ${readyMs.toFixed(0)} ms, first observation after ${firstMs.toFixed(0)} ms`,
  );
  console.log(
    `         peak memory ${peaks.daemon.toFixed(0)} MB, camera process ${peaks.camera.toFixed(0)} MB`,
  );
}

function childrenOf(pid: number): number[] {
  const tasks = readdirSync(`/proc/${pid}/task`);
  return tasks.flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  );
}

function peakMb(pid: number): number {
  const [, kib = '0'] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (Number(kib) * 1024) / 1e6;
}
