import { expect, test } from 'vitest';
import { watchFloor } from '../../support/stores/floor-store.ts';

test('eight cameras over one plan of a supermarket count everybody once', async () => {
  const results = await watchFloor('supermarket', 15, 3);
  const sum = (key: 'truth' | 'told', isOf: (what: string) => boolean) =>
    results.filter(({ what }) => isOf(what)).reduce((total, result) => total + result[key], 0);
  const isZone = (what: string) => what.endsWith('person-seconds');
  const isAisle = (what: string) => what.startsWith('aisle');
  const excess = (isOf: (what: string) => boolean) => sum('told', isOf) / sum('truth', isOf);
  // Without the doubt of places these are 2.0, 2.3 and 3.9 over half an hour.
  expect(Math.abs(excess(isAisle) - 1)).toBeLessThan(0.1);
  expect(Math.abs(excess(isZone) - 1)).toBeLessThan(0.2);
  expect(Math.abs(excess((what) => what.startsWith('line')) - 1)).toBeLessThan(0.2);
});
