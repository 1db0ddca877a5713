import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { InsightsService } from '../../../src/app/console/insights-service.ts';
import { RollUpWriter } from '../../../src/app/gateway/roll-ups/roll-up-writer.ts';
import { settleTotals } from '../../../src/core/metrics/merging/window-totals.ts';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import { parseIsoTime } from '../../../src/core/time/iso-time.ts';
import { dateStart } from '../../../src/core/time/local-date.ts';
import { createOpenSeconds } from '../../../src/core/time/open-seconds.ts';
import type { EventStore } from '../../../src/ports/event-store.ts';
import { openSqliteEventStore } from '../../../src/storage/sqlite-event-store.ts';
import { commitOf, playWindows } from '../../support/insights/history-store.ts';
import { historyWindows } from '../../support/insights/history-windows.ts';
import { silentLog } from '../../support/silent-log.ts';
import { tempDir } from '../../support/temp-dir.ts';

const ZONE = 'Europe/Berlin';
const HOUR_MS = 3_600_000;
const at = (date: string) => dateStart(date, ZONE);
const HOURS = { opens: '10:00', closes: '20:00' };
const PLENTY_BYTES = 512 * 1024 * 1024;

async function openKeeper(maxBytes: number, hours?: typeof HOURS) {
  const clock = { now: () => 0 as EpochMs, monotonicMs: () => 0 };
  const store = await openSqliteEventStore({ directory: tempDir(), maxBytes, bootId: 'seen', clock });
  onTestFinished(() => store.close());
  const options = { store, timeZone: ZONE, isTimeSure: () => true, log: silentLog };
  return { store, keeper: new RollUpWriter({ ...options, hours }) };
}

function service({ sums }: RollUpWriter, nowMs: number): InsightsService {
  const options = { sums: () => sums, timeZone: () => ZONE, minimumCount: () => 5 };
  return new InsightsService({ ...options, now: () => nowMs as EpochMs });
}

test('the share seen is of the opening hours, by hour, day and week alike', async () => {
  // The door is lost from nine to half past six, and once more at night.
  const outages = [
    { sensor: 'door', fromMs: at('2026-03-17') + 9 * HOUR_MS, toMs: at('2026-03-17') + 18.5 * HOUR_MS },
    { sensor: 'door', fromMs: at('2026-03-18') + 22 * HOUR_MS, toMs: at('2026-03-19') + 6 * HOUR_MS },
  ] as const;
  const [fromMs, toMs] = [at('2026-03-16'), at('2026-03-20')];
  const { keeper } = await openKeeper(PLENTY_BYTES, HOURS);
  playWindows(keeper, historyWindows({ fromMs, toMs, timeZone: ZONE, outages }));
  const insights = service(keeper, toMs);
  const day = insights.view({ kind: 'day', date: '2026-03-17', against: 'before' });
  expect(day.figures['entries']?.coverage).toBe(0.15);
  expect(day.series['entries']?.seen?.slice(9, 20)).toEqual([0, ...Array(8).fill(0), 0.5, 1]);
  const week = insights.view({ kind: 'week', date: '2026-03-17', against: 'before' });
  expect(week.series['entries']?.seen?.slice(0, 4)).toEqual([1, 0.15, 1, 1]);
  expect(week.figures['entries']?.coverage).toBeCloseTo(1 - 8.5 / 40, 4);
  // What moves no number is not named.
  expect(week.dark).toEqual([outages[0]]);
});

test('a gateway that began at noon has not seen the morning, and says so on every page', async () => {
  const [fromMs, toMs] = [at('2026-03-17') + 12 * HOUR_MS, at('2026-03-20')];
  const { keeper } = await openKeeper(PLENTY_BYTES);
  playWindows(keeper, historyWindows({ fromMs, toMs, timeZone: ZONE }));
  const gap = { sensor: '', fromMs: at('2026-03-17'), toMs: fromMs };
  const insights = service(keeper, toMs);
  const day = insights.view({ kind: 'day', date: '2026-03-17', against: 'before' });
  expect(day.figures['entries']?.coverage).toBe(0.5);
  expect(day.dark).toEqual([gap]);
  const week = insights.view({ kind: 'week', date: '2026-03-17', against: 'before' });
  expect(week.series['entries']?.seen?.[1]).toBe(0.5);
  // On Monday neither.
  expect(week.dark).toEqual([{ ...gap, fromMs: at('2026-03-16') }]);
  // A half day is nothing to hold another against.
  const later = service(keeper, at('2026-03-25')).view({
    kind: 'day',
    date: '2026-03-24',
    against: 'before',
  });
  expect(later.usual).toEqual({});
});

test('hours stay whose windows storage has dropped, also when a late window comes for their day', async () => {
  const [fromMs, toMs] = [at('2026-03-02'), at('2026-03-04')];
  const windows = historyWindows({ fromMs, toMs, timeZone: ZONE });
  const { store, keeper } = await openKeeper(SMALL_BYTES);
  playWindows(keeper, windows);
  crowdOut(store, toMs);
  const [firstMs, endMs] = [fromMs, at('2026-03-03')];
  expect(store.windows(firstMs as EpochMs, endMs as EpochMs)).toHaveLength(0);
  expect(keeper.sums.hours('2026-03-02')).toHaveLength(24);
  // A window of seven in the evening comes a second time, with more people.
  const old = windows.find(({ startAt }) => parseIsoTime(startAt) === firstMs + 19 * HOUR_MS);
  if (old === undefined) throw new Error('a window of that evening');
  const late = { ...old, revision: 2, store: { ...old.store, entries: 500 } };
  keeper.commit(commitOf([late], toMs));
  for (let tick = 0; tick < 100; tick += 1) keeper.work(toMs);
  keeper.commit(commitOf([], toMs));
  const hours = keeper.sums.hours('2026-03-02');
  const entriesOf = (hour: (typeof hours)[number] | undefined) =>
    hour == null ? null : settleTotals(hour).store.entries;
  const noon = windows.filter(
    ({ startAt }) => Math.floor((parseIsoTime(startAt) - firstMs) / HOUR_MS) === 12,
  );
  expect(entriesOf(hours[12])).toBe(noon.reduce((sum, { store: own }) => sum + (own.entries ?? 0), 0));
  expect(entriesOf(hours[19])).toBeGreaterThan(0);
});

test('opening hours that end after midnight, on the night when clocks go forward', () => {
  const openSeconds = createOpenSeconds(ZONE, { opens: '18:00', closes: '04:00' });
  const [saturday, sunday] = [at('2026-03-28'), at('2026-03-29')];
  // From six in the evening, and what Friday left after midnight.
  expect(openSeconds?.(saturday, sunday)).toBe((4 + 6) * 3600);
  // Four o'clock comes an hour early.
  expect(openSeconds?.(sunday, sunday + 12 * HOUR_MS)).toBe(3 * 3600);
  expect(createOpenSeconds(ZONE, undefined)).toBeUndefined();
});

test('a day under way is held against the hours that are over, with number, usual and change of the same hours', async () => {
  const toMs = at('2026-03-17') + 13.5 * HOUR_MS;
  const { keeper } = await openKeeper(PLENTY_BYTES);
  playWindows(keeper, twoTuesdays(toMs));
  const view = service(keeper, toMs).view({ kind: 'day', date: '2026-03-17', against: 'before' });
  expect(view.comparedToMs).toBe(at('2026-03-17') + 13 * HOUR_MS);
  const sum = (values: readonly (number | null)[] = []) =>
    values.slice(0, 13).reduce<number>((total, value) => total + (value ?? 0), 0);
  const series = (key: string) => view.series[key]?.value;
  expect(view.usual['entries']?.own).toBe(sum(series('entries')));
  expect(view.usual['entries']?.value).toBe(sum(view.usualEntries));
  expect(view.figures['entries']?.value).toBeGreaterThan(view.usual['entries']?.own ?? 0);
  expect(view.usual['peakInside']?.own).toBe(
    Math.max(...(series('peakInside') ?? []).slice(0, 13).map(Number)),
  );
  const conversion = sum(series('transactions')) / sum(series('entries'));
  expect(view.usual['conversion']?.own).toBeCloseTo(conversion, 9);
  // Nothing is over before the first hour is.
  const early = service(keeper, at('2026-03-17') + HOUR_MS / 2);
  const dawn = early.view({ kind: 'day', date: '2026-03-17', against: 'before' });
  expect([dawn.comparedToMs, dawn.usual]).toEqual([dawn.startMs, {}]);
});

test('a share is one rate, of the hours that know both of its counts', async () => {
  const toMs = at('2026-03-18');
  const outage = { sensor: 'street', fromMs: toMs - 10.25 * HOUR_MS, toMs: toMs - 7.75 * HOUR_MS } as const;
  const { keeper } = await openKeeper(PLENTY_BYTES);
  playWindows(keeper, twoTuesdays(toMs, [outage]));
  const { figures, usual } = service(keeper, toMs).view({
    kind: 'day',
    date: '2026-03-17',
    against: 'before',
  });
  const { of, value } = figures['captureRate'] ?? {};
  expect(value).toBeCloseTo((of?.part ?? 0) / (of?.whole ?? 1), 4);
  expect(of?.part).toBeLessThan(figures['entries']?.value ?? 0);
  expect(usual['captureRate']).toMatchObject({ leftOut: 0, own: (of?.part ?? 0) / (of?.whole ?? 1) });
});

test('a zone that came and went is named, so that no share seen goes by it', async () => {
  const [fromMs, toMs] = [at('2026-03-17'), at('2026-03-18')];
  const { keeper } = await openKeeper(PLENTY_BYTES);
  const windows = historyWindows({ fromMs, toMs, timeZone: ZONE }).map((window) => {
    const isHere = parseIsoTime(window.startAt) === fromMs + 12.25 * HOUR_MS;
    const zones = window.zones.slice(0, 1).map((zone) => ({ ...zone, zone: 'drawn' }));
    return isHere ? { ...window, zones: [...window.zones, ...zones] } : window;
  });
  playWindows(keeper, windows);
  const view = service(keeper, toMs).view({ kind: 'day', date: '2026-03-17', against: 'before' });
  expect(view.passing).toEqual(['drawn']);
  expect(view.figures['visits@drawn']?.coverage).toBeCloseTo(1 / 96, 3);
});

/** A Tuesday until `toMs`, and the Tuesday before it: all that a day is held against. */
function twoTuesdays(toMs: number, outages: Parameters<typeof historyWindows>[0]['outages'] = []) {
  const [weekBefore, day] = [at('2026-03-10'), at('2026-03-17')];
  const before = historyWindows({ fromMs: weekBefore, toMs: at('2026-03-11'), timeZone: ZONE });
  return [...before, ...historyWindows({ fromMs: day, toMs, timeZone: ZONE, outages })];
}

/** Windows that need all the room: what they hold cannot be packed. */
function crowdOut(store: Pick<EventStore, 'commit'>, fromMs: number): void {
  for (let i = 0; i < 100; i += 1) {
    const window = { start: (fromMs + i * HOUR_MS) as EpochMs, durationMs: HOUR_MS, revision: 1 };
    const payload = JSON.stringify(randomBytes(60_000).toString('base64'));
    store.commit({ ...commitOf([], fromMs), windows: [{ ...window, payload }] });
  }
}

/** The smallest ring that there is. */
const SMALL_BYTES = 4 * 1024 * 1024;
