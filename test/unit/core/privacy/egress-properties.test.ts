/** What must hold of every shop: nothing lost, nothing told twice, whatever happens meanwhile. */
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../../src/core/model/ids.ts';
import type { ClosedWindow, DwellBin } from '../../../../src/core/privacy/amounts.ts';
import type { EgressGate, EgressSettings } from '../../../../src/core/privacy/egress-gate.ts';
import type { PassedRow } from '../../../../src/core/privacy/passed-row.ts';
import type { Every } from '../../../../src/core/time/period-end.ts';
import { createRandom } from '../../../support/random.ts';
import {
  createGate,
  HOUR_MS,
  MINUTE_MS,
  MORNING_MS,
  offsetIn,
} from '../../../support/stores/closed-windows.ts';
import type { Sums } from '../../../support/stores/random-store.ts';
import { addBins, addTo, published, randomWindows, truthOf } from '../../../support/stores/random-store.ts';

const SEEDS = [1, 2, 3, 4];
const SHOP = { startMs: MORNING_MS, windows: 60, durationMs: 15 * MINUTE_MS, visits: 3 };

/** What the gate holds, from the state that it writes down. */
interface State {
  readonly table: readonly [stream: string, kind: string, groups: [id: string, totals: Held][]][];
}
interface Held {
  readonly values: Readonly<Record<string, number | null>>;
  readonly bins: readonly DwellBin[];
}

/** Where the sums of each kind are told. */
const PLACES: Readonly<Record<string, (id: string) => string>> = {
  'count/store': () => 'store',
  'indoor/zones': (id) => `zones/${id}`,
  'times/zones': (id) => `times/${id}`,
  'steps/steps': (id) => `steps/${id}`,
};

function addWaiting(sums: Sums, gate: EgressGate): Sums {
  for (const [stream, kind, groups] of (gate.snapshot() as Json & State).table) {
    const place = PLACES[`${stream}/${kind}`];
    for (const [id, { values, bins }] of place === undefined ? [] : groups) {
      addBins(sums, id, bins);
      addValues(sums, place?.(id) ?? '', values);
    }
  }
  return sums;
}

/** Of the times, the number who went out is the zone's own. */
function addValues(sums: Sums, place: string, values: Held['values']): void {
  for (const [name, value] of Object.entries(values)) {
    if (place.startsWith('times/') && name.startsWith('out')) continue;
    const amount = name.endsWith('S') ? (value ?? 0) / 1_000 : value || undefined;
    addTo(sums, place.startsWith('steps/') ? place : `${place}/${name}`, amount);
  }
}

function expectSame(sums: Sums, truth: Sums): void {
  for (const [name, amount] of truth) {
    if (Math.abs((sums.get(name) ?? 0) - amount) > 1e-6)
      expect([name, sums.get(name)]).toEqual([name, amount]);
  }
  for (const name of sums.keys()) if (!truth.has(name)) expect([name, sums.get(name)]).toEqual([name, 0]);
}

function passAll(gate: EgressGate, windows: readonly ClosedWindow[]): PassedRow[] {
  return windows.flatMap((window) => gate.pass(window));
}

describe('published + waiting = truth', () => {
  test.each(
    (['window', 'quarter', 'hour', 'day'] as const).flatMap((indoorEvery) =>
      ([1, 5, 10] as const).map((minimumCount) => ({ indoorEvery, minimumCount })),
    ),
  )('at each moment, indoor by the $indoorEvery, k $minimumCount', (settings) => {
    for (const seed of SEEDS) {
      const windows = randomWindows({ ...SHOP, seed });
      const gate = createGate({ ...settings, storeEvery: seed % 2 === 0 ? 'window' : 'hour' });
      const [told, truth]: [Sums, Sums] = [new Map(), new Map()];
      for (const window of windows) {
        published(gate.pass(window), told);
        expectSame(addWaiting(new Map(told), gate), truthOf([window], truth));
      }
    }
  });

  test('when k and period change: what too few made is dropped, and its number of groups known', () => {
    for (const seed of SEEDS) {
      const windows = randomWindows({ ...SHOP, seed });
      const first = createGate({ minimumCount: 10, indoorEvery: 'hour' });
      const rows = [...passAll(first, windows.slice(0, 30)), ...first.end()];
      const dropped = addWaiting(new Map(), first);
      const second = createGate({ minimumCount: 5, indoorEvery: 'quarter' }, { def: '11111111' });
      expect(second.restore(first.snapshot())).toBe(false);
      const later = passAll(second, windows.slice(30));
      const sums = addWaiting(published([...rows, ...later], dropped), second);
      expectSame(sums, truthOf(windows));
    }
  });

  test('when the clock is set back an hour, and no two rows of a stream overlap', () => {
    for (const seed of SEEDS) {
      const { durationMs, startMs } = SHOP;
      const before = randomWindows({ ...SHOP, seed, windows: 22 });
      const after = randomWindows({
        ...SHOP,
        seed: seed + 100,
        windows: 30,
        startMs: startMs + 22 * durationMs - HOUR_MS,
      });
      const gate = createGate({ storeEvery: seed % 2 === 0 ? 'window' : 'hour' });
      const rows = passAll(gate, [...before, ...after]);
      expectSame(addWaiting(published(rows), gate), truthOf([...before, ...after]));
      expectTiled(rows);
    }
  });
});

const secondsOf = (row: PassedRow['row']): number => ('seconds' in row ? row.seconds : 0);

/** Rows of a stream follow one another, and no thing is seen for longer than its row. */
function expectTiled(rows: readonly PassedRow[]): void {
  for (const stream of ['count', 'indoor'] as const) {
    let endMs = Number.NEGATIVE_INFINITY;
    for (const { row } of rows.filter((passed) => passed.stream === stream)) {
      const fromMs = Date.parse(row.from);
      expect(fromMs).toBeGreaterThanOrEqual(endMs);
      expect(secondsOf(row)).toBeGreaterThan(0);
      endMs = fromMs + secondsOf(row) * 1_000;
    }
  }
}

/** State and rows of a window are one commit; the power goes after any window, before or after its commit. */
function withPowerCuts(windows: readonly ClosedWindow[], settings: Partial<EgressSettings>, seed: number) {
  const random = createRandom(seed);
  const kept: PassedRow[] = [];
  let saved: string | undefined;
  for (let i = 0; i < windows.length; ) {
    const gate = createGate(settings);
    if (saved !== undefined) gate.restore(JSON.parse(saved) as Json);
    const rows = gate.pass(windows[i] as ClosedWindow);
    if (random() < 0.5) continue;
    kept.push(...rows);
    saved = JSON.stringify(gate.snapshot());
    i += 1;
  }
  return kept;
}

test.each(SEEDS)('kill -9 at each step tells nothing twice and loses nothing (shop %d)', (seed) => {
  const windows = randomWindows({ ...SHOP, seed });
  const settings = { storeEvery: 'quarter', indoorEvery: 'hour' } as const;
  expect(withPowerCuts(windows, settings, seed)).toEqual(passAll(createGate(settings), windows));
});

describe('periods end on the store’s clock', () => {
  const zones = [
    'Asia/Kolkata',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'America/St_Johns',
    'Europe/London',
  ];

  test.each(zones)('%s: hours are full local hours', (zone) => {
    const offsetAt = offsetIn(zone);
    const windows = randomWindows({ ...SHOP, seed: 3, windows: 40 });
    const rows = passAll(createGate({ minimumCount: 1 }, { offsetAt }), windows);
    const ends = rows
      .filter(({ stream }) => stream === 'indoor')
      .map(({ row }) => Date.parse(row.from) + secondsOf(row) * 1_000);
    expect(ends.length).toBeGreaterThan(8);
    for (const end of ends) expect((end + offsetAt(end)) % HOUR_MS).toBe(0);
  });

  test.each([
    ['Europe/London', '2026-03-29', 23],
    ['Europe/London', '2026-10-25', 25],
    ['Asia/Kathmandu', '2026-10-25', 24],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    // The clocks go at midnight: this day begins at 01:00, and the other one has 23:00 twice.
    ['America/Havana', '2026-03-08', 23],
    ['Africa/Cairo', '2026-10-29', 25],
  ])('%s: %s has %d hours', (zone, day, hours) => {
    const offsetAt = offsetIn(zone);
    const startMs = Date.parse(`${day}T00:00:00Z`) - 36 * HOUR_MS;
    const windows = randomWindows({ ...SHOP, seed: 5, startMs, windows: 4 * 80 });
    const rows = passAll(createGate({ minimumCount: 1, indoorEvery: 'day' }, { offsetAt }), windows);
    const ofDay = rows.flatMap((passed) => (passed.stream === 'day' ? [passed.row] : []));
    expect(ofDay.find((row) => row.day === day)?.seconds).toBe(hours * 3_600);
    expectTiled(rows);
  });

  test('a stop of hours ends the row where it should have ended, and the hours without a row stay without', () => {
    const gate = createGate({ minimumCount: 1 });
    const early = randomWindows({ ...SHOP, seed: 7, windows: 2 });
    const late = randomWindows({ ...SHOP, seed: 8, windows: 4, startMs: MORNING_MS + 5 * HOUR_MS });
    const rows = passAll(gate, [...early, ...late]).filter(({ stream }) => stream === 'indoor');
    const spans = rows.map(({ row }): readonly [string, number] => [row.from, secondsOf(row)]);
    expect(spans).toEqual([
      ['2026-06-01T09:00:00Z', 3_600],
      ['2026-06-01T14:00:00Z', 3_600],
    ]);
  });

  test.each(['quarter', 'hour', 'day'] satisfies Every[])('tells once a %s', (indoorEvery) => {
    const windows = randomWindows({ ...SHOP, seed: 9, windows: 4 * 48 });
    const rows = passAll(createGate({ indoorEvery, minimumCount: 1 }), windows);
    const expected = { quarter: 4 * 48, hour: 48, day: 2 }[indoorEvery];
    expect(rows.filter(({ stream }) => stream === 'indoor')).toHaveLength(expected);
  });
});
