import { expect, test } from 'vitest';
import { placeLabel } from '../../../../../src/web/app/canvas/shape-label.ts';
import type { Pair, Shape } from '../../../../../src/web/app/canvas/shapes.ts';
import { findRest } from '../../../../../src/web/app/devices/use-tag-walk.ts';

const zone = (points: readonly Pair[]): Shape => ({
  kind: 'zone',
  id: 'z',
  name: 'z',
  space: 'floor',
  points,
});
const SQUARE = zone([
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
]);
const NARROW = zone([
  [0, 0],
  [2, 0],
  [2, 10],
  [0, 10],
]);

test('a zone’s name stands inside its upper edge, in its own size where there is room', () => {
  expect(placeLabel(SQUARE, 'shoes', 1)).toMatchObject({ x: 5, size: 1, text: 'shoes' });
  expect(placeLabel(SQUARE, 'shoes', 1).y).toBeCloseTo(1.15);
});

test('a name is first made smaller and then cut, and never wider than its zone', () => {
  const smaller = placeLabel(NARROW, 'abcd', 1);
  expect(smaller.size).toBeLessThan(1);
  expect(smaller.text).toBe('abcd');
  const cut = placeLabel(NARROW, 'a very long name of a zone', 1);
  expect(cut.text.endsWith('…')).toBe(true);
  expect(cut.text.length * 0.6 * cut.size).toBeLessThanOrEqual(2.4);
});

test('puts a line’s name on its outer side, in any direction', () => {
  const line = (inSide: 'left' | 'right'): Shape => ({
    ...{ kind: 'line', id: 'l', name: 'l', space: 'floor', in: inSide },
    points: [
      [0, 5],
      [10, 5],
    ],
  });
  expect(placeLabel(line('left'), 'door', 1).y).toBeGreaterThan(5.5);
  expect(placeLabel(line('right'), 'door', 1).y).toBeLessThan(5);
});

test('finds a tag’s resting place where its positions lie together', () => {
  const around: Pair[] = [
    [4, 3],
    [4.4, 3.2],
    [4.2, 2.8],
  ];
  expect(findRest(around)).toEqual([4.2, 3]);
  expect(findRest(around.slice(1))).toBeUndefined();
  expect(findRest([...around, [6, 3]])).toBeUndefined();
});
