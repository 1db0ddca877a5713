import { describe, expect, test } from 'vitest';
import { Engine } from '../../src/core/engine/engine.ts';
import type { Fact } from '../../src/core/model/fact.ts';
import type { EpochMs, Json } from '../../src/core/model/ids.ts';
import type { Observation } from '../../src/core/model/observation.ts';
import type { WindowSummary } from '../../src/core/model/window-summary.ts';
import { CAMERA, MODEL } from '../support/stores/store-model.ts';

/** A person of 60×150 px who walks in from the left, stops in the zone, and walks out on the right. */
function visit(fromMs: number, stopMs: number): Observation[] {
  const path = (ms: number) => {
    if (ms < 3_000) return 50 + (ms / 3_000) * 450;
    if (ms < 3_000 + stopMs) return 500;
    return 500 + ((ms - 3_000 - stopMs) / 3_000) * 450;
  };
  return Array.from({ length: Math.ceil((6_000 + stopMs) / 200) }, (_, i) => ({
    kind: 'PeopleSeen' as const,
    sensor: CAMERA,
    at: (fromMs + i * 200) as EpochMs,
    boxes: [path(i * 200) - 30, 100, 60, 150, 0.9],
  }));
}

const quiet = (fromMs: number, toMs: number): Observation[] =>
  Array.from({ length: Math.floor((toMs - fromMs) / 200) }, (_, i) => ({
    kind: 'PeopleSeen' as const,
    sensor: CAMERA,
    at: (fromMs + i * 200) as EpochMs,
    boxes: [],
  }));

const tick = (ms: number): Observation => ({ kind: 'Tick', at: ms as EpochMs });

function run(observations: readonly Observation[], cutAt?: number) {
  const facts: Fact[] = [];
  const summaries: WindowSummary[] = [];
  const sinks = { fact: (f: Fact) => facts.push(f), summary: (s: WindowSummary) => summaries.push(s) };
  let engine = new Engine(MODEL, sinks);
  observations.forEach((observation, i) => {
    if (i === cutAt) {
      const saved = JSON.parse(JSON.stringify(engine.state.save())) as Json;
      engine = new Engine(MODEL, sinks);
      engine.restore(saved);
    }
    engine.step(observation);
  });
  return { facts, summaries };
}

const ROUND = [
  ...quiet(0, 4_000),
  ...visit(4_000, 10_000),
  ...quiet(20_000, 59_800),
  tick(59_000),
  tick(100_000),
];

describe('the engine', () => {
  test('turns boxes into a visit, a crossing and a window', () => {
    const { facts, summaries } = run(ROUND);
    expect(facts.filter((fact) => fact.kind === 'ZoneLeft')).toHaveLength(1);
    expect(facts.filter((fact) => fact.kind === 'LineCrossed')).toMatchObject([{ direction: 'in' }]);
    expect(summaries[0]).toMatchObject({
      zones: [{ entries: 1, exits: 1, visits: 1, peopleMax: 1 }],
      lines: [{ in: 1, out: 0 }],
      doors: [{ in: 1, out: 0 }],
      store: { entries: 1 },
    });
    const dwellMs = summaries[0]?.zones[0]?.dwell?.sumMs ?? 0;
    expect(Math.abs(dwellMs - 11_330)).toBeLessThan(600);
  });

  test('gives the same bytes for the same observations', () => {
    expect(JSON.stringify(run(ROUND))).toBe(JSON.stringify(run(ROUND)));
  });

  test('continues after a restore at any point without a difference', () => {
    const whole = JSON.stringify(run(ROUND));
    for (let cutAt = 1; cutAt < ROUND.length; cutAt += 7)
      expect(JSON.stringify(run(ROUND, cutAt))).toBe(whole);
  });

  test('a visit that a hole in the camera’s sight cut short is censored', () => {
    const cut = [...visit(0, 60_000).slice(0, 40), ...quiet(60_000, 61_000)];
    const left = run(cut).facts.find((fact) => fact.kind === 'ZoneLeft');
    expect(left).toMatchObject({ censored: 'stop' });
  });

  test('coverage counts the time between frames, and not a hole', () => {
    const { summaries } = run([...quiet(0, 15_200), ...quiet(45_000, 60_000), tick(100_000)]);
    expect(summaries[0]?.sensors[0]?.coverage).toBeCloseTo((15 + 14.8) / 60, 3);
  });
});
