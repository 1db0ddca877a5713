import { expect, test } from 'vitest';
import { Engine } from '../../src/core/engine/engine.ts';
import type { EpochMs, Json } from '../../src/core/model/ids.ts';
import { CAMERA, MODEL } from '../support/stores/store-model.ts';

const NOON = Date.UTC(2026, 0, 5, 12);

function createEngine(): Engine {
  return new Engine(MODEL, { fact: () => undefined, summary: () => undefined });
}

/** Somebody stands in the zone, and another has walked over the line. */
function livedEngine(): Engine {
  const engine = createEngine();
  for (let i = 0; i < 200; i++) {
    const at = (NOON + 100 * i) as EpochMs;
    const boxes = [450, 150, 60, 150, 0.95, 100 + 4 * i, 100, 60, 150, 0.95];
    engine.step({ kind: 'PeopleSeen', sensor: CAMERA, at, boxes });
    if (i % 10 === 0) engine.step({ kind: 'Tick', at });
  }
  return engine;
}

/** Every copy of `saved` in which one value, however deep, is another. */
function* damaged(saved: Json): Generator<Json> {
  for (const other of [null, 'x', -1, [], {}]) yield other;
  if (typeof saved !== 'object' || saved === null) return;
  for (const [key, value] of Object.entries(saved) as [string, Json][]) {
    const copy = (item: Json): Json =>
      Array.isArray(saved) ? saved.with(Number(key), item) : { ...saved, [key]: item };
    for (const item of damaged(value)) yield copy(item);
    if (!Array.isArray(saved)) yield Object.fromEntries(Object.entries(saved).filter(([k]) => k !== key));
  }
}

test('continues from a checkpoint without a difference', () => {
  const before = livedEngine();
  const saved = JSON.parse(JSON.stringify(before.state.save())) as Json;
  const after = createEngine();
  expect(after.restore(saved)).toBeUndefined();
  expect(JSON.stringify(after.state.save())).toBe(JSON.stringify(saved));
});

test('a damaged checkpoint is refused with its reason and changes nothing, wherever the damage is', () => {
  // Windows say by themselves what they can read.
  const { windows = null, ...rest } = livedEngine().state.save() as { readonly [part: string]: Json };
  const engine = createEngine();
  const fresh = JSON.stringify(engine.state.save());
  let refused = 0;
  for (const bad of damaged(rest)) {
    const isObject = typeof bad === 'object' && bad !== null && !Array.isArray(bad);
    const refusal = engine.restore(isObject ? { windows, ...bad } : bad);
    if (refusal === undefined) {
      // Another value of the right kind: nobody can know.
      expect(engine.restore(JSON.parse(fresh) as Json)).toBeUndefined();
      continue;
    }
    refused += 1;
    if (refused % 50 === 0) expect(JSON.stringify(engine.state.save())).toBe(fresh);
  }
  expect(refused).toBeGreaterThan(300);
});
