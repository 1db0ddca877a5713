import { describe, expect, test } from 'vitest';
import type { DoorId, EpochMs } from '../../../../src/core/model/ids.ts';
import type { CrossingsRestatement, OccupancyRestatement } from '../../../../src/core/model/restatement.ts';
import type { WindowSummary } from '../../../../src/core/model/window-summary.ts';
import { EgressGate } from '../../../../src/core/privacy/egress-gate.ts';
import { sampleModel, sampleWindow, WINDOWS_START } from '../../../support/windows.ts';

const MINUTE_MS = 60_000;
const model = sampleModel({ doors: ['front'] }, MINUTE_MS);
const gateOf = (minimumCount: number) =>
  new EgressGate({ settings: { minimumCount }, model, refused: () => undefined });

/** Minutes 0 to 29 of a door that nobody watched from minute 3 to 13. */
function play(gate: EgressGate, busy: readonly [number, number]): WindowSummary[] {
  const published: WindowSummary[] = [];
  for (let minute = 0; minute < 30; minute++) {
    const isBlind = minute >= 3 && minute < 13;
    published.push(
      ...gate.pass(
        sampleWindow(minute, { doors: { front: isBlind ? null : busy }, occupancy: 20 }, MINUTE_MS),
      ),
    );
  }
  return published;
}

const hole = (people: { readonly in: number; readonly out: number }): CrossingsRestatement => ({
  kind: 'crossings',
  door: 'front' as DoorId,
  from: (WINDOWS_START + 3 * MINUTE_MS - 20_000) as EpochMs,
  to: (WINDOWS_START + 13 * MINUTE_MS + 20_000) as EpochMs,
  ...people,
});
const sumOf = (windows: readonly WindowSummary[], direction: 'in' | 'out') =>
  windows.reduce((sum, window) => sum + (window.doors[0]?.[direction] ?? 0), 0);
const minutesOf = (windows: readonly WindowSummary[]) =>
  windows.filter(({ durationMs }) => durationMs === MINUTE_MS);

describe('what a counter’s totals restore', () => {
  test('goes out in the ten windows that missed it, to the last person, and their coverage stays', () => {
    const gate = gateOf(1);
    const { windows, ...left } = gate.restate(hole({ in: 33, out: 21 }), play(gate, [2, 1]));
    expect(left).toEqual({ in: 0, out: 0 });
    expect(windows).toHaveLength(10);
    expect([sumOf(windows, 'in'), sumOf(windows, 'out')]).toEqual([33, 21]);
    for (const { revision, doors, store } of windows) {
      expect(revision).toBe(2);
      const [door] = doors;
      expect(door).toMatchObject({ coverage: 0, n: Number(door?.in) + Number(door?.out), restored: door?.n });
      expect(store).toMatchObject({ coverage: 0, entries: door?.in, exits: door?.out, restored: door?.n });
      expect(Number(door?.inLow)).toBeLessThan(Number(door?.in));
    }
  });

  test('leaves no gap as a zero where fewer came than windows are', () => {
    const gate = gateOf(1);
    const { windows } = gate.restate(hole({ in: 4, out: 0 }), play(gate, [2, 1]));
    expect(windows.map(({ doors }) => [doors[0]?.in, doors[0]?.out])).toEqual([
      [1, null],
      [1, null],
      [1, null],
      [1, null],
    ]);
  });

  test('is also in the quarter of an hour that repeats the minutes, once', () => {
    const gate = gateOf(5);
    const published = play(gate, [2, 1]);
    const quarter = published.find(({ durationMs }) => durationMs === 15 * MINUTE_MS);
    const { windows } = gate.restate(hole({ in: 33, out: 21 }), published);
    const again = windows.find(({ durationMs }) => durationMs === 15 * MINUTE_MS);
    expect(again?.revision).toBe(Number(quarter?.revision) + 1);
    expect(sumOf([again as WindowSummary], 'in')).toBe(sumOf([quarter as WindowSummary], 'in') + 33);
    expect(sumOf(minutesOf(windows), 'in')).toBe(33);
    expect(again?.store.entries).toBe(again?.doors[0]?.in);
  });

  test('is in the quarter of an hour that is not over yet', () => {
    const [told, untold] = [gateOf(5), gateOf(5)].map((gate, i) => {
      const published = [];
      for (let minute = 0; minute < 15; minute++) {
        const front = minute >= 3 && minute < 13 ? null : ([2, 1] as const);
        published.push(...gate.pass(sampleWindow(minute, { doors: { front } }, MINUTE_MS)));
        if (minute === 13 && i === 0) gate.restate(hole({ in: 33, out: 21 }), published);
      }
      return published.at(-1)?.doors[0]?.in ?? 0;
    });
    expect(Number(told) - Number(untold)).toBe(33);
  });

  test('is not told where it is fewer than the minimum, but counted later', () => {
    const gate = gateOf(5);
    const { windows, ...left } = gate.restate(hole({ in: 4, out: 9 }), play(gate, [9, 9]));
    expect(left).toEqual({ in: 4, out: 0 });
    expect(sumOf(windows, 'in')).toBe(0);
    expect(sumOf(minutesOf(windows), 'out')).toBe(9);
  });
});

describe('an occupancy that proved to be otherwise', () => {
  const restated = (mean: number): OccupancyRestatement => ({
    kind: 'occupancy',
    from: WINDOWS_START as EpochMs,
    to: (WINDOWS_START + 3 * MINUTE_MS) as EpochMs,
    stepMs: MINUTE_MS,
    means: [mean, 20.4, 26],
    lows: [mean, 20, 25],
    highs: [mean, 21, 27],
  });

  test('goes out again where it is off by a person or more', () => {
    const gate = gateOf(1);
    const { windows } = gate.restate(restated(18), play(gate, [9, 9]));
    expect(windows.map(({ startAt, revision, store }) => [startAt, revision, store.occupancy])).toEqual([
      ['2026-06-01T09:00:00.000Z', 2, 18],
      ['2026-06-01T09:02:00.000Z', 2, 26],
    ]);
  });

  test('is taken back, not corrected, where fewer than the minimum were inside', () => {
    const gate = gateOf(5);
    const [window] = gate.restate(restated(3), play(gate, [9, 9])).windows;
    expect(window?.store).toMatchObject({ occupancy: null, occupancyLow: null, occupancyHigh: null });
    expect(window?.store.suppressed).toContain('occupancy');
  });
});
