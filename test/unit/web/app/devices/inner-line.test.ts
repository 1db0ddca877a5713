import { expect, test } from 'vitest';
import type { StoreView } from '../../../../../src/ports/console/console.ts';
import { isInnerLine } from '../../../../../src/web/app/devices/inner-line.ts';

type Ends = readonly [from: readonly [number, number], to: readonly [number, number], space?: string];

function shopWith(...lines: readonly Ends[]) {
  return {
    spaces: [
      { id: 'floor', unit: 'm', width: 12, height: 8 },
      { id: 'cam', unit: 'px', width: 1000, height: 500 },
    ],
    lines: lines.map(([from, to, space = 'floor'], i) => ({ id: `line-${i}`, from, to, space })),
  } as unknown as Pick<StoreView, 'lines' | 'spaces'>;
}

test('a line with the store on both sides is an inner one; one at the border of the plan is a door', () => {
  const shop = shopWith(
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
  );
  expect(['line-0', 'line-1', 'line-2', 'line-3'].map((id) => isInnerLine(shop, id))).toEqual([
    false,
    true,
    false,
    false,
  ]);
});

test('a line in a camera’s picture, one of no length and one that is gone tell nothing', () => {
  const shop = shopWith(
    [[400, 200], [600, 200], 'cam'],
    [
      [4, 4],
      [4, 4],
    ],
  );
  expect(['line-0', 'line-1', 'gone'].map((id) => isInnerLine(shop, id))).toEqual([false, false, false]);
});
