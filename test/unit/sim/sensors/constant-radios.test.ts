import { expect, test } from 'vitest';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { EpochMs, SensorId } from '../../../../src/core/model/ids.ts';
import { RepeatVisitorEstimator } from '../../../../src/core/radios/repeat-visitor-estimator.ts';
import type { BleAdvert } from '../../../../src/ports/links.ts';
import { Channel } from '../../../../src/sim/kernel/channel.ts';
import { VirtualClock } from '../../../../src/sim/kernel/virtual-clock.ts';
import type { Person } from '../../../../src/sim/model/person.ts';
import type { StoreEvent } from '../../../../src/sim/model/store-event.ts';
import { ConstantRadios } from '../../../../src/sim/sensors/constant-radios.ts';
import { StoreTruth } from '../../../../src/sim/truth/store-truth.ts';
import { truthWindow } from '../../../../src/sim/truth/truth-window.ts';
import { openShippedStore } from '../../../support/stores/shipped-store.ts';

const DAY_MS = 24 * 3_600_000;
const VISITORS = 600;
const { shop } = await openShippedStore();

/** Two days of visitors, one every minute from 8 on, of whom half have such a radio; what is published, and the truth. */
async function playTwoDays(returnShare: number) {
  const { scenario, layout, midnightMs } = shop;
  const clock = new VirtualClock(midnightMs);
  const truth = new StoreTruth(layout);
  const channel = new Channel<BleAdvert>(clock);
  const published: Fact[] = [];
  const estimator = new RepeatVisitorEstimator((fact) => published.push(fact));
  const radios = new ConstantRadios({
    scenario: { ...scenario, phones: { ...scenario.phones, constantShare: 0.5, returnShare } },
    ...{ clock, seed: 3, receivers: [channel], emit: (event: StoreEvent) => truth.happened(event) },
  });
  const listen = async () => {
    for await (const advert of channel.listen(new AbortController().signal))
      if (advert.kind === 'buckets')
        estimator.acceptBuckets({ ...advert, kind: 'RadioBucketsRead', sensor: 'hci0' as SensorId });
  };
  void listen();
  radios.start();
  for (let i = 0; i < 2 * VISITORS; i++) {
    const person = { id: i, kind: 'visitor' } as Person;
    const day = Math.floor(i / VISITORS);
    const atMs = midnightMs + day * DAY_MS + 8 * 3_600_000 + (i % VISITORS) * 60_000;
    clock.schedule(atMs, () => {
      radios.came(person);
      radios.fill(person, channel);
    });
  }
  const endMs = midnightMs + 2 * DAY_MS;
  await clock.run({ untilMs: midnightMs + DAY_MS });
  estimator.dayEnded(clock.now() as EpochMs);
  await clock.run({ untilMs: endMs });
  estimator.dayEnded(clock.now() as EpochMs);
  const last = published.at(-1);
  if (last?.kind !== 'RepeatRadiosEstimated') throw new Error('nothing was estimated');
  return { real: truthWindow(truth, endMs - DAY_MS, endMs).returning(endMs), last };
}

test('those who came again are found in the share that is published, without being known', async () => {
  const { real, last } = await playTwoDays(0.3);
  expect(real.n).toBeGreaterThan(200);
  expect(real.share).toBeGreaterThan(0.2);
  expect(real.share).toBeLessThan(0.4);
  expect(last.radios.low).toBeLessThanOrEqual(real.n);
  expect(last.radios.high).toBeGreaterThanOrEqual(real.n);
  expect(last.share?.low).toBeLessThanOrEqual(real.share);
  expect(last.share?.high).toBeGreaterThanOrEqual(real.share);
});

test('where nobody comes again, none is found', async () => {
  const { real, last } = await playTwoDays(0);
  expect(real.share).toBe(0);
  expect(last.share?.low).toBe(0);
  expect(last.share?.mean).toBeLessThan(0.1);
});
