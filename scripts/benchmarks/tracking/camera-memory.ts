/**
 * Memory of a camera process over two hours of video, as fast as it goes:
 * `node scripts/benchmarks/tracking/camera-memory.ts [MINUTES] [LEAK]`. Exits non-zero where the process grows. `LEAK`
 * (bytes a picture) is lost on purpose in one more process, which shows what the bench would find.
 */
import { execFileSync, fork } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import { driver } from '../../../src/drivers/camera.ts';
import { createCameraLink } from '../../../src/links/camera/camera-link.ts';
import { sharedPath } from '../../../test/support/shared-data.ts';
import { MODELS } from './detect-clip.ts';

const CLIP = sharedPath('data/video/display-table.mp4');
const CLIP_S = 139.4;
const MINUTES = 120;
const FRAMES_PER_SECOND = 1;
const SAMPLE_FRAMES = 10;
const LEAKING = join(import.meta.dirname, 'leaking-process.ts');
/** Arenas and compiled code take their places in steps in the first half. The second half must be flat. */
const SETTLED = 0.5;
const MAX_BYTES_PER_PICTURE = 512;
/** All that is taken after the first tenth, in steps or not. */
const MAX_GROWTH_MIB = 16;

/** Resident memory of the processes that this one started. */
function childrenMib(): number {
  const pids = readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean),
  );
  const kib = pids.map(
    (pid) => /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0,
  );
  return kib.reduce((sum: number, one) => sum + Number(one), 0) / 1024;
}

async function watch(path: string, lose: () => void): Promise<number[]> {
  const model = String(driver.config.parse({ source: { device: '/dev/video0' } })['model']);
  const frames = createCameraLink({ modelFolders: [MODELS] }).frames(
    {
      source: { kind: 'file', path, startAt: 0 as EpochMs },
      detector: { model },
      framesPerSecond: FRAMES_PER_SECOND,
      pace: 'every',
    },
    new AbortController().signal,
  );
  const sizes: number[] = [];
  let seen = 0;
  for await (const _frame of frames) {
    lose();
    if (seen++ % SAMPLE_FRAMES === 0) sizes.push(childrenMib());
  }
  return sizes;
}

export async function run(minutes = MINUTES, leak = 0): Promise<void> {
  if (!existsSync(CLIP) || !existsSync(MODELS)) return console.warn(`SKIPPED: no clip at ${CLIP}`);
  const folder = mkdtempSync(join(tmpdir(), 'lintel-memory-'));
  const path = join(folder, 'hours.mp4');
  const loops = String(Math.ceil((60 * minutes) / CLIP_S) - 1);
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-stream_loop', loops, '-i', CLIP, '-c', 'copy', path]);
  const leaking = leak > 0 ? fork(LEAKING) : undefined;
  try {
    report(await watch(path, () => leaking?.send(leak)), minutes);
  } finally {
    leaking?.kill();
    rmSync(folder, { recursive: true });
  }
}

function report(sizes: readonly number[], minutes: number): void {
  const tenth = Math.floor(sizes.length / 10);
  const medians = Array.from({ length: 10 }, (_, n) => findMedian(sizes.slice(n * tenth, (n + 1) * tenth)));
  const shown = medians.map((mib) => mib.toFixed(1)).join(', ');
  console.log(`MiB, medians of tenths of ${minutes} minutes: ${shown}`);
  const settled = sizes.slice(Math.floor(SETTLED * sizes.length));
  const perPicture = (2 ** 20 * findSlope(settled)) / SAMPLE_FRAMES;
  const growth = (medians.at(-1) ?? 0) - (medians[0] ?? 0);
  const results = [
    { what: 'bytes a picture in the second half', is: perPicture, most: MAX_BYTES_PER_PICTURE },
    { what: 'MiB after the first tenth', is: growth, most: MAX_GROWTH_MIB },
  ];
  for (const { what, is, most } of results) {
    const isMet = is <= most;
    console.log(`${isMet ? 'met   ' : 'MISSED'} ${what}: ${is.toFixed(1)} ≤ ${most}`);
    if (!isMet) process.exitCode = 1;
  }
}

/** Median of the slopes between all pairs, a sample: one step or a few wild values do not move it (Theil 1950; Sen 1968). */
function findSlope(values: readonly number[]): number {
  const slopes = values.flatMap((to, n) => values.slice(0, n).map((from, k) => (to - from) / (n - k)));
  return findMedian(slopes);
}

function findMedian(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

if (import.meta.main) await run(...process.argv.slice(2).map(Number));
