import { expect, test } from 'vitest';
import { LivePositions } from '../../../../src/app/console/live-positions.ts';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { EpochMs, ZoneId } from '../../../../src/core/model/ids.ts';
import type { StoreView } from '../../../../src/ports/console/console.ts';
import { insideZones } from '../../../../src/web/app/live/now.ts';

const ZONE = {
  name: '',
  space: 'frigate',
  polygon: [],
  queue: false,
  serves: false,
  heads: 'counted',
} as const;
const SHOP = {
  ...{
    store: { id: 's', name: 's', timezone: 'UTC' },
    spaces: [],
    lines: [],
    doors: [],
    walls: [],
    removed: [],
  },
  ...{
    places: [],
    cameras: [],
    sensors: [],
    zones: [
      { ...ZONE, id: 'shelf' },
      { ...ZONE, id: 'corner' },
    ],
  },
} satisfies StoreView;

test('the live page shows the people of a zone that another system counts, and none while that is unknown', () => {
  const live = new LivePositions(() => 0);
  const read = (people: number | null, before: number | null) =>
    live.fact({ kind: 'HeadsCounted', zone: 'corner' as ZoneId, at: 0 as EpochMs, people, before });
  const shown = () => insideZones(SHOP, live.live(SHOP));
  expect(shown()).toEqual({});
  read(3, null);
  expect(live.live(SHOP).heads).toEqual([[1, 3]]);
  expect(shown()).toEqual({ corner: 3 });
  read(0, 3);
  expect(shown()).toEqual({ corner: 0 });
  read(null, 0);
  expect(shown()).toEqual({});
});

test('a queue has as many people waiting as joined it, not as stand in it', () => {
  const live = new LivePositions(() => 0);
  const report = (kind: string, person: number) =>
    live.fact({ kind, zone: 'corner' as ZoneId, person, at: 0 as EpochMs } as Fact);
  for (const person of [1, 2, 3]) report('ZoneEntered', person);
  expect(live.live(SHOP).waiting).toEqual([]);
  for (const person of [1, 2, 3]) report('QueueJoined', person);
  expect(live.live(SHOP).waiting).toEqual([[1, 3]]);
  report('QueueServed', 1);
  report('ZoneLeft', 2);
  expect(live.live(SHOP).waiting).toEqual([[1, 1]]);
});
