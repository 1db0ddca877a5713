/**
 * Memory of a camera process over two hours of video, as fast as it goes:
 * `node scripts/benchmarks/tracking/camera-memory.ts [MINUTES]`. Exits non-zero where the process grows.
 */
import { execFileSync } from 'node:child_process';
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
/** Buffers are made in the first part; from then on the median of each fifth is compared. */
const PARTS = 5;
const MAX_GROWTH_MIB = 5;

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

async function watch(path: string): Promise<number[]> {
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
  for await (const _frame of frames) if (seen++ % SAMPLE_FRAMES === 0) sizes.push(childrenMib());
  return sizes;
}

export async function run(minutes = MINUTES): Promise<void> {
  if (!existsSync(CLIP) || !existsSync(MODELS)) return console.warn(`SKIPPED: no clip at ${CLIP}`);
  const folder = mkdtempSync(join(tmpdir(), 'lintel-memory-'));
  const path = join(folder, 'hours.mp4');
  const loops = String(Math.ceil((60 * minutes) / CLIP_S) - 1);
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-stream_loop', loops, '-i', CLIP, '-c', 'copy', path]);
  try {
    const sizes = await watch(path);
    const length = Math.floor(sizes.length / PARTS);
    const medians = Array.from({ length: PARTS }, (_, n) =>
      median(sizes.slice(n * length, (n + 1) * length)),
    );
    console.log(
      `MiB, medians of fifths of ${minutes} minutes: ${medians.map((mib) => mib.toFixed(1)).join(', ')}`,
    );
    const growth = (medians.at(-1) ?? 0) - (medians[1] ?? 0);
    const isMet = growth <= MAX_GROWTH_MIB;
    console.log(`${isMet ? 'met   ' : 'MISSED'} grew by ${growth.toFixed(1)} MiB ≤ ${MAX_GROWTH_MIB}`);
    if (!isMet) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

if (import.meta.main) await run(Number(process.argv[2] ?? MINUTES));
