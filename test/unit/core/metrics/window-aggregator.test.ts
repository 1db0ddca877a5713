import { describe, expect, test } from 'vitest';
import { WindowAggregator } from '../../../../src/core/metrics/window-aggregator.ts';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { EpochMs, Json, ZoneId } from '../../../../src/core/model/ids.ts';
import type { WindowSummary } from '../../../../src/core/model/window-summary.ts';
import { isoTime, parseIsoTime } from '../../../../src/core/time/iso-time.ts';
import { MODEL } from '../../../support/stores/store-model.ts';

const at = (seconds: number) => (seconds * 1000) as EpochMs;
const zone = 'table' as ZoneId;
const entered = (second: number, person = 1): Fact => ({ kind: 'ZoneEntered', at: at(second), zone, person });
const left = (from: number, to: number, person = 1): Fact => ({
  kind: 'ZoneLeft',
  at: at(to),
  zone,
  person,
  enteredAt: at(from),
  dwellMs: (to - from) * 1000,
});

function openWindows() {
  const closed: WindowSummary[] = [];
  const windows = new WindowAggregator(MODEL, { summary: (summary) => closed.push(summary) });
  return { windows, closed };
}

describe('windows', () => {
  test('close in order, a lateness after their end, with what was decided late', () => {
    const { windows, closed } = openWindows();
    windows.live(0, at(0), at(120));
    windows.record(entered(10));
    windows.advance(at(74));
    expect(closed).toEqual([]);
    windows.record(left(10, 50));
    windows.advance(at(75));
    expect(closed).toMatchObject([
      {
        startAt: '1970-01-01T00:00:00.000Z',
        revision: 1,
        partial: false,
        zones: [{ entries: 1, exits: 1, visits: 1 }],
      },
    ]);
    expect(closed[0]?.zones[0]?.dwell).toMatchObject({ n: 1, sumMs: 40_000, medianMs: 40_000 });
  });

  test('a window in which nothing was live says null, never 0', () => {
    const { windows, closed } = openWindows();
    windows.live(0, at(0), at(30));
    windows.advance(at(300));
    expect(closed.map((w) => w.zones[0]?.coverage)).toEqual([0.5, 0, 0, 0]);
    expect(closed[0]?.zones[0]).toMatchObject({ entries: 0, presenceMs: 0, peopleMax: 0 });
    for (const quiet of closed.slice(1)) {
      expect(quiet.zones[0]).toMatchObject({
        n: null,
        entries: null,
        exits: null,
        presenceMs: null,
        dwell: null,
      });
      expect(quiet.lines[0]).toMatchObject({ in: null, out: null });
      expect(quiet.store).toMatchObject({ entries: null, occupancy: null });
    }
  });

  test('what comes too late for its window counts in the oldest open one: totals lose nothing', () => {
    const { windows, closed } = openWindows();
    windows.live(0, at(0), at(600));
    windows.record(entered(10));
    windows.advance(at(200));
    windows.record(left(10, 20));
    windows.advance(at(700));
    const total = (key: 'entries' | 'exits') => closed.reduce((sum, w) => sum + (w.zones[0]?.[key] ?? 0), 0);
    expect(total('entries')).toBe(1);
    expect(total('exits')).toBe(1);
  });

  test('presence is split at window borders', () => {
    const { windows, closed } = openWindows();
    windows.live(0, at(0), at(200));
    windows.present(0, at(50), at(130));
    windows.advance(at(300));
    expect(closed.slice(0, 3).map((w) => w.zones[0]?.presenceMs)).toEqual([10_000, 60_000, 10_000]);
  });

  test('the most at once counts those who were there before the window', () => {
    const { windows, closed } = openWindows();
    windows.live(0, at(0), at(200));
    windows.record(entered(10, 1));
    windows.record(entered(20, 2));
    windows.record(left(20, 30, 2));
    windows.record(entered(70, 3));
    windows.record(left(10, 80, 1));
    windows.record(left(70, 81, 3));
    windows.advance(at(300));
    expect(closed.slice(0, 3).map((w) => w.zones[0]?.peopleMax)).toEqual([2, 2, 0]);
  });

  test('a jump of years leaves its hole out instead of filling it', () => {
    const { windows, closed } = openWindows();
    windows.live(0, at(0), at(60));
    const later = at(6 * 365 * 86_400);
    windows.advance(later);
    windows.live(0, later, (later + 60_000) as EpochMs);
    windows.advance((later + 120_000) as EpochMs);
    expect(closed.length).toBeLessThan(5);
  });

  test('flushed windows are partial, and come again with a higher revision after a restart', () => {
    const { windows, closed } = openWindows();
    windows.live(0, at(0), at(30));
    windows.record(entered(10));
    windows.flush(at(30));
    const again = openWindows();
    again.windows.restore(JSON.parse(JSON.stringify(windows.snapshot())) as Json);
    again.windows.record(left(10, 40));
    again.windows.advance(at(100));
    expect(closed).toMatchObject([{ revision: 1, partial: true, zones: [{ entries: 1, exits: 0 }] }]);
    expect(again.closed).toMatchObject([{ revision: 2, partial: false, zones: [{ entries: 1, exits: 1 }] }]);
  });

  test('occupancy is that at the window’s end: an estimate of a minute’s end belongs to the minute', () => {
    const { windows, closed } = openWindows();
    windows.live(0, at(0), at(180));
    for (const [minute, mean] of [5, 8, 3].entries()) {
      const end = at(60 * (minute + 1));
      windows.record({ kind: 'OccupancyEstimated', at: end, mean, low: mean - 1, high: mean + 1 });
    }
    windows.advance(at(300));
    expect(closed.slice(0, 3).map(({ store }) => store.occupancy)).toEqual([5, 8, 3]);
  });

  test('counts follow their zone by id when the settings change meanwhile', () => {
    const { windows } = openWindows();
    windows.record(entered(10));
    const closed: WindowSummary[] = [];
    const first = MODEL.zones[0];
    if (first === undefined) throw new Error('the model has a zone');
    const model = { ...MODEL, zones: [{ ...first, id: 'new' as ZoneId }, first] };
    const after = new WindowAggregator(model, { summary: (summary) => closed.push(summary) });
    after.restore(JSON.parse(JSON.stringify(windows.snapshot())) as Json);
    after.live(0, at(0), at(60));
    after.advance(at(100));
    expect(closed[0]?.zones).toMatchObject([
      { zone: 'new', entries: 0 },
      { zone: 'table', entries: 1 },
    ]);
  });
});

describe('isoTime', () => {
  test.each([
    0, -1, 951_782_400_000, 1_709_164_799_999, 1_767_225_600_123, 4_102_444_800_000, -2_208_988_800_000,
  ])('writes %d as Date does, and reads it back', (ms) => {
    expect(isoTime(ms)).toBe(new Date(ms).toISOString());
    expect(parseIsoTime(isoTime(ms))).toBe(ms);
  });
});
