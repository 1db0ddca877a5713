import { expect, test } from 'vitest';
import { PlanarInput } from '../../../src/vision/planar-input.ts';

test('planes come green, blue, red and leave blue, green, red, each with its own mean and deviation', () => {
  const input = new PlanarInput(2, 1, { mean: [10, 20, 30], std: [1, 2, 4] });
  input.fill(Uint8Array.of(20, 22, 10, 255, 30, 34));
  expect([...input.tensor]).toEqual([0, 245, 0, 1, 0, 1]);
});

test('a model that wants red, green, blue gets them in that order', () => {
  const input = new PlanarInput(1, 1, { mean: [10, 20, 30], std: [1, 2, 4], channels: 'rgb' });
  input.fill(Uint8Array.of(22, 34, 12));
  expect([...input.tensor]).toEqual([2, 1, 1]);
});
