import { expect, test } from 'vitest';
import { BeamPairDecoder } from '../../../src/core/doors/beam-pair-decoder.ts';
import { CounterDecoder } from '../../../src/core/doors/counter-decoder.ts';
import type { EpochMs, SensorId } from '../../../src/core/types.ts';
import { FUZZED } from '../../support/fuzz-decoders.ts';
import { Random } from '../../support/seeded-random.ts';

const FRAMES = 5_000;

test.each(Object.entries(FUZZED))('%s throws at no frame', (_name, decodeOne) => {
  const random = new Random(7);
  expect(() => {
    for (let frame = 0; frame < FRAMES; frame++) decodeOne(random);
  }).not.toThrow();
});

test('mad beams and mad totals never make a crowd', () => {
  const random = new Random(8);
  let people = 0;
  const sink = {
    crossed: ({ count }: { count: number }) => {
      people += count;
    },
    restored: ({ count }: { count: number }) => {
      people += count;
    },
    faulted: () => undefined,
    recovered: () => undefined,
  };
  const beams = new BeamPairDecoder('beam' as SensorId, sink);
  const counter = new CounterDecoder('counter' as SensorId, sink);
  for (let step = 0; step < FRAMES; step++) {
    const at = (step * 50) as EpochMs;
    beams.see(random.chance(0.5) ? 'a' : 'b', random.chance(0.5), at);
    const total = () => random.int(0, 2 ** 31);
    counter.see({
      kind: 'CounterRead',
      sensor: 'counter' as SensorId,
      at,
      mode: 'total',
      entered: total(),
      left: total(),
    });
  }
  expect(people).toBeLessThan(FRAMES);
});
