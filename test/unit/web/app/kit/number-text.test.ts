import { expect, test } from 'vitest';
import { seenText } from '../../../../../src/web/app/kit/number-text.ts';

test('a time that was hardly seen is not told as one that nobody saw', () => {
  expect([0, 0.001, 0.006, 0.454, 1].map(seenText)).toEqual(['0', '< 1', '1', '45', '100']);
});
