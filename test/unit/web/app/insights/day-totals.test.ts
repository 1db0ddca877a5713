import { describe, expect, test } from 'vitest';
import { mergeWindows } from '../../../../../src/core/metrics/merging/merge-windows.ts';
import { doorSums, quarters, storeTotals, zoneSums } from '../../../../../src/web/app/insights/day-totals.ts';
import { sampleWindow } from '../../../../support/windows.ts';

const WINDOWS = [
  sampleWindow(0, {
    zones: { table: { entries: 4, dwellsMs: [6_000, 9_000], engaged: 1 } },
    doors: { front: [40, 2] },
    lines: { aisle: [5, 6] },
    occupancy: 38,
  }),
  sampleWindow(1, {
    zones: { table: { entries: 1, dwellsMs: [7_000] } },
    doors: { front: [3, 1] },
    lines: { aisle: null },
    occupancy: 40,
  }),
  sampleWindow(2, { zones: { table: null }, doors: { front: null } }),
];

const textOf = (sums: readonly { readonly word: string; readonly text: string | undefined }[]) =>
  Object.fromEntries(sums.map(({ word, text }) => [word, text]));

describe('the day’s numbers', () => {
  test('are those of its windows merged', () => {
    const day = mergeWindows(WINDOWS);
    const zone = day.zones[0];
    expect(textOf(storeTotals(WINDOWS))).toEqual({ entries: '43', exits: '3', occupancy: '40' });
    expect(textOf(storeTotals(WINDOWS))['entries']).toBe(String(day.store.entries));
    expect(zoneSums(WINDOWS).map(({ id, sums }) => [id, textOf(sums)])).toEqual([
      ['table', { visits: String(zone?.visits), engaged: String(zone?.engaged), meanDwell: '7.3 s' }],
    ]);
    expect(doorSums(WINDOWS).map(({ id, sums }) => [id, textOf(sums)])).toEqual([
      ['front', { in: String(day.doors[0]?.in), out: String(day.doors[0]?.out) }],
      ['aisle', { in: '5', out: '6' }],
    ]);
  });

  test('rest on the time in which the windows have them', () => {
    expect(zoneSums(WINDOWS)[0]?.sums[0]).toMatchObject({ coverage: 0.6667, n: 3 });
    expect(doorSums(WINDOWS)[1]?.sums[0]).toMatchObject({ coverage: 0.5, n: 11 });
  });

  test('are unknown for 15 minutes without coverage', () => {
    expect(quarters([...WINDOWS.slice(0, 2), sampleWindow(3, { doors: { front: null } })])).toMatchObject([
      { entries: 43, occupancy: 40 },
      { entries: null, occupancy: null },
    ]);
  });
});
