import { expect, test } from 'vitest';
import type { LivePeople, StoreView } from '../../../../../src/ports/console/console.ts';
import { explainInside } from '../../../../../src/web/app/live/explain-inside.ts';

const SHOP = {
  spaces: [
    { id: 'cam', unit: 'px', width: 1000, height: 500 },
    { id: 'floor', unit: 'm', width: 12, height: 8 },
  ],
} as unknown as StoreView;

type Dot = readonly [space: number, x: number, look: 0 | 1 | 2];

function peopleWith(inside: number | null, ...dots: readonly Dot[]) {
  const occupancy = inside === null ? null : { people: inside, low: inside, high: inside };
  return {
    occupancy,
    people: dots.map(([space, x, look], i) => [space, i, x, 2, look]),
  } as unknown as LivePeople;
}

test('a number that fits ins less outs says so; what is not known is not explained', () => {
  expect(explainInside(SHOP, peopleWith(3, [1, 2, 0]), { in: 72, out: 69 })?.word).toBe('insideExact');
  expect(explainInside(SHOP, peopleWith(null, [1, 2, 0]), { in: 72, out: 69 })).toBeUndefined();
  expect(explainInside(SHOP, peopleWith(3), { in: null, out: 69 })).toBeUndefined();
});

test('names the people whom cameras see on the plan, and the staff among them', () => {
  const dots: readonly Dot[] = [
    [1, 2, 0],
    [1, 5, 1],
    [1, 9, 1],
    // In the street, in a picture, and seen by no camera now.
    [1, -1, 0],
    [0, 300, 0],
    [1, 4, 2],
  ];
  expect(explainInside(SHOP, peopleWith(3, ...dots), { in: 71, out: 72 })).toEqual({
    word: 'insideWithStaff',
    values: { in: 71, out: 72, by: '+4', seen: 3, staff: 2 },
  });
  expect(explainInside(SHOP, peopleWith(1, [1, 2, 0]), { in: 9, out: 6 })).toMatchObject({
    word: 'insideByCameras',
    values: { by: '−2', seen: 1 },
  });
  expect(explainInside(SHOP, peopleWith(1), { in: 9, out: 6 })?.word).toBe('insideByRest');
});
