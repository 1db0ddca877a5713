import { describe, expect, test } from 'vitest';
import { Engine } from '../../../../src/core/engine/engine.ts';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { EpochMs } from '../../../../src/core/model/ids.ts';
import type { WindowSummary } from '../../../../src/core/model/window-summary.ts';
import { randomFrom } from '../../../support/random.ts';
import { CAMERA, MODEL } from '../../../support/stores/store-model.ts';

const MINUTE_MS = 60_000;
const STEP_MS = 1_000;
const [CAMERA_MODEL] = MODEL.sensors;
const SHOP = {
  ...MODEL,
  sensors: CAMERA_MODEL === undefined ? [] : [{ ...CAMERA_MODEL, stillAfterMs: 60 * MINUTE_MS }],
};

type Boxes = (second: number, random: () => number) => readonly (readonly number[])[];

function watch(minutes: number, boxes: Boxes) {
  const facts: Fact[] = [];
  const windows: WindowSummary[] = [];
  const engine = new Engine(SHOP, { fact: (fact) => facts.push(fact), summary: (s) => windows.push(s) });
  const random = randomFrom(7);
  for (let ms = 0; ms < minutes * MINUTE_MS; ms += STEP_MS) {
    const at = (1_700_000_000_000 + ms) as EpochMs;
    engine.step({ kind: 'PeopleSeen', sensor: CAMERA, at, boxes: boxes(ms / 1000, random).flat() });
    engine.step({ kind: 'Tick', at });
  }
  return { facts, windows, of: (kind: Fact['kind']) => facts.filter((fact) => fact.kind === kind) };
}

/** Stands in the zone; a detector's boxes flutter, and it takes the thing for a person two times in three. */
const mannequin = (random: () => number) =>
  random() < 0.67 ? [[470 + 2 * random(), 150, 60 + 2 * random(), 180 + 3 * random(), 0.9]] : [];
/** Sits in the zone and leans about. */
const cashier = (second: number) => [
  480 + 25 * Math.sin(second / 9),
  150,
  60,
  180 - 30 * Math.sin(second / 23),
  0.97,
];
/** Walks in from the left, and stands so still that each box is the same but for what a detector adds. */
const stillClerk = (second: number, random: () => number) => {
  const px = () => 3 * (random() - 0.5);
  return [Math.min(480, 40 * second) + px(), 150 + px(), 60 + px(), 180 + px(), 0.97];
};
/** Walks through the zone for ten seconds of every minute, in front of the mannequin, and on out of the picture. */
const visitor = (second: number) =>
  second % 60 < 18 ? [[360 + 24 * (second % 60), 120, 80, 240, 0.97]] : [];

const PASSES = 14;
const STAND_S = 600;
const off = (random: () => number, px: number) => px * (random() - 0.5);

/** Two that a detector always takes for people and a small one that it takes for one now and then; all flutter. */
function things(random: () => number): number[][] {
  const flutter = (left: number, top: number, width: number, height: number, score: number) => {
    const px = 0.05 * height;
    return [
      left + off(random, px),
      top + off(random, px),
      width + off(random, px),
      height + off(random, px),
      score,
    ];
  };
  const cone = random() < 0.3 ? [flutter(430, 300, 20, 40, 0.7)] : [];
  return [flutter(560, 150, 60, 180, 0.96), flutter(500, 110, 50, 120, 0.9), ...cone];
}

/** Walks through the whole picture once a minute, in front of the things. */
function passer(ms: number): number[][] {
  const second = (ms / 1000) % 60;
  return second < 10 && ms >= MINUTE_MS ? [[100 * second - 40, 190, 80, 200, 0.97]] : [];
}

/** Walks in from the left after two minutes, stands and sways by a few centimetres, and walks out again. */
function stander(ms: number, random: () => number): number[][] {
  const second = ms / 1000 - 120;
  const walked = second < 4 ? 420 - 100 * (4 - second) : 420 + Math.max(0, second - STAND_S) * 100;
  if (second < 0 || walked > 990) return [];
  const sway = 2 * Math.sin(second / 7);
  return [[walked + sway + off(random, 4), 160 + off(random, 4), 70, 185 + off(random, 4), 0.95]];
}

describe('still objects', () => {
  test('a mannequin is found out within the time, counts no visit, and no window counts it any more', () => {
    const { of, windows } = watch(100, (_, random) => mannequin(random));
    const [found] = of('StationaryObjectFound');
    expect(of('StationaryObjectFound')).toHaveLength(1);
    expect((found?.at ?? 0) - 1_700_000_000_000).toBeLessThan(95 * MINUTE_MS);
    expect(windows.slice(-2).every(({ zones }) => zones[0]?.peopleMax === 0)).toBe(true);
    const longest = Math.max(...windows.map(({ zones }) => zones[0]?.dwell?.maxMs ?? 0));
    expect(longest).toBeLessThan(30 * MINUTE_MS);
  });

  test('visitors in front of it go on being counted', () => {
    const { of } = watch(130, (second, random) => [...mannequin(random), ...visitor(second)]);
    const foundAt = of('StationaryObjectFound')[0]?.at ?? Number.POSITIVE_INFINITY;
    const after = of('ZoneEntered').filter(({ at }) => at > foundAt + MINUTE_MS);
    const minutes = (1_700_000_000_000 + 130 * MINUTE_MS - foundAt) / MINUTE_MS;
    expect(after.length).toBeGreaterThanOrEqual(Math.floor(minutes) - 2);
    expect(after.length).toBeLessThanOrEqual(Math.ceil(minutes));
  });

  test('somebody who sits for hours is none', () => {
    expect(watch(180, (second) => [cashier(second)]).of('StationaryObjectFound')).toEqual([]);
  });

  test('a clerk who walks to the till and stands there for two hours is none', () => {
    const { of } = watch(125, (second, random) => [stillClerk(second, random)]);
    expect(of('StationaryObjectFound')).toEqual([]);
  });

  test('a clerk who leaves the till twice an hour is none, all day', () => {
    const isAway = (second: number) => second % 1_800 > 1_500;
    const boxes: Boxes = (second, random) => (isAway(second) ? [] : [stillClerk(3_600, random)]);
    expect(watch(10 * 60, boxes).of('StationaryObjectFound')).toEqual([]);
  });

  test('mannequin, poster and cone from the start are no visits, somebody who stands for ten minutes is one', () => {
    const facts: Fact[] = [];
    const engine = new Engine(SHOP, { fact: (fact) => facts.push(fact), summary: () => undefined });
    const random = randomFrom(3);
    for (let ms = 0; ms < 15 * MINUTE_MS; ms += 200) {
      const at = (1_700_000_000_000 + ms) as EpochMs;
      const boxes = [...things(random), ...passer(ms), ...stander(ms, random)];
      engine.step({ kind: 'PeopleSeen', sensor: CAMERA, at, boxes: boxes.flat() });
      engine.step({ kind: 'Tick', at });
    }
    const left = facts.filter((fact) => fact.kind === 'ZoneLeft');
    const long = left.filter(({ dwellMs }) => dwellMs > 20_000);
    expect(long).toHaveLength(1);
    expect((long[0]?.dwellMs ?? 0) / 1000).toBeCloseTo(STAND_S, -1);
    // Everybody who walks past is a short visit, and nothing else is.
    expect(left.length - 1).toBe(PASSES);
  });

  test('what was found out survives a restart', () => {
    const facts: Fact[] = [];
    const sinks = { fact: (fact: Fact) => facts.push(fact), summary: () => undefined };
    const first = new Engine(SHOP, sinks);
    const see = (engine: Engine, second: number) => {
      const at = (1_700_000_000_000 + second * 1000) as EpochMs;
      engine.step({ kind: 'PeopleSeen', sensor: CAMERA, at, boxes: [470, 150, 60, 180, 0.97] });
      engine.step({ kind: 'Tick', at });
    };
    for (let second = 0; second < 3700; second++) see(first, second);
    const second = new Engine(SHOP, sinks);
    second.restore(JSON.parse(JSON.stringify(first.state.save())));
    facts.length = 0;
    for (let s = 3700; s < 3900; s++) see(second, s);
    expect(facts.filter(({ kind }) => kind === 'ZoneEntered')).toEqual([]);
  });
});
