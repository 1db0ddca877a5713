import { expect, test } from 'vitest';
import { counterFault, playCounter } from '../support/stores/counter-sequences.ts';

test('of twenty thousand sequences none is more off than who passed in its gap, and none is off at coverage 1', () => {
  const faults: string[] = [];
  for (let seed = 1; seed <= 20_000; seed++) faults.push(...[counterFault(playCounter(seed)) ?? []].flat());
  expect(faults).toEqual([]);
});
