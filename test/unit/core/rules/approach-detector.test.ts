import { expect, it } from 'vitest';
import type { EpochMs, SensorId, SpaceId, ZoneId } from '../../../../src/core/model/ids.ts';
import { ApproachDetector } from '../../../../src/core/rules/approach-detector.ts';
import { THRESHOLDS } from '../../../support/stores/store-model.ts';

const START = Date.UTC(2026, 4, 4, 9);
const HEIGHT = 100;
const POLYGON = [
  { x: 100, y: 0 },
  { x: 200, y: 0 },
  { x: 200, y: 100 },
  { x: 100, y: 100 },
];

/** How many people are on their way into the zone after each position, five a second. */
function approaching(
  places: readonly (readonly [x: number, y: number])[],
  height: number,
  space: SpaceId = 'floor',
): number[] {
  let people = 0;
  const zone = {
    ...{ id: 'shelf' as ZoneId, space, polygon: POLYGON, growBy: 18 },
    ...{ thresholds: THRESHOLDS, sensors: [] },
  };
  const detector = new ApproachDetector(
    [{ zone, withinMs: 2_000 }],
    () => false,
    (_zone, count) => {
      people = count;
    },
  );
  return places.map(([x, y], i) => {
    detector.moved(1, (START + 200 * i) as EpochMs, x, y, height);
    return people;
  });
}

const steps = Array.from({ length: 20 }, (_, i) => i);

it.each([HEIGHT, 0])('tells of a person who walks up to the zone, height %i', (height) => {
  const counts = approaching(
    steps.map((i) => [-140 + 12 * i, 50]),
    height,
  );
  expect(counts[0]).toBe(0);
  expect(Math.max(...counts)).toBe(1);
});

it.each([HEIGHT, 0])(
  'takes the noise around a person who stands beside the zone for no way, height %i',
  (height) => {
    // A drift of 0.07 heights a second, straight at the zone.
    const counts = approaching(
      steps.map((i) => [93 + 1.4 * (i % 4), 50 + (i % 2)]),
      height,
    );
    expect(Math.max(...counts)).toBe(0);
  },
);

it.each<SpaceId>(['floor', 'camera' as SensorId])(
  'takes a person who stood in the zone and comes back at once for no approach, %s',
  (space) => {
    const stay = Array.from({ length: 60 }, () => [150, 50] as const);
    const away = steps.map((i) => [150 - 12 * i, 50] as const);
    const short = away.slice(0, 10);
    expect(Math.max(...approaching([...stay, ...short, ...short.toReversed()], HEIGHT, space))).toBe(0);
    expect(Math.max(...approaching([...stay, ...away, ...away.toReversed()], HEIGHT, space))).toBe(1);
  },
);
