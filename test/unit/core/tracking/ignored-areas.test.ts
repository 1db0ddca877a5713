import { expect, test } from 'vitest';
import { removeIgnored } from '../../../../src/core/tracking/ignored-areas.ts';

const AREA = [
  { x: 100, y: 100 },
  { x: 200, y: 100 },
  { x: 200, y: 200 },
  { x: 100, y: 200 },
];
const inside = [130, 50, 40, 100, 0.9];
const beside = [300, 50, 40, 100, 0.9];
/** Its feet are below the area, though most of it lies in it. */
const before = [130, 110, 40, 120, 0.9];

test('a box whose feet are in an ignored area is dropped, and no other', () => {
  expect(removeIgnored([...inside, ...beside, ...before], [AREA])).toEqual([...beside, ...before]);
  expect(removeIgnored([...inside, ...beside], [])).toEqual([...inside, ...beside]);
  expect(removeIgnored([], [AREA])).toEqual([]);
});
