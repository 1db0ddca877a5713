// Insights: size and time of a month's answer, what roll-ups cost the card a day, and what a year of them takes. The
// windows are a simulated day of the boutique, repeated; RECORDING names a file with one, to simulate it once only.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { InsightsService } from '../../../src/app/console/insights-service.ts';
import { RollUpWriter } from '../../../src/app/gateway/roll-ups/roll-up-writer.ts';
import { shiftEncodedWindow } from '../../../src/app/gateway/window-codec.ts';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import { addDays } from '../../../src/core/time/local-date.ts';
import { shiftRowText } from '../../../src/core/time/shift-row-text.ts';
import type { Commit, EventStore } from '../../../src/ports/event-store.ts';
import { openSqliteEventStore } from '../../../src/storage/sqlite-event-store.ts';
import { silentLog } from '../../../src/system/log.ts';
import { passedRecord } from '../../../test/support/storage/released-record.ts';
import type { RecordedCommit } from '../storage/store-commits.ts';
import { RECORDED_DAY, recordCommits } from '../storage/store-commits.ts';

const DAY_MS = 86_400_000;
const MB = 1_000_000;
/** A month, and the one before it. */
const DAYS = 62;
/** Of the card's cost, after a day that only warms up. */
const COST_DAYS = 3;
const ASKS = 5;
const TIME_ZONE = 'UTC';

type Bar = readonly [what: string, value: number, most: number];

export async function run(): Promise<void> {
  const recorded = await findRecording();
  const bars: Bar[] = [...(await month(recorded)), ...(await cost(recorded))];
  console.log('measure                                                  value      bar');
  for (const [what, value, most] of bars) {
    console.log(`${what.padEnd(52)}${value.toFixed(2).padStart(10)}${String(most).padStart(9)}`);
    if (value > most) process.exitCode = 1;
  }
}

async function findRecording(): Promise<readonly RecordedCommit[]> {
  const file = process.env['RECORDING'];
  if (file === undefined) return await recordCommits();
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(await recordCommits()));
  return JSON.parse(readFileSync(file, 'utf8')) as readonly RecordedCommit[];
}

/** The answers for a month with the month before, and for its last day, from a ring as a gateway fills it. */
async function month(recorded: readonly RecordedCommit[]): Promise<Bar[]> {
  const { store, writer, close } = await openRing();
  for (let day = 0; day < DAYS; day += 1) playHours(writer, recorded, day);
  const nowMs = RECORDED_DAY + DAYS * DAY_MS;
  const insights = new InsightsService({
    ...{ sums: () => writer.sums, timeZone: () => TIME_ZONE, minimumCount: () => 5 },
    now: () => nowMs as EpochMs,
  });
  const last = addDays(new Date(RECORDED_DAY).toISOString().slice(0, 10), DAYS - 1);
  const bars = (['month', 'week', 'day'] as const).flatMap((kind): Bar[] => {
    const asks = Array.from({ length: ASKS }, () => ask(insights, kind, addDays(last, -3)));
    const slowest = Math.max(...asks.map(({ ms }) => ms));
    return [
      [`${kind}: answer, Brotli, kB`, (asks[0]?.bytes ?? 0) / 1000, kind === 'month' ? 15 : 12],
      [`${kind}: processor, slowest of ${ASKS}, ms`, slowest, 400],
    ];
  });
  const year = yearBytes(store) / MB;
  close();
  return [...bars, ['roll-ups of a year, MB', year, 8]];
}

function ask(insights: InsightsService, kind: 'day' | 'week' | 'month', date: string) {
  // Processor time: what a busy machine cannot make longer.
  const before = process.cpuUsage();
  const text = JSON.stringify(insights.view({ kind, date, against: 'before' }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 5 };
  const bytes = brotliCompressSync(text, { params }).length;
  const { user, system } = process.cpuUsage(before);
  return { bytes, ms: (user + system) / 1000 };
}

/** 400 days and 31 days of hours, each as large as the largest one, in whole pages. */
function yearBytes(store: EventStore): number {
  const largest = (kind: 'day' | 'hours') => {
    const all = store.rollUps(kind, 0 as EpochMs, Number.MAX_SAFE_INTEGER as EpochMs);
    const sizes = all.map(({ payload }) => brotliCompressSync(payload).length * PACKED_LARGER);
    return Math.ceil(Math.max(...sizes) / 4096) * 4096;
  };
  return 400 * largest('day') + 31 * largest('hours');
}

/** Storage packs with deflate, which is up to so much larger than Brotli at its best. */
const PACKED_LARGER = 1.4;

/** The same days with and without roll-ups. */
async function cost(recorded: readonly RecordedCommit[]): Promise<Bar[]> {
  const [without, withThem] = [await writtenBytes(recorded, false), await writtenBytes(recorded, true)];
  console.log(
    `written a day: ${(without / MB).toFixed(2)} MB without roll-ups, ${(withThem / MB).toFixed(2)} MB with`,
  );
  return [['roll-ups, % of what is written a day', (100 * (withThem - without)) / without, 2]];
}

async function writtenBytes(recorded: readonly RecordedCommit[], hasRollUps: boolean): Promise<number> {
  const { store, writer, close } = await openRing();
  playDay(writer, recorded, 0, hasRollUps);
  const before = store.status().written.bytes ?? 0;
  for (let day = 1; day <= COST_DAYS; day += 1) playDay(writer, recorded, day, hasRollUps);
  const written = (store.status().written.bytes ?? 0) - before;
  close();
  return written / COST_DAYS;
}

async function openRing() {
  const directory = mkdtempSync(join(tmpdir(), 'lintel-insights-'));
  const clock = { now: () => RECORDED_DAY as EpochMs, monotonicMs: () => 0 };
  const store = await openSqliteEventStore({
    directory,
    maxBytes: 256 * 1024 * 1024,
    bootId: 'bench',
    clock,
  });
  const writer = new RollUpWriter({ store, timeZone: TIME_ZONE, isTimeSure: () => true, log: silentLog });
  const close = () => {
    store.close();
    rmSync(directory, { recursive: true });
  };
  return { store, writer, close };
}

function playDay(
  writer: RollUpWriter,
  recorded: readonly RecordedCommit[],
  day: number,
  hasRollUps: boolean,
): void {
  recorded.forEach((commit, i) => {
    writer.commit(shift(commit, day * DAY_MS, i));
    if (hasRollUps) writer.work(RECORDED_DAY + day * DAY_MS + (DAY_MS * i) / recorded.length);
  });
}

/** The windows of a day alone, an hour a commit: what the pages read, without what leaves. */
function playHours(writer: RollUpWriter, recorded: readonly RecordedCommit[], day: number): void {
  const perHour = Math.ceil(recorded.length / 24);
  for (let first = 0; first < recorded.length; first += perHour) {
    const windows = recorded.slice(first, first + perHour).flatMap((commit) => commit.windows);
    const last = first + perHour - 1;
    writer.commit(shift({ rows: [], events: [], checkpoint: '{}', windows }, day * DAY_MS, last));
    for (let tick = 0; tick < 60; tick += 1) writer.work(RECORDED_DAY + day * DAY_MS + last * 60_000);
  }
}

/** The recorded commit on a later day. */
function shift(
  { rows, windows, events, checkpoint }: RecordedCommit,
  deltaMs: number,
  index: number,
): Commit {
  const wallMs = (RECORDED_DAY + deltaMs + index * 60_000) as EpochMs;
  return {
    rows: rows.map((row) =>
      passedRecord({
        ...row,
        start: (row.start + deltaMs) as EpochMs,
        payload: shiftRowText(row.payload, deltaMs),
      }),
    ),
    windows: windows.map((window) => ({
      ...window,
      start: (window.start + deltaMs) as EpochMs,
      payload: shiftEncodedWindow(window.payload, deltaMs),
    })),
    ...{
      events,
      checkpoint,
      checkpointAt: wallMs,
      monotonicMs: index * 60_000,
      wallMs,
      timeQuality: 'synced',
    },
  };
}

if (import.meta.main) await run();
