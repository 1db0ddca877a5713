import { expect, test } from 'vitest';
import { TodayCounts } from '../../../../src/app/console/today-counts.ts';
import type { EpochMs } from '../../../../src/core/model/ids.ts';
import type { WindowSummary } from '../../../../src/core/model/window-summary.ts';

const FRONT = [{ door: 'front', since: 0 }];
const MIDNIGHT = Date.UTC(2026, 10, 28, 23); // Berlin

function windowAt(minute: number, count: number | null, coverage = 1, revision = 1): WindowSummary {
  return {
    ...{ startAt: new Date(MIDNIGHT + minute * 60_000).toISOString(), durationMs: 60_000, revision },
    doors: [{ door: 'front', in: count, out: count, coverage }],
    zones: [{ zone: 'shoes', visits: count }],
    queues: [],
  } as unknown as WindowSummary;
}

test('sums the windows since the store’s midnight; an outage stays unknown, and a revision counts once', () => {
  let now = MIDNIGHT + 10 * 60_000;
  const asked: number[] = [];
  const counts = new TodayCounts({
    ...{ now: () => now as EpochMs, timezone: () => 'Europe/Berlin', doors: () => FRONT },
    windows: (from) => {
      asked.push(from);
      return from === MIDNIGHT ? [windowAt(0, null, 0)] : [];
    },
  });
  counts.add(windowAt(1, 99));
  expect(counts.view().doors).toEqual([{ id: 'front', in: null, out: null, since: 0, seen: 0 }]);
  counts.add(windowAt(1, 3));
  counts.add(windowAt(1, 4, 1, 2));
  counts.add(windowAt(2, 5));
  expect(counts.view()).toMatchObject({
    ...{ from: MIDNIGHT, until: MIDNIGHT + 3 * 60_000 },
    doors: [{ id: 'front', in: 9, out: 9, seen: 2 / 3 }],
    zones: [{ id: 'shoes', visits: 9 }],
  });
  expect(asked).toEqual([MIDNIGHT]);
  now += 24 * 3_600_000;
  expect(counts.view().doors).toMatchObject([{ in: null, seen: 1 }]);
});

test('a door is seen from its first heartbeat on, and one that never gave any has no counts', () => {
  const since = MIDNIGHT + 120_000;
  const { doors } = new TodayCounts({
    ...{ now: () => (since + 60_000) as EpochMs, timezone: () => 'Europe/Berlin' },
    windows: () => [{ ...windowAt(0, 0), doors: [] }, { ...windowAt(1, 0), doors: [] }, windowAt(2, 4)],
    doors: () => [
      { door: 'front', since },
      { door: 'back', since: null },
    ],
  }).view();
  expect(doors).toEqual([
    { id: 'front', in: 4, out: 4, since, seen: 1 },
    { id: 'back', in: null, out: null, since: null, seen: 1 },
  ]);
});

test('the mean wait of the day is that of all who were served, not of the windows', () => {
  const queueAt = (minute: number, served: number | null, waitMeanMs: number | null) => ({
    ...windowAt(minute, 0),
    queues: [{ zone: 'line', served, waitMeanMs }],
  });
  const windows = [
    queueAt(0, 9, 10_000),
    queueAt(1, 1, 110_000),
    queueAt(2, null, null),
    queueAt(3, 0, null),
  ];
  const view = (seen: readonly object[]) =>
    new TodayCounts({
      ...{ now: () => (MIDNIGHT + 600_000) as EpochMs, timezone: () => 'Europe/Berlin', doors: () => FRONT },
      windows: () => seen as readonly WindowSummary[],
    }).view();
  // 6.5 s × √(21 ÷ 10) on either side, as in Insights.
  expect(view(windows).queues).toEqual([
    { id: 'line', waitMeanMs: 20_000, waitRangeMs: [20_000 - 9_419, 20_000 + 9_419] },
  ]);
  expect(view(windows.slice(2)).queues).toEqual([{ id: 'line', waitMeanMs: null, waitRangeMs: null }]);
});

test('begins at midnight also on the days on which the clocks change', () => {
  const from = (nowMs: number) => {
    const options = {
      ...{ now: () => nowMs as EpochMs, timezone: () => 'Europe/Berlin', windows: () => [] },
      doors: () => [],
    };
    return new TodayCounts(options).view().from;
  };
  expect(from(Date.UTC(2026, 2, 29, 10))).toBe(Date.UTC(2026, 2, 28, 23));
  expect(from(Date.UTC(2026, 9, 25, 10))).toBe(Date.UTC(2026, 9, 24, 22));
});
