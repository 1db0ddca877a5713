import { expect, test } from 'vitest';
import { LivePositions } from '../../../../src/app/console/live-positions.ts';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { EpochMs, SensorId, SpaceId, ZoneId } from '../../../../src/core/model/ids.ts';
import type { StoreModel } from '../../../../src/core/model/store-model.ts';
import { RuleEngine } from '../../../../src/core/rules/rule-engine.ts';
import type { StoreView } from '../../../../src/ports/console/console.ts';
import { insideZones } from '../../../../src/web/app/live/now.ts';
import { THRESHOLDS } from '../../../support/stores/store-model.ts';

const CAMERA = 'cam' as SensorId;
const OTHER = 'frigate' as SensorId;
const ZONE = { name: '', polygon: [], serves: false } as const;
const SHOP = {
  ...{ store: { id: 's', name: 's', timezone: 'UTC' }, lines: [], doors: [], walls: [], removed: [] },
  ...{ places: [], cameras: [], sensors: [] },
  spaces: [{ id: CAMERA, name: '', unit: 'px', width: 100, height: 100 }],
  zones: [
    { ...ZONE, id: 'line', space: CAMERA, queue: true },
    { ...ZONE, id: 'corner', space: OTHER, queue: false, heads: 'counted' },
  ],
} satisfies StoreView;

const own = { growBy: 5, thresholds: THRESHOLDS, polygon: [] };
const MODEL: StoreModel = {
  sensors: [],
  zones: [
    { ...own, id: 'line' as ZoneId, space: CAMERA, sensors: [CAMERA], queue: {} },
    { ...own, id: 'corner' as ZoneId, space: OTHER, sensors: [OTHER], heads: 'counted' },
  ],
  ...{ lines: [], doors: [], windows: { durationMs: 60_000, latenessMs: 15_000 } },
};

/** A store in which `waiting` people wait and person 9 is staff. */
function openLive(waiting = 0, nowMs = () => 0) {
  const rules = new RuleEngine({
    ...{ model: MODEL, rules: { timezone: 'UTC', rules: [] }, changed: () => undefined },
    ...{ isLive: () => true, hasCounted: () => true, queueLength: () => waiting, isStaff: () => false },
  });
  const positions = new LivePositions(nowMs);
  const isStaff = (_space: SpaceId, person: number) => person === 9;
  return {
    rules,
    positions,
    view: () => ({ ...positions.live(SHOP, { rules, isStaff }), occupancy: null }),
    report: (fact: object) => rules.handleFact({ at: 0, ...fact } as Fact),
  };
}

test('the live page shows the people of a zone that another system counts, and none while that is unknown', () => {
  const { report, view } = openLive();
  const read = (people: number | null) => report({ kind: 'HeadsCounted', zone: 'corner', people });
  const shown = () => insideZones(SHOP, view());
  expect(shown()).toEqual({});
  read(3);
  expect(view().heads).toEqual([[1, 3]]);
  expect(shown()).toEqual({ corner: 3 });
  read(0);
  expect(shown()).toEqual({ corner: 0 });
  read(null);
  expect(shown()).toEqual({});
});

test('a queue has as many people waiting as rules read, not as stand in it, and a wait once enough were served', () => {
  const { report, view } = openLive(2);
  for (const person of [1, 2, 3]) report({ kind: 'ZoneEntered', zone: 'line', person });
  expect(view().visits).toHaveLength(3);
  expect(view().waiting).toEqual([[0, 2, null]]);
  for (const person of [4, 5, 6]) report({ kind: 'QueueServed', zone: 'line', person });
  // Two wait, and three were served in a quarter of an hour.
  expect(view().waiting).toEqual([[0, 2, 600]]);
});

test('staff are drawn as staff', () => {
  const { positions, view } = openLive();
  for (const person of [1, 9]) positions.moved(CAMERA, person, 5 as EpochMs, { x: person, y: 1 });
  expect(view().people).toEqual([
    [0, 1, 1, 1, 0],
    [0, 9, 9, 1, 1],
  ]);
});

test('a person out of sight keeps a dot while a zone counts them, so no number stands without one', () => {
  let nowMs = 0;
  const { positions, view, report } = openLive(0, () => nowMs);
  for (const person of [1, 2]) positions.moved(CAMERA, person, 5 as EpochMs, { x: person, y: 1 });
  report({ kind: 'ZoneEntered', zone: 'line', person: 1 });
  nowMs = 5_000;
  expect(view().people).toEqual([[0, 1, 1, 1, 2]]);
  report({ kind: 'ZoneLeft', zone: 'line', person: 1 });
  expect(view().people).toEqual([]);
});
