import { expect, test } from 'vitest';
import { Engine } from '../../../../src/core/engine/engine.ts';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { EpochMs } from '../../../../src/core/model/ids.ts';
import type { StoreModel } from '../../../../src/core/model/store-model.ts';
import { Random } from '../../../support/seeded-random.ts';
import { CAMERA, MODEL } from '../../../support/stores/store-model.ts';

const FRAME_MS = 100;
const STANDING_MS = 5 * 60_000;
const LINE_X = 960;
/** Of a box's height: how far its edges shake (recorded detections of people who stand: 2 to 4 %). */
const SHAKES = 0.036;

/** A person comes from the left, stands on the line, and goes on or back. */
function stand(heightPx: number, goesTo: number, seed: number) {
  const model: StoreModel = {
    ...MODEL,
    sensors: MODEL.sensors.map((sensor) => ({ ...sensor, frame: { widthPx: 1920, heightPx: 1080 } })),
    zones: [],
    lines: MODEL.lines.map((line) => ({
      ...line,
      from: { x: LINE_X, y: 3000 },
      to: { x: LINE_X, y: -100 },
      hysteresis: 29,
      marginByHeight: true,
    })),
  };
  const facts: Fact[] = [];
  const engine = new Engine(model, { fact: (fact) => facts.push(fact), summary: () => undefined });
  const random = new Random(seed);
  const step = heightPx * 0.08;
  let x = LINE_X - 3 * heightPx;
  for (let passed = 0; passed < STANDING_MS + 30_000; passed += FRAME_MS) {
    const goal = passed < STANDING_MS ? LINE_X : LINE_X + goesTo * 3 * heightPx;
    x += Math.max(-step, Math.min(step, goal - x));
    const shake = () => random.normal(0, SHAKES * heightPx);
    const box = [x - heightPx / 6 + shake(), 300 + shake(), heightPx / 3, heightPx + shake(), 0.9];
    engine.step({ kind: 'PeopleSeen', sensor: CAMERA, at: (1e12 + passed) as EpochMs, boxes: box });
  }
  engine.step({ kind: 'Tick', at: (1e12 + STANDING_MS + 120_000) as EpochMs });
  return facts.flatMap((fact) => (fact.kind === 'LineCrossed' ? [fact.direction] : []));
}

test.each([40, 110, 300, 700])(
  'a person %i px tall who stands on a line crosses it once or not at all',
  (heightPx) => {
    for (const seed of [1, 2, 3]) {
      expect(stand(heightPx, -1, seed)).toEqual([]);
      expect(stand(heightPx, 1, seed)).toEqual(['in']);
    }
  },
);
