import { describe, expect, test } from 'vitest';
import { Engine } from '../../../../src/core/engine/engine.ts';
import { fitHomography } from '../../../../src/core/geometry/homography.ts';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { EpochMs, SensorId, ZoneId } from '../../../../src/core/model/ids.ts';
import type { StoreModel } from '../../../../src/core/model/store-model.ts';
import type { WindowSummary } from '../../../../src/core/model/window-summary.ts';
import { THRESHOLDS } from '../../../support/stores/store-model.ts';

const PIXELS_A_METRE = 100;

/** A camera straight above, 10 m × 5 m, that begins `fromX` metres along the shop. */
function overhead(id: string, fromX: number) {
  const pairs = [
    [0, 0],
    [1000, 0],
    [1000, 500],
    [0, 500],
  ].map(([x = 0, y = 0]) => ({
    picture: { x, y },
    floor: { x: fromX + x / PIXELS_A_METRE, y: y / PIXELS_A_METRE },
  }));
  const fit = fitHomography(pairs);
  if (fit === undefined) throw new Error('four corners fix a plane');
  return {
    id: id as SensorId,
    type: 'camera',
    kind: 'sees-people' as const,
    maxGapMs: 2_000,
    frame: { widthPx: 1000, heightPx: 500 },
    pictureToFloor: fit.pictureToFloor,
  };
}

const LEFT = overhead('left', 0);
const RIGHT = overhead('right', 8);

const MODEL: StoreModel = {
  sensors: [LEFT, RIGHT],
  zones: [
    {
      id: 'middle' as ZoneId,
      space: 'floor',
      polygon: [
        { x: 6, y: 1 },
        { x: 12, y: 1 },
        { x: 12, y: 4 },
        { x: 6, y: 4 },
      ],
      growBy: 0.3,
      thresholds: THRESHOLDS,
      sensors: [LEFT.id, RIGHT.id],
    },
  ],
  lines: [],
  doors: [],
  windows: { durationMs: 60_000, latenessMs: 15_000 },
};

test('one zone on the floor serves two cameras, and a person who walks through both views is one visit', () => {
  const facts: Fact[] = [];
  const summaries: WindowSummary[] = [];
  const engine = new Engine(MODEL, {
    fact: (fact) => facts.push(fact),
    summary: (summary) => summaries.push(summary),
  });
  for (let ms = 0; ms <= 60_000; ms += 200) {
    const x = 2 + (ms / 1000) * 0.6;
    for (const [camera, fromX, late] of [
      [LEFT, 0, 0],
      [RIGHT, 8, 40],
    ] as const) {
      const px = (x - fromX) * PIXELS_A_METRE;
      const boxes = ms <= 26_000 && px > 35 && px < 965 ? [px - 30, 130, 60, 120, 0.9] : [];
      engine.step({ kind: 'PeopleSeen', sensor: camera.id, at: (ms + late) as EpochMs, boxes });
    }
    if (ms % 1000 === 0) engine.step({ kind: 'Tick', at: (ms - 1_000) as EpochMs });
  }
  engine.step({ kind: 'Tick', at: 90_000 as EpochMs });
  const visits = facts.filter((fact) => fact.kind === 'ZoneLeft');
  expect(visits).toHaveLength(1);
  expect(Math.abs((visits[0]?.dwellMs ?? 0) - 10_000)).toBeLessThan(700);
  expect(summaries[0]?.zones[0]).toMatchObject({ entries: 1, exits: 1, peopleMax: 1 });
});

describe('coverage on the floor', () => {
  test('is that of the camera that saw least', () => {
    const summaries: WindowSummary[] = [];
    const engine = new Engine(MODEL, {
      fact: () => undefined,
      summary: (summary) => summaries.push(summary),
    });
    for (let ms = 0; ms <= 60_000; ms += 200) {
      engine.step({ kind: 'PeopleSeen', sensor: LEFT.id, at: ms as EpochMs, boxes: [] });
      if (ms <= 30_000) engine.step({ kind: 'PeopleSeen', sensor: RIGHT.id, at: ms as EpochMs, boxes: [] });
    }
    engine.step({ kind: 'Tick', at: 80_000 as EpochMs });
    expect(summaries[0]?.zones[0]?.coverage).toBe(0.5);
  });
});
