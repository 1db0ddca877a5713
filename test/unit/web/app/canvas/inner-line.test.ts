import { expect, test } from 'vitest';
import type { StoreView } from '../../../../../src/ports/console/console.ts';
import { isInnerLine } from '../../../../../src/web/app/canvas/inner-line.ts';

const SHOP = {
  spaces: [
    { id: 'floor', unit: 'm', width: 12, height: 8 },
    { id: 'cam', unit: 'px', width: 1000, height: 500 },
  ],
} as unknown as StoreView;

type Ends = readonly [from: readonly [number, number], to: readonly [number, number]];

function isInner([from, to]: Ends, space = 'floor'): boolean {
  return isInnerLine({ space, from, to }, SHOP);
}

test('a line with the store on both sides is an inner one; one at the border of the plan is a door', () => {
  const lines: readonly Ends[] = [
    [
      [4.8, 7.55],
      [7.2, 7.55],
    ],
    [
      [4, 3],
      [6, 4],
    ],
    [
      [0.5, 2],
      [0.5, 4],
    ],
    [
      [2, 5],
      [-1, 5],
    ],
  ];
  expect(lines.map((ends) => isInner(ends))).toEqual([false, true, false, false]);
});

test('a line in a camera’s picture and one of no length tell nothing', () => {
  const picture: Ends = [
    [400, 200],
    [600, 200],
  ];
  expect(isInner(picture, 'cam')).toBe(false);
  const point: Ends = [
    [4, 4],
    [4, 4],
  ];
  expect(isInner(point)).toBe(false);
});
