import { existsSync, mkdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { WindowSummary } from '../../../src/core/model/window-summary.ts';
import { openSqliteEventStore } from '../../../src/storage/sqlite-event-store.ts';
import { Pty } from '../links/pty.ts';
import { startLintel } from '../lintel.ts';
import type { Random } from '../seeded-random.ts';
import { STILL_CLOCK } from '../storage/storage-samples.ts';

/** One person a second passes each door, as the counters have it. */
const PERSON_MS = 1_000;
export const WINDOW_MS = 10_000;
const MAX_BYTES = 16 * 1024 * 1024;

export interface RestartedRun {
  /** The highest revision of every window, in time order. */
  readonly windows: readonly WindowSummary[];
  /** When each person passed; the first reading of a total is before all of them. */
  readonly passedAt: readonly number[];
}

/** How often a gateway is restarted. `restarted` is told after each time. */
export interface Restarts {
  readonly count: number;
  readonly restarted?: (n: number) => void;
}

/**
 * A real gateway with a totals counter and a delta counter on ptys, ended and started again at random moments: asked to
 * stop or killed, with and without the end of its WAL torn off. `directory` is under /dev, where serial devices are.
 */
export async function playRestarts(
  directory: string,
  { count, restarted }: Restarts,
  random: Random,
): Promise<RestartedRun> {
  const path = writeSettings(directory);
  const totals = await Pty.plugIn(join(directory, 'totals'));
  const deltas = await Pty.plugIn(join(directory, 'deltas'));
  const passedAt: number[] = [];
  let lintel = await start(path);
  // A port that is opened just now throws away what was in its buffer.
  for (let n = 0; n < 10; n++) {
    await totals.write('C,0,0\n');
    await sleep(200);
  }
  const passing = setInterval(() => {
    passedAt.push(Date.now());
    void totals.write(`C,${passedAt.length},${passedAt.length}\n`);
    void deltas.write('D,1,1\n');
  }, PERSON_MS);
  try {
    for (let n = 0; n < count; n++) {
      await sleep(random.between(2_000, 16_000));
      lintel.kill(random.chance(0.5) ? 'SIGTERM' : 'SIGKILL');
      await lintel.exit();
      if (random.chance(0.3)) tearWal(directory, random);
      await sleep(random.between(0, 12_000));
      lintel = await start(path);
      restarted?.(n + 1);
    }
    await sleep(2 * WINDOW_MS);
  } finally {
    clearInterval(passing);
    await sleep(PERSON_MS);
    lintel.kill('SIGTERM');
    await lintel.exit();
    await totals.unplug();
    await deltas.unplug();
  }
  return { windows: await windowsIn(directory), passedAt };
}

/** What is wrong with the windows of a run; empty when they are as they must be. */
export function restartFaults({ windows, passedAt }: RestartedRun): string[] {
  const faults: string[] = [];
  for (const window of windows) {
    const from = Date.parse(window.startAt);
    const passed = passedAt.filter((at) => at >= from && at < from + window.durationMs).length;
    for (const { door, coverage, in: entered } of window.doors) {
      // A person at the very border of a window may be read on its other side.
      if (coverage === 1 && Math.abs((entered ?? 0) - passed) > 1) {
        faults.push(`${window.startAt} ${door}: ${entered} of ${passed} at coverage 1`);
      }
      if (door === 'delta' && (entered ?? 0) > passed + 1) {
        faults.push(`${window.startAt} delta: ${entered} of ${passed}`);
      }
    }
  }
  const counted = sumOf(windows, 'total', (door) => door.in ?? 0);
  if (counted !== passedAt.length) faults.push(`totals: ${counted} of ${passedAt.length} in all`);
  return faults;
}

export function sumOf(
  windows: readonly WindowSummary[],
  id: string,
  numberOf: (door: WindowSummary['doors'][number]) => number,
): number {
  return windows.reduce((sum, { doors }) => {
    const door = doors.find((each) => each.door === id);
    return sum + (door === undefined ? 0 : numberOf(door));
  }, 0);
}

async function start(path: string) {
  const lintel = startLintel(['run', '--config', path]);
  await lintel.ready();
  return lintel;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function writeSettings(directory: string): string {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'store.yaml');
  const counter = (id: string, more: object) => ({
    ...{ id, type: 'serial-counter', path: join(directory, id), reportIntervalSeconds: 5 },
    ...more,
  });
  const settings = {
    ...{ version: 2, tenant: 'acme', gateway: 'gw-1', store: { id: 'corner' } },
    storage: { directory: join(directory, 'data'), maxMegabytes: 16 },
    sensors: [
      counter('totals', { mode: 'total' }),
      counter('deltas', { mode: 'delta', patterns: ['D,{in},{out}'] }),
    ],
    doors: [
      { id: 'total', sensors: ['totals'] },
      { id: 'delta', sensors: ['deltas'] },
    ],
    console: { enabled: false },
    windows: { seconds: WINDOW_MS / 1_000, latenessSeconds: 1 },
    privacy: { minimumCount: 1 },
  };
  writeFileSync(path, stringify(settings));
  return path;
}

/** A frame of SQLite's write-ahead log: a page of 1 KiB and its header. A commit is some ten. */
const FRAME_BYTES = 1_048;

/** The card lost some of the last pages that it said were written. The first commits stay: no total can do without. */
function tearWal(directory: string, random: Random): void {
  const wal = join(directory, 'data/ring/lintel.db-wal');
  if (!existsSync(wal)) return;
  const { size } = statSync(wal);
  const kept = Math.max(0.7 * size, size - random.between(0, 32 * FRAME_BYTES));
  if (size > 160 * FRAME_BYTES) truncateSync(wal, Math.floor(kept));
}

async function windowsIn(directory: string): Promise<WindowSummary[]> {
  const options = { directory: join(directory, 'data/ring'), maxBytes: MAX_BYTES, bootId: 'reader' };
  const store = await openSqliteEventStore({ ...options, clock: STILL_CLOCK });
  const kept = store.windows(0 as EpochMs, Number.MAX_SAFE_INTEGER as EpochMs);
  store.close();
  const byStart = new Map<string, WindowSummary>();
  for (const { payload } of kept) {
    const window = JSON.parse(payload) as WindowSummary;
    const known = byStart.get(window.startAt);
    if (known === undefined || known.revision <= window.revision) byStart.set(window.startAt, window);
  }
  return [...byStart.values()].sort((a, b) => a.startAt.localeCompare(b.startAt));
}
