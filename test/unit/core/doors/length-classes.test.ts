import { describe, expect, test } from 'vitest';
import { LengthClasses } from '../../../../src/core/doors/occupancy/length-classes.ts';

describe('the classes of visit lengths', () => {
  test.each([30_000, 120_000, 600_000])('have the bounce threshold of %i ms as an end', (bounceMs) => {
    const classes = new LengthClasses(bounceMs);
    expect(classes.upToMs[classes.bounces - 1]).toBeCloseTo(bounceMs, 3);
    expect(classes.find(0.999 * bounceMs)).toBe(classes.bounces - 1);
    expect(classes.find(1.001 * bounceMs)).toBe(classes.bounces);
    expect(classes.find(1e12)).toBe(classes.count - 1);
    expect(classes.find(-5)).toBe(0);
  });

  test('spread their shares over other classes, and lose nothing', () => {
    const classes = new LengthClasses(120_000);
    const shares = classes.upToMs.map(() => 1 / classes.count);
    const spread = classes.spread(shares, [30_000, 120_000, 240_000]);
    expect(spread[0]).toBeCloseTo(4 / classes.count, 6);
    expect(spread[1]).toBeCloseTo(4 / classes.count, 6);
    expect(spread.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });
});
