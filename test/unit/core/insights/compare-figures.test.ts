import { describe, expect, test } from 'vitest';
import { compareFigure } from '../../../../src/core/insights/compare-figures.ts';
import type { Figure, Figures } from '../../../../src/core/insights/figure.ts';

const figure = (value: number | null, more: Partial<Figure> = {}): Figure => ({
  ...{ value, low: null, high: null, coverage: value === null ? 0 : 1, n: value, definition: 'store/1' },
  ...more,
});
const figures = (known: Readonly<Record<string, Figure>>): Figures => new Map(Object.entries(known));
const entries = (value: number | null, more: Partial<Figure> = {}) =>
  figures({ entries: figure(value, more) });

function compare(own: readonly Figures[], base: readonly Figures[], total: Figures, key = 'entries') {
  const steps = own.map((each, i) => ({ own: each, base: [base[i] ?? figures({})], isOver: true }));
  return compareFigure(key, { steps, total, periods: [] });
}

describe('a number held against what is usual', () => {
  test('says a change only where the usual value lies outside the interval', () => {
    const total = entries(30, { low: 24, high: 36 });
    const own = [entries(10), entries(20)];
    expect(compare(own, [entries(11), entries(22)], total)).toEqual({
      ...{ value: 33, own: 30, isBeyond: false, leftOut: 0 },
    });
    expect(compare(own, [entries(18), entries(22)], total)?.isBeyond).toBe(true);
  });

  test('leaves out on both sides what one of them did not see', () => {
    const total = entries(30, { low: 24, high: 36 });
    const own = [entries(10), entries(null), entries(20)];
    const base = [entries(11), entries(15), entries(9, { coverage: 0.5 })];
    expect(compare(own, base, total)).toMatchObject({ value: 11, own: 10, leftOut: 2 });
    expect(compare([entries(null)], [entries(5)], entries(null))).toBeUndefined();
  });

  test('is held against nothing that another definition counted', () => {
    expect(compare([entries(10)], [entries(50, { definition: 'store/2' })], entries(10))).toBeUndefined();
  });

  test('compares shares by their counts, so that a quiet hour weighs little', () => {
    const step = (sales: number, came: number) =>
      figures({ conversion: figure(sales / came, { of: { part: sales, whole: came } }) });
    const of = { part: 20, whole: 100 };
    const total = figures({ conversion: figure(0.2, { low: 0.1, high: 0.3, of }) });
    const usual = compare([step(1, 2), step(19, 98)], [step(2, 2), step(38, 98)], total, 'conversion');
    expect(usual).toEqual({ value: 0.4, own: 0.2, isBeyond: true, leftOut: 0 });
  });

  test('keeps a share whole when an hour was seen for a part of it: there is one rate', () => {
    const step = (part: number, whole: number, coverage = 1) =>
      figures({ captureRate: figure(part / whole, { of: { part, whole }, coverage }) });
    const total = figures({ captureRate: figure(0.11, { of: { part: 11, whole: 100 }, coverage: 0.7 }) });
    const own = [step(1, 50), step(10, 50, 0.4), figures({ captureRate: figure(null) })];
    const usual = compare(own, [step(4, 100), step(30, 100), step(9, 90)], total, 'captureRate');
    expect(usual).toMatchObject({ own: 0.11, leftOut: 0 });
    expect(usual?.value).toBeCloseTo((50 * 0.04 + 50 * 0.3) / 100, 9);
  });
});
