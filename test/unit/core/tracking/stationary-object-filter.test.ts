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
/** Comes into the zone for ten seconds of every minute, in front of the mannequin. */
const visitor = (second: number) =>
  second % 60 < 10 ? [[480, 120, 80, 240, 0.97]] : second % 60 < 14 ? [[800, 120, 80, 240, 0.97]] : [];

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
