import { describe, expect, test } from 'vitest';
import { deriveCapture } from '../../../../src/core/metrics/shopfront-metrics.ts';
import type { DoorSummary, ShopfrontSummary } from '../../../../src/core/model/window-summary.ts';

const passed = (passersBy: number | null) => ({ passersBy }) as ShopfrontSummary;
/** A door through which so many came in, give or take. */
const door = (count: number, orLess: number | null, orMore: number | null) =>
  ({ in: count, inLow: orLess, inHigh: orMore }) as DoorSummary;

describe('the capture rate', () => {
  test('is the share that came in of those who came in or passed, with the error of counting', () => {
    const { captureRate, captureLow, captureHigh } = deriveCapture(passed(300), 100, [door(100, 92, 108)]);
    expect(captureRate).toBe(0.25);
    expect(captureLow).toBeGreaterThan(0.2);
    expect(captureHigh).toBeLessThan(0.3);
  });

  test('is told the worse, the worse the doors count', () => {
    const width = (half: number) => {
      const { captureLow, captureHigh } = deriveCapture(passed(300), 100, [
        door(100, 100 - half, 100 + half),
      ]);
      return (captureHigh ?? 1) - (captureLow ?? 0);
    };
    expect(width(20)).toBeGreaterThan(1.5 * width(5));
  });

  test('has no interval while the error of a door is unknown', () => {
    expect(deriveCapture(passed(300), 100, [door(60, 55, 65), door(40, null, null)])).toEqual({
      captureRate: 0.25,
      captureLow: null,
      captureHigh: null,
    });
  });

  test('is unknown without entries or passers-by, and 0 or 1 where only one of them is 0', () => {
    const unknown = { captureRate: null, captureLow: null, captureHigh: null };
    expect(deriveCapture(passed(null), 10, [door(10, 9, 11)])).toEqual(unknown);
    expect(deriveCapture(passed(10), null, [])).toEqual(unknown);
    expect(deriveCapture(passed(0), 0, [door(0, 0, 1)])).toEqual(unknown);
    expect(deriveCapture(passed(50), 0, [door(0, 0, 1)])).toMatchObject({ captureRate: 0, captureLow: 0 });
    expect(deriveCapture(passed(0), 50, [door(50, 47, 53)])).toMatchObject({
      captureRate: 1,
      captureHigh: 1,
    });
  });
});
