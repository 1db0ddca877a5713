import { expect, test } from 'vitest';
import { withDerived } from '../../../../../src/core/metrics/merging/derived-metrics.ts';
import { sampleWindow } from '../../../../support/windows.ts';

function shareOfBuyers(entries: number, transactions: number, errorShare: number | null) {
  const window = sampleWindow(0, { doors: { front: [entries, 0] } });
  const doors = window.doors.map((door) => ({ ...door, errorShare }));
  return withDerived({ ...window, doors, store: { ...window.store, entries, transactions } }).store;
}

test('the interval of conversion is the wider, the less the doors are to be trusted', () => {
  const [sure, unsure] = [shareOfBuyers(200, 100, 0), shareOfBuyers(200, 100, 0.15)];
  // Of 200 people counted at a door without an error of its own, chance misses 9 at most.
  expect(sure).toMatchObject({ conversion: 0.5, conversionLow: 0.4785, conversionHigh: 0.5236 });
  expect(unsure.conversion).toBe(0.5);
  expect(unsure.conversionLow).toBeLessThan(100 / 250);
  expect(unsure.conversionHigh).toBeGreaterThan(100 / 150);
});

test('where fewer may have come in than paid, it reaches above one; where more paid than came in there is none', () => {
  expect(shareOfBuyers(5, 5, 0.1).conversionHigh).toBeGreaterThan(1);
  expect(shareOfBuyers(4, 5, 0.1)).toMatchObject({ conversion: 1.25, conversionLow: null });
  expect(shareOfBuyers(0, 0, 0.1)).toMatchObject({ conversion: null, conversionLow: null });
  expect(shareOfBuyers(200, 100, null)).toMatchObject({ conversion: 0.5, conversionLow: null });
});
