import { expect, test } from 'vitest';
import { rounded } from '../../../../src/core/statistics/round.ts';

test('fractions keep so many digits; whole numbers, times and all else stay as they are', () => {
  const saved = { pixel: 563.694_217, chance: 0.000_133_194_446, speed: -0.056_24, none: null, is: true };
  expect(rounded([saved, 'text', 123_456_789, 4e-310], 4)).toEqual([
    { pixel: 563.7, chance: 0.000_133_2, speed: -0.056_24, none: null, is: true },
    ...['text', 123_456_789, 0],
  ]);
  expect(rounded(1_772_535_719_999 + 1 / 3, 4)).toBe(1_772_535_719_999.333);
  expect(rounded(0.1 + 0.2, 6)).toBe(0.3);
});
