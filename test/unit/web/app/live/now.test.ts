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
  const first = (up: readonly string[]) => findUncountedDoor({ doors, lines: LINES }, status(up))?.id;
  expect(first(['beams', 'cam'])).toBe(undefined);
  expect(first(['counter', 'cam'])).toBe(undefined);
  expect(first(['cam'])).toBe('front');
  expect(first(['beams'])).toBe('back');
  expect(findUncountedDoor({ doors: [door('new', [])], lines: LINES }, status(['beams']))?.id).toBe('new');
});

test('a number is of then once the doors were not counted for some seconds', () => {
  const at = 100_000 as GatewayView['at'];
  const ago = (ms: number) => ({ at: (at - ms) as GatewayView['at'], people: 3, low: 3, high: 4 });
  expect(isOutdated({ at, occupancy: ago(2_000) })).toBe(false);
  expect(isOutdated({ at, occupancy: ago(20_000) })).toBe(true);
  expect(isOutdated({ at, occupancy: null })).toBe(false);
});
