import { describe, expect, test } from 'vitest';
import type { DoorId, EpochMs } from '../../../../src/core/model/ids.ts';
import { EgressGate } from '../../../../src/core/privacy/egress-gate.ts';
import type { PassedRow } from '../../../../src/core/privacy/passed-row.ts';
import { refuseUnpassed } from '../../../../src/core/privacy/passed-row.ts';
import type { Rows } from '../../../../src/core/privacy/rows.ts';
import {
  closedWindow,
  createGate,
  HOUR_MS,
  HOURLY,
  MINUTE_MS,
  MORNING_MS,
  waitingOf,
} from '../../../support/stores/closed-windows.ts';

const at = (minutes: number) => MORNING_MS + minutes * MINUTE_MS;
const hour = (index: number, input = {}) =>
  closedWindow(MORNING_MS + index * HOUR_MS, { durationMs: HOUR_MS, ...input });

function rowsOf<S extends keyof Rows>(rows: readonly PassedRow[], stream: S): Rows[S][] {
  return rows.flatMap((row) => (row.stream === stream ? [row.row as Rows[S]] : []));
}

const changed = (passed: PassedRow, fields: object): PassedRow =>
  Object.assign(structuredClone(passed), { row: { ...passed.row, ...fields } });

describe('the egress gate', () => {
  test('sends store-level counts with every window, as counted', () => {
    const gate = createGate();
    const window = closedWindow(at(0), { doors: { front: [1, 0], back: null }, store: { in: 1, out: 0 } });
    expect(rowsOf(gate.pass(window), 'count')).toEqual([
      {
        ...{ from: '2026-06-01T09:00:00Z', seconds: 60, rev: 1, def: '3f9a1c20' },
        store: { seenS: 60, in: 1, out: 0 },
        doors: [
          { id: 'front', seenS: 60, in: 1, out: 0, err: 0.05, backfilled: 0 },
          { id: 'back', seenS: 0, in: null, out: null, err: null, backfilled: 0 },
        ],
      },
    ]);
  });

  test('adds store-level counts up when they leave by the quarter; the occupancy is that at its end', () => {
    const gate = createGate({ storeEvery: 'quarter' });
    const rows = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14].flatMap((minute) =>
      gate.pass(closedWindow(at(minute), { store: { in: 2, out: 1, occupancy: minute } })),
    );
    expect(rowsOf(rows, 'count')).toMatchObject([
      { seconds: 900, store: { seenS: 900, in: 30, out: 15, occupancy: 14 } },
    ]);
  });

  test('carries a group of fewer than k into the next period, and says nothing of it but `few` (F58)', () => {
    const gate = createGate();
    const few = { table: { in: 4, out: 4 }, shelf: { in: 0, out: 0 }, till: null };
    const first = rowsOf(gate.pass(hour(0, { zones: few })), 'indoor');
    const since = '2026-06-01T09:00:00Z';
    expect(first[0]?.zones).toEqual([
      { id: 'table', since, seenS: 3_600, few: true },
      { id: 'shelf', since, seenS: 3_600, few: true },
      expect.objectContaining({ id: 'till', seenS: 0, out: null }),
    ]);
    const next = { table: { in: 3, out: 2 } };
    expect(rowsOf(gate.pass(hour(1, { zones: next })), 'indoor')[0]?.zones?.[0]).toEqual({
      ...{ id: 'table', since, seenS: 7_200, in: 5, out: 6 },
      ...{ visits: 0, engaged: 0, cut: 0 },
    });
    expect(waitingOf(gate, 'indoor/zones', 'table')).toMatchObject({ in: 2, out: 0 });
  });

  test('passes on the variance of an amount, in proportion to what of it leaves', () => {
    const gate = createGate();
    const zones = { table: { in: 8, inVar: 0.8, out: 5, outVar: 0.5 } };
    const [row] = rowsOf(gate.pass(hour(0, { zones })), 'indoor');
    expect(row?.zones?.[0]).toMatchObject({ in: 5, inVar: 0.5, out: 5, outVar: 0.5 });
    const [next] = rowsOf(gate.pass(hour(1, { zones })), 'indoor');
    expect(next?.zones?.[0]).toMatchObject({ in: 10, inVar: 1, outVar: 0.5 });
  });

  test('needs people who cross, and groups as well where groups are told', () => {
    const gate = createGate();
    const line = { id: 'aisle', seenS: 3_600, in: 3, out: 2, groupsIn: 2, groupsOut: 2 };
    expect(rowsOf(gate.pass(hour(0, { lines: [line] })), 'indoor')[0]?.lines?.[0]?.few).toBe(true);
    expect(rowsOf(gate.pass(hour(1, { lines: [line] })), 'indoor')[0]?.lines?.[0]).toMatchObject({
      ...{ in: 6, out: 4, groupsIn: 4, groupsOut: 4 },
    });
  });

  test('tells of radios when on average at least k were heard', () => {
    const gate = createGate();
    const radios = (inside: number) => [
      { id: 'ear', seenS: 3_600, insideTimeS: inside * 3_600, peopleTimeS: 3_600 },
    ];
    expect(rowsOf(gate.pass(hour(0, { radios: radios(4) })), 'indoor')[0]?.radios?.[0]?.few).toBe(true);
    expect(rowsOf(gate.pass(hour(1, { radios: radios(6) })), 'indoor')[0]?.radios?.[0]).toMatchObject({
      ...{ seenS: 7_200, insideTimeS: 36_000 },
    });
  });

  test('lets steps out in multiples of k, in an order that says nothing, when the zone they begin in is told', () => {
    const gate = createGate();
    const many = { out: 20 };
    const first = {
      zones: { table: { out: 4 }, till: many },
      steps: [['table', 'shelf', 6] as const, ['till', 'table', 12] as const],
    };
    expect(rowsOf(gate.pass(hour(0, first)), 'indoor')[0]?.steps).toEqual([['till', 'table', 10]]);
    const next = { zones: { table: many, till: many }, steps: first.steps };
    expect(rowsOf(gate.pass(hour(1, next)), 'indoor')[0]?.steps).toEqual([
      ['table', 'shelf', 10],
      ['till', 'table', 10],
    ]);
  });

  test('tells dwell and person-time once a day, bins of at least k visits together', () => {
    const gate = createGate();
    const bins = [[5, 6.3, 3, 1] as const, [10, 12.5, 2, 0] as const, [40, 50, 4, 0] as const];
    const rows = [...Array(15).keys()].flatMap((i) =>
      gate.pass(
        hour(i, {
          zones: {
            table: { out: i === 3 ? 10 : 0, dwellS: 30.4, personTimeS: 40, bins: i === 3 ? bins : [] },
            shelf: { out: 0, dwellS: 9 },
          },
        }),
      ),
    );
    const frame = { since: '2026-06-01T09:00:00Z', seenS: 15 * 3_600 };
    expect(rowsOf(rows, 'day')).toEqual([
      {
        ...{ day: '2026-06-01', from: '2026-06-01T09:00:00Z', seconds: 15 * 3_600, def: '3f9a1c20' },
        zones: [
          { id: 'table', ...frame, personTimeS: 600, dwellS: 456, bins: [[5, 50, 9, 1]] },
          { id: 'shelf', ...frame, few: true },
        ],
      },
    ]);
  });

  test('carries visits of fewer than k to the next time that the store is empty', () => {
    const gate = createGate();
    const visits = (n: number, fromH: number) => [
      {
        ...{ id: 'store', fromMs: at(60 * fromH), toMs: at(60 * fromH + 60), seenS: 3_600 },
        ...{ visits: n, personTimeS: 600, bounced: 1, bouncedVar: 1 },
        bins: [[0, 60, n - 1, 0] as const, [60, null, 1, 0] as const],
      },
    ];
    expect(gate.pass(hour(0, { visits: visits(3, 0) }))).toHaveLength(1);
    expect(rowsOf(gate.pass(hour(1, { visits: visits(4, 1) })), 'day')).toEqual([
      {
        ...{ day: '2026-06-01', from: '2026-06-01T09:00:00Z', seconds: 7_200, def: '3f9a1c20' },
        store: {
          ...{ seenS: 7_200, visits: 7, personTimeS: 1_200, bounced: 2, bouncedVar: 2 },
          classes: [[null, 7]],
        },
      },
    ]);
  });

  test('drops a day of radios that too few carried: estimates do not add up', () => {
    const gate = createGate();
    const repeat = (radios: number) => [
      { id: 'store', fromMs: at(0), toMs: at(60), seenS: 3_600, radios, repeatVisitors: radios / 4 },
    ];
    expect(rowsOf(gate.pass(hour(0, { repeat: repeat(4) })), 'day')).toEqual([]);
    expect(rowsOf(gate.pass(hour(1, { repeat: repeat(8) })), 'day')).toMatchObject([
      { store: { radios: 8, repeatVisitors: 2 } },
    ]);
  });

  test('sends what it has of a window that the gateway stopped in, and nothing of the people inside', () => {
    const gate = createGate();
    const input = { store: { in: 1, out: 0 }, zones: { table: { in: 9, out: 9 } } };
    const [partial, ...others] = gate.pass(closedWindow(at(0), { ...input, isPartial: true }));
    expect(others).toEqual([]);
    expect(partial).toMatchObject({ stream: 'count', row: { rev: 1, store: { in: 1 } } });
    expect(gate.pass(closedWindow(at(0), { ...input, rev: 2 }))).toMatchObject([{ row: { rev: 2 } }]);
  });

  test('keeps a name that the settings do not have, and a field without a rule', () => {
    const gate = createGate();
    const stray = { in: 9, out: 9, visits: 9, address: 'aa:bb:cc:dd:ee:ff' };
    const rows = gate.pass(hour(0, { zones: { 'aa:bb:cc:dd:ee:ff': { out: 9 }, table: stray } }));
    expect(JSON.stringify(rows)).not.toContain('aa:bb');
    expect(rowsOf(rows, 'indoor')[0]?.zones).toHaveLength(1);
  });

  test('makes no record of a row that was changed, and the outbox takes no other object', () => {
    const gate = createGate();
    const [row] = gate.pass(closedWindow(at(0), { store: { in: 1, out: 0 } }));
    if (row === undefined) throw new Error('no row');
    const record = gate.record(row);
    expect(record).toMatchObject({ lane: 'count', start: at(0), durationMs: 60_000, revision: 1 });
    refuseUnpassed(record === undefined ? [] : [record]);
    expect(gate.record(changed(row, { note: 'x' }))).toBeUndefined();
    expect(gate.record(changed(row, { seconds: -1 }))).toBeUndefined();
    expect(() => refuseUnpassed([{ ...record }])).toThrow(/egress gate/);
  });

  test('takes back nothing that was counted under other settings', () => {
    const before = createGate();
    before.pass(hour(0, { zones: { table: { in: 4, out: 4 } } }));
    expect(before.countWaiting()).toBe(1);
    const after = createGate({}, { def: '00000000' });
    expect(after.restore(before.snapshot())).toBe(false);
    const rows = rowsOf(after.pass(hour(1, { zones: { table: { in: 4, out: 4 } } })), 'indoor');
    expect(rows[0]?.zones?.[0]?.few).toBe(true);
  });

  test('ends the period when the settings change', () => {
    const gate = createGate();
    gate.pass(closedWindow(at(0), { zones: { table: { in: 6, out: 6 }, shelf: { in: 1, out: 1 } } }));
    const [row] = rowsOf(gate.end(), 'indoor');
    expect(row).toMatchObject({
      seconds: 60,
      zones: [
        { id: 'table', out: 6 },
        { id: 'shelf', few: true },
      ],
    });
    expect(gate.countWaiting()).toBe(2);
  });

  test('ends the period of a zone that is kept when another zone was taken out of the settings', () => {
    const before = createGate();
    const many = { in: 6, out: 6 };
    before.pass(closedWindow(at(0), { zones: { table: many, shelf: many, till: { in: 1, out: 1 } } }));
    const present = { settings: HOURLY, def: '00000000', offsetAt: () => 0 };
    const knownIds = new Set(['table', 'till']);
    const { records, droppedGroups } = EgressGate.endSaved(before.snapshot(), { ...present, knownIds });
    const [indoor] = records.filter(({ lane }) => lane === 'indoor');
    expect(JSON.parse(indoor?.payload ?? '{}')).toMatchObject({
      zones: [
        { id: 'table', out: 6 },
        { id: 'till', few: true },
      ],
    });
    // The shelf, the till, and one who came to the table beyond a multiple of k.
    expect(droppedGroups).toBe(3);
  });

  test('tells what a counter’s totals restored as higher revisions of the rows nobody saw', () => {
    const gate = createGate();
    const rows = [0, 1, 2].flatMap((minute) =>
      gate.pass(
        closedWindow(at(minute), {
          doors: { front: minute === 1 ? [1, 1] : null },
          store: minute === 1 ? { in: 1, out: 1 } : { in: null, out: null, seenS: 0 },
        }),
      ),
    );
    const [front, from, to] = ['front' as DoorId, at(0) as EpochMs, at(3) as EpochMs];
    const hole = { kind: 'crossings', door: front, from, to, in: 4, out: 1 } as const;
    const restated = gate.restate(hole, rowsOf(rows, 'count'));
    expect(rowsOf(restated.rows, 'count')).toMatchObject([
      { rev: 2, store: { in: 2, out: null }, doors: [{ in: 2, out: null, backfilled: 2 }] },
      { rev: 2, store: { in: 2, out: 1 }, doors: [{ in: 2, out: 1, backfilled: 3 }] },
    ]);
    expect(restated).toMatchObject({ in: 0, out: 0 });
    expect(gate.restate(hole, [])).toEqual({ rows: [], in: 4, out: 1 });
  });

  test('tells a restated occupancy as hourly person-seconds of the day', () => {
    const gate = createGate();
    const [from, to] = [at(0) as EpochMs, at(90) as EpochMs];
    const means = new Array<number>(90).fill(2);
    const steps = { stepMs: MINUTE_MS, means, lows: means, highs: means };
    const { rows } = gate.restate({ kind: 'occupancy', from, to, ...steps }, []);
    expect(rowsOf(rows, 'day')).toMatchObject([
      { day: '2026-06-01', seconds: 5_400, store: { hourlyTimeS: [7_200, 3_600] } },
    ]);
  });
});
