import { expect, test } from 'vitest';
import type { Pair } from '../../../../../src/web/app/canvas/shapes.ts';
import {
  findScale,
  findSimilarity,
  findTurn,
  grownFloor,
  mapPoint,
  shareCut,
} from '../../../../../src/web/app/plan/picture/similarity.ts';
import { Random } from '../../../../support/seeded-random.ts';

const near = ([x, y]: Pair) => [expect.closeTo(x, 9), expect.closeTo(y, 9)];

test('two places give the turn, the scale and the shift, and every other place follows', () => {
  const seeded = new Random(7);
  const random = () => seeded.next();
  for (let n = 0; n < 500; n += 1) {
    const [turn, scale] = [(random() - 0.5) * 2 * Math.PI, 0.005 + random()];
    const shift: Pair = [20 * random() - 10, 20 * random() - 10];
    const truth = ([x, y]: Pair): Pair => [
      scale * (Math.cos(turn) * x - Math.sin(turn) * y) + shift[0],
      scale * (Math.sin(turn) * x + Math.cos(turn) * y) + shift[1],
    ];
    const [p, q, other] = [0, 1, 2].map((): Pair => [2000 * random(), 2000 * random()]) as [Pair, Pair, Pair];
    const lay = findSimilarity([p, q], [truth(p), truth(q)]);
    if (lay === undefined) throw new Error('there is one');
    expect(mapPoint(lay, other)).toEqual(near(truth(other)));
    expect(findScale(lay)).toBeCloseTo(scale, 9);
    expect(findTurn(lay)).toBeCloseTo((turn * 180) / Math.PI, 6);
  }
});

test('one place twice lays nothing, on either picture', () => {
  const [p, q]: readonly Pair[] = [
    [1, 2],
    [3, 4],
  ];
  expect(findSimilarity([p, p] as Pair[], [p, q] as Pair[])).toBeUndefined();
  expect(findSimilarity([p, q] as Pair[], [p, p] as Pair[])).toBeUndefined();
  expect(findSimilarity([p] as Pair[], [p, q] as Pair[])).toBeUndefined();
});

test('says how much of the picture is cut, and how far the floor would have to grow', () => {
  const floor = { width: 10, height: 8 };
  const picture = { width: 1000, height: 800 };
  const centimetres = { a: 0.01, b: 0, c: 0, d: 0 };
  expect(shareCut(picture, centimetres, floor)).toBeCloseTo(0, 12);
  expect(shareCut(picture, { ...centimetres, c: 5 }, floor)).toBeCloseTo(0.5, 12);
  expect(shareCut(picture, { ...centimetres, c: 50 }, floor)).toBe(1);
  expect(grownFloor(picture, { ...centimetres, c: 2.5, d: -3 }, floor)).toEqual({ width: 12.5, height: 8 });
  // A quarter turn about the top left corner: all of it lies to the left of the floor.
  expect(shareCut(picture, { a: 0, b: 0.01, c: 0, d: 0 }, floor)).toBe(1);
});
