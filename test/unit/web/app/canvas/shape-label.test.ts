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
  expect(placeLabel(SQUARE, 'shoes', { size: 1 })).toMatchObject({ x: 5, size: 1, lines: ['shoes'] });
  expect(placeLabel(SQUARE, 'shoes', { size: 1 }).y).toBeCloseTo(1.15);
});

test('a name is first made smaller and then cut, and never wider than its zone', () => {
  const smaller = placeLabel(NARROW, 'abcd', { size: 1 });
  expect(smaller.size).toBeLessThan(1);
  expect(smaller.lines).toEqual(['abcd']);
  const cut = placeLabel(NARROW, 'a-name-that-is-longer-than-its-zone', { size: 1 });
  expect(cut.lines[0]?.endsWith('…')).toBe(true);
  expect((cut.lines[0]?.length ?? 0) * 0.6 * cut.size).toBeLessThanOrEqual(2.4);
});

test('a name that is too long for one line stands on two, where they and the number below fit', () => {
  const two = placeLabel(NARROW, 'till-queue', { size: 0.6, below: 1.5 });
  expect(two).toMatchObject({ lines: ['till-', 'queue'] });
  expect(5 * 0.6 * two.size).toBeLessThanOrEqual(2);
  const low = zone([
    [0, 0],
    [2, 0],
    [2, 1],
    [0, 1],
  ]);
  expect(placeLabel(low, 'till-queue', { size: 0.6, below: 1.5 }).lines).toEqual(['till-qu…']);
});

test('puts a line’s name on its outer side, in any direction', () => {
  const line = (inSide: 'left' | 'right'): Shape => ({
    ...{ kind: 'line', id: 'l', name: 'l', space: 'floor', in: inSide },
    points: [
      [0, 5],
      [10, 5],
    ],
  });
  expect(placeLabel(line('left'), 'door', { size: 1 }).y).toBeGreaterThan(5.5);
  expect(placeLabel(line('right'), 'door', { size: 1 }).y).toBeLessThan(5);
});

test('a line’s name that has no room between it and the edge stands below its end, not on it', () => {
  const upright: Shape = {
    ...{ kind: 'line', id: 'l', name: 'l', space: 'floor', in: 'right' },
    points: [
      [9.5, 2],
      [9.5, 6],
    ],
  };
  const label = placeLabel(upright, 'front-line', { size: 0.5, width: 10 });
  expect(label.y).toBeGreaterThan(6);
  expect(label.x + (10 * 0.6 * label.size) / 2).toBeLessThanOrEqual(10);
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
