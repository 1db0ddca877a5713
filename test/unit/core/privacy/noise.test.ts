import { describe, expect, test } from 'vitest';
import { createKeyedRandom } from '../../../../src/app/privacy/keyed-random.ts';
import { EgressGate } from '../../../../src/core/privacy/egress-gate.ts';
import { NoiseBudget } from '../../../../src/core/privacy/noise-budget.ts';
import { geometricNoise } from '../../../../src/core/statistics/geometric-noise.ts';
import { sampleModel, sampleWindow } from '../../../support/windows.ts';

const KEY = new Uint8Array(32).fill(9);
const DAY_MS = 86_400_000;

/** Upper 0.1 % point of χ² (Wilson & Hilferty 1931). */
function chiSquareLimit(degrees: number): number {
  return degrees * (1 - 2 / (9 * degrees) + 3.09 * Math.sqrt(2 / (9 * degrees))) ** 3;
}

describe('two-sided geometric noise', () => {
  test.each([0.1, 0.5, 1, 2])('is distributed as α^|x| with α = exp(−%f)', (epsilon) => {
    const draws = 8_000;
    const randomOf = createKeyedRandom(KEY);
    const fraction = { numerator: epsilon * 10_000, denominator: 10_000 };
    const counts = new Map<number, number>();
    for (let i = 0; i < draws; i++) {
      const x = geometricNoise(fraction, randomOf(`cell ${i} at ${epsilon}`));
      counts.set(x, (counts.get(x) ?? 0) + 1);
    }
    const alpha = Math.exp(-epsilon);
    const expected = (x: number) => (draws * (1 - alpha) * alpha ** Math.abs(x)) / (1 + alpha);
    let [statistic, cells, seen, hoped] = [0, 0, 0, 0];
    for (let x = -200; x <= 200; x++) {
      if (expected(x) < 10) continue;
      statistic += ((counts.get(x) ?? 0) - expected(x)) ** 2 / expected(x);
      seen += counts.get(x) ?? 0;
      hoped += expected(x);
      cells += 1;
    }
    statistic += (draws - seen - (draws - hoped)) ** 2 / Math.max(1, draws - hoped);
    expect(cells).toBeGreaterThan(6);
    expect(statistic).toBeLessThan(chiSquareLimit(cells));
  });

  test('is the same for the same cell, and another with another key or cell', () => {
    const epsilon = { numerator: 1, denominator: 20 };
    const draw = (key: Uint8Array, cell: string) => geometricNoise(epsilon, createKeyedRandom(key)(cell));
    const cells = Array.from({ length: 50 }, (_, i) => `cell ${i}`);
    expect(cells.map((cell) => draw(KEY, cell))).toEqual(cells.map((cell) => draw(KEY, cell)));
    const other = new Uint8Array(32).fill(8);
    expect(cells.map((cell) => draw(other, cell))).not.toEqual(cells.map((cell) => draw(KEY, cell)));
    expect(new Set(cells.map((cell) => draw(KEY, cell))).size).toBeGreaterThan(10);
  });
});

describe('F58: the budget of a day', () => {
  test('is divided among the counts that a visitor changes and the lengths they are shown in', () => {
    const budget = new NoiseBudget({ epsilonPerDay: 2, countsPerVisitor: 20 }, 2);
    expect(budget.spend(0, 60_000)).toEqual({ numerator: 500, denominator: 10_000 });
  });

  test('does not reach for a third length of window on the same day, but does on the next', () => {
    const budget = new NoiseBudget({ epsilonPerDay: 2, countsPerVisitor: 20 }, 2);
    expect(budget.spend(0, 60_000)).toBeDefined();
    expect(budget.spend(0, 900_000)).toBeDefined();
    expect(budget.spend(60_000, 60_000)).toBeDefined();
    expect(budget.spend(120_000, 30_000)).toBeUndefined();
    const resumed = new NoiseBudget({ epsilonPerDay: 2, countsPerVisitor: 20 }, 2);
    resumed.restore(budget.snapshot());
    expect(resumed.spend(180_000, 30_000)).toBeUndefined();
    expect(resumed.spend(DAY_MS, 30_000)).toBeDefined();
    expect(resumed.spend(DAY_MS - 60_000, 60_000)).toBeUndefined();
  });
});

describe('a gate with noise', () => {
  const noise = { epsilonPerDay: 2, countsPerVisitor: 20 };
  const model = sampleModel({ zones: ['table'], doors: ['front'] }, 900_000);
  const window = sampleWindow(
    0,
    {
      zones: { table: { entries: 40, dwellsMs: new Array<number>(40).fill(9_000), peopleMax: 9 } },
      doors: { front: [50, 50] },
      occupancy: 10,
    },
    900_000,
  );
  const newGate = () =>
    new EgressGate({
      settings: { minimumCount: 5, noise },
      model,
      randomOf: createKeyedRandom(KEY),
      refused: () => undefined,
    });

  test('gives the same cell the same noise, and keeps what has none at home', () => {
    const [left] = newGate().pass(window);
    expect(newGate().pass(window)).toEqual([left]);
    expect(left?.zones[0]).toMatchObject({ presenceMs: null, peopleMax: null, dwell: null });
    expect(left?.store).toMatchObject({ occupancy: null });
    const counts = [left?.zones[0]?.entries, left?.zones[0]?.exits, left?.doors[0]?.in, left?.doors[0]?.out];
    expect(counts).not.toEqual([40, 40, 50, 50]);
    for (const count of counts) expect(Math.abs((count ?? 0) - 45)).toBeLessThan(300);
  });

  test('shows a window once: with other numbers the difference would have none', () => {
    const gate = newGate();
    expect(gate.pass(window)).toHaveLength(1);
    expect(gate.pass({ ...window, revision: 2 })).toEqual([]);
  });
});
