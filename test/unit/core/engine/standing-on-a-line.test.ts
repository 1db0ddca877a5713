import { expect, test } from 'vitest';
import { Engine } from '../../../../src/core/engine/engine.ts';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { EpochMs } from '../../../../src/core/model/ids.ts';
import type { LineModel, StoreModel } from '../../../../src/core/model/store-model.ts';
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

/** The same from straight above, at so many pixels a metre: the person sways by some centimetres. */
function standBelow(pxPerMetre: number, goesTo: number, seed: number, line: Partial<LineModel>) {
  const model: StoreModel = {
    ...MODEL,
    sensors: MODEL.sensors.map((sensor) => ({
      ...sensor,
      ...{ isOverhead: true, frame: { widthPx: 640, heightPx: 480 } },
    })),
    zones: [],
    lines: MODEL.lines.map((each) => ({
      ...each,
      ...{ from: { x: 320, y: 900 }, to: { x: 320, y: -100 }, hysteresis: 10, ...line },
    })),
  };
  const facts: Fact[] = [];
  const engine = new Engine(model, { fact: (fact) => facts.push(fact), summary: () => undefined });
  const random = new Random(seed);
  const step = 0.1 * pxPerMetre;
  const side = 0.5 * pxPerMetre;
  let [x, sway] = [320 - 0.8 * pxPerMetre, 0];
  for (let passed = 0; passed < STANDING_MS + 30_000; passed += FRAME_MS) {
    const goal = passed < STANDING_MS ? 320 : 320 + goesTo * 0.8 * pxPerMetre;
    x += Math.max(-step, Math.min(step, goal - x));
    sway += -0.02 * sway + random.normal(0, 0.006 * pxPerMetre);
    const shake = () => random.normal(0, SHAKES * side);
    const box = [x + sway - side / 2 + shake(), 200 + shake(), side, side + shake(), 0.9];
    engine.step({ kind: 'PeopleSeen', sensor: CAMERA, at: (1e12 + passed) as EpochMs, boxes: box });
  }
  engine.step({ kind: 'Tick', at: (1e12 + STANDING_MS + 120_000) as EpochMs });
  return facts.flatMap((fact) => (fact.kind === 'LineCrossed' ? [fact.direction] : []));
}

test.each([80, 150, 300])(
  'from above, at %i pixels a metre, who stands on a line crosses it once or not at all',
  (scale) => {
    const line = { marginByHeight: true, personHeightPx: 1.7 * scale };
    for (const seed of [1, 2, 3]) {
      expect(standBelow(scale, -1, seed, line)).toEqual([]);
      expect(standBelow(scale, 1, seed, line)).toEqual(['in']);
    }
  },
);
