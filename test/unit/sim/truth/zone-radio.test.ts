import { expect, test } from 'vitest';
import type { SensorId } from '../../../../src/core/model/ids.ts';
import { zoneRadio } from '../../../../src/sim/truth/zone-radio.ts';
import { openShippedStore } from '../../../support/stores/shipped-store.ts';

const { layout } = (await openShippedStore()).shop;
const corner = (x: number, y: number) => ({ x, y });
const square = (at: number, sideM: number) => [
  corner(at, 3),
  corner(at + sideM, 3),
  corner(at + sideM, 3 + sideM),
  corner(at, 3 + sideM),
];
const receiver = (x: number, y: number) => ({
  ...{ sensor: `${x}-${y}` as SensorId, adapter: 'hci0', gainDb: 0 },
  ...{ x, y, z: 2.4 },
});

test('more receivers tell better where a tag is, and receivers in a line cannot tell which side', () => {
  const zone = square(5, 2);
  const errorOf = (...receivers: ReturnType<typeof receiver>[]) =>
    zoneRadio({ ...layout, receivers }, zone)?.fixErrorM ?? 0;
  const four = errorOf(receiver(0, 0), receiver(12, 0), receiver(0, 8), receiver(12, 8));
  const near = errorOf(receiver(3, 1), receiver(9, 1), receiver(3, 7), receiver(9, 7));
  expect(four).toBeGreaterThan(near);
  expect(errorOf(receiver(0, 3.9), receiver(12, 3.9))).toBeGreaterThan(5 * four);
  expect(zoneRadio(layout, zone)?.widthM).toBeCloseTo(2, 0);
});

test('is undefined for a store without trolleys', () => {
  expect(zoneRadio({ ...layout, tags: [] }, square(5, 2))).toBeUndefined();
});
