import { expect, it } from 'vitest';
import { byName, findName } from '../../../../../src/web/app/fleet/model/store-names.ts';

it('sorts stores as people count them, and calls one without a name by its id', () => {
  const names = ['Store 10', 'Store 2', 'Abbey Road', 'Store 1'];
  expect(names.toSorted(byName)).toEqual(['Abbey Road', 'Store 1', 'Store 2', 'Store 10']);
  expect(findName({ store: 'store-3', name: null })).toBe('store-3');
});
