import { expect, test } from 'vitest';
import { BeamPairDecoder } from '../../../src/core/doors/beam-pair-decoder.ts';
import { CounterDecoder } from '../../../src/core/doors/counters/counter-decoder.ts';
import type { EpochMs, SensorId } from '../../../src/core/model/ids.ts';
import { driverTypes, loadDriver } from '../../../src/drivers/registry.ts';
import { noiseOn, PARSERS } from '../../support/fuzz-decoders.ts';
import type { RecordedItem, Recording } from '../../support/links/recorded-links.ts';
import { readRecording } from '../../support/links/recorded-links.ts';
import { observeRecording } from '../../support/observe-recording.ts';
import { Random } from '../../support/seeded-random.ts';

const FRAMES = 5_000;
/** Each also passes through a driver's link and clock. */
const DRIVER_FRAMES = 1_000;

test.each(Object.entries(PARSERS))('%s throws at no frame', (_name, decodeOne) => {
  const random = new Random(7);
  expect(() => {
    for (let frame = 0; frame < FRAMES; frame++) decodeOne(random);
  }).not.toThrow();
});

/** What was recorded comes between the noise, so that no device counts as silent. */
function withGood(noise: RecordedItem, { items }: Recording, i: number): RecordedItem[] {
  const good = items[i % items.length];
  return good === undefined ? [noise] : [noise, good];
}

test.each(driverTypes)('%s throws at no frame of its link', async (type) => {
  const { link } = await loadDriver(type);
  const recording = readRecording(type);
  const frames = noiseOn(link, DRIVER_FRAMES, new Random(7));
  const items = frames.flatMap((item, i) => withGood({ at: i, item }, recording, i));
  const run = await observeRecording(type, { ...recording, items }, 'stall');
  await run.stop();
  // After the last frame a device that reports on its own is silent, which is said.
  if (run.error !== undefined) expect(run.error).toMatchObject({ code: 'LINK_SILENT' });
  expect(run.seen.length).toBeGreaterThan(0);
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
    uncounted: () => undefined,
    restarted: () => undefined,
    faulted: () => undefined,
    recovered: () => undefined,
  };
  const beams = new BeamPairDecoder('beam' as SensorId, sink);
  const counter = new CounterDecoder('counter' as SensorId, sink);
  for (let step = 0; step < FRAMES; step++) {
    const at = (step * 50) as EpochMs;
    beams.acceptEdge(random.chance(0.5) ? 'a' : 'b', random.chance(0.5), at);
    const total = () => random.int(0, 2 ** 31);
    counter.acceptReading({
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
