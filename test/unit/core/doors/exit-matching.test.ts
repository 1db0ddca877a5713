import { describe, expect, test } from 'vitest';
import type { MatchedTimes } from '../../../../src/core/doors/occupancy/exit-matching.ts';
import { ExitMatching } from '../../../../src/core/doors/occupancy/exit-matching.ts';
import { LengthClasses } from '../../../../src/core/doors/occupancy/length-classes.ts';
import { createRandom } from '../../../../src/core/statistics/seeded-random.ts';

const BOUNCE_MS = 120_000;
const CLASSES = new LengthClasses(BOUNCE_MS);

/** All visits last about as long as `lengthMs`. */
function around(lengthMs: number): number[] {
  const middle = CLASSES.find(lengthMs);
  return CLASSES.upToMs.map((_, k) => (k === middle ? 0.9 : 0.1 / (CLASSES.count - 1)));
}

const sumOf = (counts: Float64Array) => counts.reduce((sum, count) => sum + count, 0);

describe('the matching of exits with entries', () => {
  test('finds who left when, among people whose visits overlap', () => {
    const random = createRandom(1);
    const entries = Array.from({ length: 100 }, (_, i) => i * 100_000 + random() * 60_000);
    const exits = entries.map((at) => at + 300_000 + random() * 80_000).sort((a, b) => a - b);
    const counts = new ExitMatching({ entries, exits, followed: [] }, CLASSES).count(around(300_000));
    expect(sumOf(counts)).toBeGreaterThan(95);
    expect(counts[CLASSES.find(350_000)]).toBeGreaterThan(0.9 * sumOf(counts));
  });

  test('leaves an entry alone whose exit was missed, and gives no exit to two entries', () => {
    const entries = [0, 1_000_000, 2_000_000];
    const exits = [300_000, 2_300_000];
    const counts = new ExitMatching({ entries, exits, followed: [] }, CLASSES).count(around(300_000));
    expect(sumOf(counts)).toBeLessThan(2.05);
    expect(counts[CLASSES.find(300_000)]).toBeGreaterThan(1.9);
  });

  test('believes cameras, unless the length is one that hardly anybody stays', () => {
    const times = { entries: [0, 100_000], exits: [260_000, 340_000] };
    const share = (followed: MatchedTimes['followed']) => {
      const counts = new ExitMatching({ ...times, followed }, CLASSES).count(around(250_000));
      return counts[CLASSES.find(160_000)] ?? 0;
    };
    // The second to come may have left first.
    const swapped = share([{ entry: 1, exit: 0, lengthMs: 160_000 }]);
    expect(swapped).toBeGreaterThan(2 * share([]));
    expect(swapped).toBeLessThan(0.5);
  });

  test('is near to counting every way in which a few people can have left', () => {
    const random = createRandom(7);
    for (let turn = 0; turn < 20; turn++) {
      const entries = Array.from({ length: 4 }, () => random() * 600_000).sort((a, b) => a - b);
      const exits = entries.map((at) => at + 30_000 + random() * 400_000).sort((a, b) => a - b);
      const shares = around(200_000);
      const counts = new ExitMatching({ entries, exits, followed: [] }, CLASSES).count(shares);
      const exact = countAllWays(entries, exits, shares);
      expect(Math.abs(sumOf(counts) - exact.pairs)).toBeLessThan(0.35);
      expect(Math.abs((counts[CLASSES.find(200_000)] ?? 0) - exact.usual)).toBeLessThan(0.5);
    }
  });

  test('finds no more visits than there are exits, when their counter was dead nearly all day', () => {
    const entries = Array.from({ length: 100 }, (_, i) => i * 60_000);
    for (const count of [1, 3, 5]) {
      const exits = entries.slice(0, count).map((at) => at + 100_000);
      const found = sumOf(new ExitMatching({ entries, exits, followed: [] }, CLASSES).count(around(100_000)));
      expect(found).toBeGreaterThan(0);
      expect(found).toBeLessThanOrEqual(count);
    }
  });

  test('tells nothing of a day without crossings', () => {
    const counts = new ExitMatching({ entries: [], exits: [], followed: [] }, CLASSES).count(around(1));
    expect(sumOf(counts)).toBe(0);
  });
});

/** Expected number of pairs, and of those of the usual class, over all matchings: 5 % of crossings have no partner. */
function countAllWays(entries: readonly number[], exits: readonly number[], shares: readonly number[]) {
  const perMs = exits.length / Math.max(120_000, (exits.at(-1) ?? 0) - (exits[0] ?? 0));
  const weight = (lengthMs: number) => {
    const found = CLASSES.find(lengthMs);
    return (0.95 * (shares[found] ?? 0)) / (CLASSES.widthMs(found) * 0.05 * 0.05 * perMs);
  };
  let [weights, pairs, usual] = [0, 0, 0];
  const visit = (entry: number, used: ReadonlyMap<number, number>, product: number): void => {
    if (entry === entries.length) {
      weights += product;
      pairs += product * used.size;
      usual += product * [...used.values()].filter((ms) => CLASSES.find(ms) === CLASSES.find(200_000)).length;
      return;
    }
    visit(entry + 1, used, product);
    exits.forEach((at, exit) => {
      const lengthMs = at - (entries[entry] ?? 0);
      if (used.has(exit) || lengthMs <= 0) return;
      visit(entry + 1, new Map([...used, [exit, lengthMs]]), product * weight(lengthMs));
    });
  };
  visit(0, new Map(), 1);
  return { pairs: pairs / weights, usual: usual / weights };
}
