import { describe, expect, onTestFinished, test } from 'vitest';
import { InsightsService } from '../../../src/app/console/insights-service.ts';
import { RollUpWriter } from '../../../src/app/gateway/roll-ups/roll-up-writer.ts';
import { buildView } from '../../../src/core/insights/build-view.ts';
import { listFigures } from '../../../src/core/insights/list-figures.ts';
import { mergeWindows } from '../../../src/core/metrics/merging/merge-windows.ts';
import { joinTotals, settleTotals, toTotals } from '../../../src/core/metrics/merging/window-totals.ts';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import type { WindowSummary } from '../../../src/core/model/window-summary.ts';
import { parseIsoTime } from '../../../src/core/time/iso-time.ts';
import { dateStart } from '../../../src/core/time/local-date.ts';
import type { SqliteEventStore } from '../../../src/storage/sqlite-event-store.ts';
import { openSqliteEventStore } from '../../../src/storage/sqlite-event-store.ts';
import { commitOf, playWindows } from '../../support/insights/history-store.ts';
import { historyWindows } from '../../support/insights/history-windows.ts';
import { silentLog } from '../../support/silent-log.ts';
import { tempDir } from '../../support/temp-dir.ts';

const ZONE = 'Europe/Berlin';
const HOUR_MS = 3_600_000;
const at = (date: string) => dateStart(date, ZONE);
/** 23 hours: Sunday 29 March 2026. 25: Sunday 25 October. */
const MARCH = { fromMs: at('2026-02-20'), toMs: at('2026-04-02') };
const OCTOBER = { fromMs: at('2026-10-01'), toMs: at('2026-11-01') };
const OUTAGE = {
  sensor: 'door' as const,
  fromMs: at('2026-03-17') + 9 * HOUR_MS,
  toMs: at('2026-03-17') + 18.5 * HOUR_MS,
};
const CHANGED_AT_MS = at('2026-03-12') + 14 * HOUR_MS;

async function open(directory = tempDir()): Promise<SqliteEventStore> {
  const clock = { now: () => 0 as EpochMs, monotonicMs: () => 0 };
  const store = await openSqliteEventStore({
    directory,
    maxBytes: 512 * 1024 * 1024,
    bootId: 'history',
    clock,
  });
  onTestFinished(() => store.close());
  return store;
}

function keep(store: SqliteEventStore): RollUpWriter {
  return new RollUpWriter({ store, timeZone: ZONE, isTimeSure: () => true, log: silentLog });
}

function within(windows: readonly WindowSummary[], fromMs: number, toMs: number): WindowSummary[] {
  return windows.filter(({ startAt }) => parseIsoTime(startAt) >= fromMs && parseIsoTime(startAt) < toMs);
}

function service(keeper: RollUpWriter, nowMs: number): InsightsService {
  const options = { sums: () => keeper.sums, timeZone: () => ZONE, minimumCount: () => 5 };
  return new InsightsService({ ...options, now: () => nowMs as EpochMs });
}

describe('a month of roll-ups', () => {
  test('equals its stored windows to the last digit: with an outage, a day of 23 hours and a changed definition', async () => {
    const windows = historyWindows({
      ...MARCH,
      timeZone: ZONE,
      outages: [OUTAGE],
      changedAtMs: CHANGED_AT_MS,
    });
    const store = await open();
    const keeper = keep(store);
    playWindows(keeper, windows);
    const month = within(windows, at('2026-03-01'), at('2026-04-01'));
    const days = Array.from({ length: 31 }, (_day, i) =>
      keeper.sums.day(`2026-03-${String(i + 1).padStart(2, '0')}`),
    );
    // The last day is under way: it is summed up from its windows.
    expect(store.rollUps('day', at('2026-03-01') as EpochMs, at('2026-04-01') as EpochMs)).toHaveLength(31);
    expect(settleTotals(joinTotals(days.flatMap((day) => day ?? [])))).toEqual(mergeWindows(month));
    for (const [i, day] of days.entries()) {
      const date = `2026-03-${String(i + 1).padStart(2, '0')}`;
      const own = within(
        windows,
        at(date),
        at(`2026-0${i === 30 ? '4-01' : `3-${String(i + 2).padStart(2, '0')}`}`),
      );
      expect(day === null ? null : settleTotals(day)).toEqual(mergeWindows(own));
      expect(keeper.sums.hours(date)).toHaveLength(date === '2026-03-29' ? 23 : 24);
    }
    const view = service(keeper, MARCH.toMs).view({ kind: 'month', date: '2026-03-15', against: 'before' });
    expect(view.figures).toEqual(
      Object.fromEntries(listFigures(joinTotals(month.map((window) => toTotals(window))))),
    );
    expect(view.dark).toContainEqual(OUTAGE);
    expect(view.series['entries']?.seen?.[16]).toBeCloseTo(1 - 9.5 / 24, 3);
    expect(view.changes).toMatchObject([
      ...['entrance', 'shoes', 'jackets', 'table', 'till'].map((zone) => ({
        key: `visits@${zone}`,
        atMs: at('2026-03-12'),
      })),
    ]);
    expect(view.usual['entries']?.leftOut).toBe(1);
  });

  test('has a day of 25 hours, each held against the same hour by the clock', async () => {
    const windows = historyWindows({ ...OCTOBER, timeZone: ZONE });
    const keeper = keep(await open());
    playWindows(keeper, windows);
    expect(keeper.sums.hours('2026-10-25')).toHaveLength(25);
    const own = within(windows, at('2026-10-25'), at('2026-10-26'));
    expect(own).toHaveLength(100);
    const view = service(keeper, OCTOBER.toMs).view({ kind: 'day', date: '2026-10-26', against: 'before' });
    const merged = mergeWindows(within(windows, at('2026-10-26'), at('2026-10-27')));
    expect(view.figures['entries']?.value).toBe(merged.store.entries);
    const before = within(windows, at('2026-10-19') + 12 * HOUR_MS, at('2026-10-19') + 13 * HOUR_MS);
    expect(view.usualEntries[12]).toBe(mergeWindows(before).store.entries);
    const long = service(keeper, OCTOBER.toMs).view({ kind: 'day', date: '2026-10-25', against: 'before' });
    expect(long.steps).toHaveLength(25);
    expect(long.figures).toEqual(
      Object.fromEntries(listFigures(joinTotals(own.map((window) => toTotals(window))))),
    );
  });

  test('sums a day up again after a late window, also after a start', async () => {
    const directory = tempDir();
    const fromMs = at('2026-06-01');
    const windows = historyWindows({ fromMs, toMs: fromMs + 50 * HOUR_MS, timeZone: ZONE });
    const store = await open(directory);
    const keeper = keep(store);
    playWindows(keeper, windows);
    const noon = windows.find(({ startAt }) => parseIsoTime(startAt) === fromMs + 12 * HOUR_MS);
    if (noon === undefined) throw new Error('a window at noon');
    const late = { ...noon, revision: 2, store: { ...noon.store, entries: 1_000 } };
    keeper.commit(commitOf([late], fromMs + 50 * HOUR_MS));
    const sum = windows.reduce(
      (all, { store: { entries }, startAt }) =>
        all + (parseIsoTime(startAt) < at('2026-06-02') ? (entries ?? 0) : 0),
      0,
    );
    const corrected = sum - (noon.store.entries ?? 0) + 1_000;
    const entriesOf = (of: RollUpWriter) =>
      settleTotals(of.sums.day('2026-06-01') ?? toTotals(noon)).store.entries;
    expect(entriesOf(keeper)).toBe(corrected);
    // The power goes before the day is summed up again.
    const again = keep(store);
    for (let tick = 0; tick < 1_000; tick += 1) again.work(fromMs + 50 * HOUR_MS);
    again.commit(commitOf([], fromMs + 50 * HOUR_MS));
    expect(store.rollUps('day', fromMs as EpochMs, at('2026-06-02') as EpochMs)[0]?.isStale).toBe(false);
    expect(entriesOf(again)).toBe(corrected);
  });
});

test('a store that was never open has views without numbers', () => {
  const head = {
    kind: 'day',
    against: 'usual',
    from: '2026-03-01',
    to: '2026-03-01',
    minimumCount: 5,
  } as const;
  const span = { startMs: 0, endMs: 24 * HOUR_MS, nowMs: 0 };
  const view = buildView({ ...head, ...span, steps: [], whole: null, periods: [], hours: [] });
  expect(view).toMatchObject({ knownToMs: null, figures: {}, usual: {} });
});
