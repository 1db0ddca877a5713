import { expect, test } from 'vitest';
import type { GatewayView, StoreView } from '../../../../../src/ports/console/console.ts';
import { findUncountedDoor, isOutdated } from '../../../../../src/web/app/live/now.ts';

const LINES = [
  { id: 'way', space: 'cam' },
  { id: 'front-line', space: 'floor' },
] as unknown as StoreView['lines'];
const door = (id: string, sensors: readonly string[], lines: readonly string[] = []) => ({
  ...{ id, name: id, sensors, lines },
});

const status = (up: readonly string[]) =>
  ({
    sensors: ['beams', 'cam', 'counter'].map((sensor) => ({
      ...{ sensor, state: up.includes(sensor) ? 'up' : 'degraded' },
    })),
  }) as unknown as GatewayView;

test('a door is uncounted when none of its sensors and lines is seen', () => {
  const doors = [
    door('front', ['beams', 'counter']),
    door('back', [], ['way']),
    door('side', [], ['front-line']),
  ];
  const first = (up: readonly string[]) =>
    findUncountedDoor({ doors, lines: LINES }, status(up), undefined)?.id;
  expect(first(['beams', 'cam'])).toBe(undefined);
  expect(first(['counter', 'cam'])).toBe(undefined);
  expect(first(['cam'])).toBe('front');
  expect(first(['beams'])).toBe('back');
  const isNew = { doors: [door('new', [])], lines: LINES };
  expect(findUncountedDoor(isNew, status(['beams']), undefined)?.id).toBe('new');
});

test('a door that never counted is no outage', () => {
  const shop = { doors: [door('new', ['counter']), door('back', ['beams'])], lines: LINES };
  const today = (since: number | null) =>
    ({ doors: [{ id: 'new', since }] }) as unknown as Parameters<typeof findUncountedDoor>[2];
  expect(findUncountedDoor(shop, status(['beams']), today(5))?.id).toBe('new');
  expect(findUncountedDoor(shop, status(['beams']), today(null))).toBeUndefined();
  expect(findUncountedDoor(shop, status([]), today(null))?.id).toBe('back');
});

test('a number is of then once the doors were not counted for some seconds', () => {
  const at = 100_000 as GatewayView['at'];
  const ago = (ms: number) => ({ at: (at - ms) as GatewayView['at'], people: 3, low: 3, high: 4 });
  expect(isOutdated({ at, occupancy: ago(2_000) })).toBe(false);
  expect(isOutdated({ at, occupancy: ago(20_000) })).toBe(true);
  expect(isOutdated({ at, occupancy: null })).toBe(false);
});
