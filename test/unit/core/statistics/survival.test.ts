import { describe, expect, test } from 'vitest';
import { survivalCurve, survivalMean, survivalQuantile } from '../../../../src/core/statistics/survival.ts';

describe('the survival estimate', () => {
  test('gives the textbook curve (Freireich 1963, 6-MP group)', () => {
    const ended = [6, 6, 6, 7, 10, 13, 16, 22, 23];
    const censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35];
    const curve = survivalCurve([
      ...ended.map((length) => ({ length, ended: true })),
      ...censored.map((length) => ({ length, ended: false })),
    ]);
    expect(curve.map(({ length, survival }) => [length, Number(survival.toFixed(3))])).toEqual([
      [6, 0.857],
      [7, 0.807],
      [10, 0.753],
      [13, 0.69],
      [16, 0.627],
      [22, 0.538],
      [23, 0.448],
    ]);
    expect(survivalQuantile(curve, 0.5)).toBe(23);
    expect(survivalQuantile(curve, 0.9)).toBeNull();
  });

  test('without censoring the median is the sample’s', () => {
    const curve = survivalCurve([1, 2, 3, 4, 5].map((length) => ({ length, ended: true })));
    expect(survivalQuantile(curve, 0.5)).toBe(3);
  });

  test('says null when too much is censored to tell', () => {
    const curve = survivalCurve([
      { length: 1, ended: true },
      { length: 2, ended: false },
      { length: 3, ended: false },
    ]);
    expect(survivalQuantile(curve, 0.5)).toBeNull();
  });
});

describe('the mean of a survival curve', () => {
  const mean = (lengths: readonly (readonly [number, boolean])[]) =>
    survivalMean(lengths.map(([length, ended]) => ({ length, ended })));

  test('is the plain mean where every end was seen', () => {
    expect(
      mean([
        [2, true],
        [4, true],
        [9, true],
      ]),
    ).toBeCloseTo(5, 12);
  });

  test('makes up for visits that were cut', () => {
    // Of those who stayed 4 all stayed 8: the cut one counts as one of them.
    expect(
      mean([
        [2, true],
        [4, false],
        [8, true],
      ]),
    ).toBeCloseTo(2 + (2 / 3) * 6, 12);
  });
});
