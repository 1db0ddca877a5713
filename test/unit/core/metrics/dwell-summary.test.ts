import { describe, expect, test } from 'vitest';
import { addDwell, summarizeBins, summarizeDwell } from '../../../../src/core/metrics/dwell-summary.ts';
import { createRandom } from '../../../support/random.ts';

type Random = () => number;

/** Lengths of stays, in ms: most are short, some are very long. */
function stays(random: Random, count: number): number[] {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Array.from({ length: count }, () => Math.round(25_000 * Math.exp(0.8 * normal())));
}

/** One in thirty is missed, one in thirty is seen as two, and one visit in thirty was nobody's. */
function see(random: Random, lengths: readonly number[]): number[] {
  return lengths.flatMap((length) => {
    const seen = [length + Math.round(400 * (random() - 0.5))];
    if (random() < 0.03) return [];
    if (random() < 0.03) seen.push(Math.round(20_000 * random()));
    return random() < 0.03 ? [Math.round(length / 2), Math.round(length / 2)] : seen;
  });
}

const visitsOf = (lengths: readonly number[]) => lengths.map((dwellMs) => ({ dwellMs }));
const middle = (lengths: readonly number[]) =>
  [...lengths].sort((a, b) => a - b)[Math.ceil(lengths.length / 2) - 1] ?? 0;

describe('the interval of a median stay', () => {
  test('holds the median of those who were there neither too seldom nor nearly always', () => {
    const random = createRandom(7);
    let held = 0;
    for (let trial = 0; trial < 400; trial++) {
      const lengths = stays(random, 60);
      const seen = see(random, lengths);
      const quarters = [0, 1, 2, 3].map((part) => seen.filter((_, i) => i % 4 === part));
      const parts = quarters.flatMap((own) => summarizeDwell(visitsOf(own), 400) ?? []);
      const total = addDwell(parts);
      const summary = total === null ? null : summarizeBins(total);
      const [low, high] = [summary?.medianLowMs ?? 0, summary?.medianHighMs ?? 0];
      if (low <= middle(lengths) && middle(lengths) <= high) held += 1;
    }
    expect(held).toBeGreaterThan(372);
    expect(held).toBeLessThan(396);
  });

  test('grows with the share of visits whose track was lost', () => {
    const lengths = stays(createRandom(3), 200);
    const width = (lost: number) => {
      const visits = lengths.map((dwellMs, i) => (i < lost ? { dwellMs, censored: 'lost' } : { dwellMs }));
      const summary = summarizeDwell(visits);
      return (summary?.medianHighMs ?? 0) - (summary?.medianLowMs ?? 0);
    };
    expect(width(40)).toBeGreaterThan(1.2 * width(0));
  });

  test('is no wider than errors of seeing allow, however unlike the stays are', () => {
    const summary = summarizeDwell(visitsOf(stays(createRandom(5), 2_000)));
    const width = (summary?.medianHighMs ?? 0) - (summary?.medianLowMs ?? 0);
    expect(width).toBeLessThan(0.2 * (summary?.medianMs ?? 0));
  });

  test('holds the value between its ends', () => {
    for (const count of [1, 2, 5, 40]) {
      const summary = summarizeDwell(visitsOf(stays(createRandom(count), count)), 400);
      expect(summary?.medianLowMs).toBeLessThanOrEqual(summary?.medianMs ?? 0);
      expect(summary?.medianHighMs).toBeGreaterThanOrEqual(summary?.medianMs ?? 0);
    }
  });
});
