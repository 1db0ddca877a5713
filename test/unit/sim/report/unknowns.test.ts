import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../../../src/sim/report/compare.ts';
import { listUnknowns } from '../../../../src/sim/report/unknowns.ts';
import { sampleWindow } from '../../../support/windows.ts';

const NO_INTERVALS = { n: 0, holding: 0, meanWidth: 0 };

function compared(metric: string, truthMean: number, estimateMean: number): Comparison {
  const bias = estimateMean - truthMean;
  return {
    ...{ metric, of: metric.startsWith('door.') ? 'front' : 'store', span: 'whole' },
    ...{ n: 1, unknown: 0, uncovered: 0, coverageMean: 1, truthMean, estimateMean, bias },
    ...{ meanAbsoluteError: Math.abs(bias), errorShare: bias / truthMean },
    ...{ intervals: NO_INTERVALS, fewIntervals: NO_INTERVALS },
  };
}

const explain = (
  comparisons: readonly Comparison[],
  reasonsAtDoors: readonly string[] = [],
  { waiters = 100, staffShare = 0 } = {},
) =>
  listUnknowns(sampleWindow(0, {}), comparisons, {
    ...{ reasonsOf: () => [], reasonsAtDoors, waitersOf: () => waiters, staffShare },
  }).filter(({ why }) => why.includes('% off'));

describe('a number that misses', () => {
  test('is explained by the door that counts wrong', () => {
    const found = explain([compared('door.in', 100, 91), compared('visits.meanMs', 300_000, 255_000)]);
    expect(found).toEqual([
      { metric: 'visits.meanMs', of: 'store', why: '-15 % off: front counts 9 % too few in' },
    ]);
  });

  test('is explained by what cameras see inside the doors', () => {
    const sight = 'inside front, people are only 40 px high there';
    const [found] = explain([compared('store.groups', 100, 80)], [sight]);
    expect(found?.why).toBe(`-20 % off: ${sight}`);
  });

  test('has a reason where doors are right and seen well', () => {
    const [groups, bounce] = explain([
      compared('store.groups', 100, 85),
      compared('visits.bounceShare', 0.4, 0.44),
    ]);
    expect(groups?.why).toMatch(/one track/);
    expect(bounce?.why).toMatch(/threshold/);
  });

  test('is explained by the few who waited', () => {
    const p95 = compared('queue.waitP95Ms', 20_000, 25_000);
    expect(explain([p95], [], { waiters: 5 })[0]?.why).toMatch(/only 5 people waited/);
    expect(explain([p95])[0]?.why).not.toMatch(/people waited/);
  });

  test('is explained by staff who make up much of the time inside', () => {
    const visit = compared('visits.meanMs', 120_000, 100_000);
    expect(explain([visit], [], { staffShare: 0.37 })[0]?.why).toMatch(/^-17 % off: 37 % of the time inside/);
    expect(explain([visit])[0]?.why).not.toMatch(/staff/);
  });

  test('is not explained when it is near enough', () => {
    expect(explain([compared('store.groups', 100, 95), compared('visits.bounceShare', 0.4, 0.42)])).toEqual(
      [],
    );
  });
});
