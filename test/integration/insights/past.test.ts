import { expect, onTestFinished, test } from 'vitest';
import { InsightsService } from '../../../src/app/console/insights-service.ts';
import { readCheckpoint } from '../../../src/app/gateway/pipeline/saved-checkpoint.ts';
import { DaySums } from '../../../src/app/gateway/roll-ups/day-sums.ts';
import { buildStoreModel } from '../../../src/app/settings/build-store-model.ts';
import { openScenario, readScenario } from '../../../src/app/sim/open-scenario.ts';
import { writePast } from '../../../src/app/sim/write-past.ts';
import { Engine } from '../../../src/core/engine/engine.ts';
import { settleTotals } from '../../../src/core/metrics/merging/window-totals.ts';
import type { EpochMs, SensorId } from '../../../src/core/model/ids.ts';
import { VirtualClock } from '../../../src/sim/kernel/virtual-clock.ts';
import { Population } from '../../../src/sim/people/population.ts';
import { World } from '../../../src/sim/people/world.ts';
import { StoreTruth } from '../../../src/sim/truth/store-truth.ts';
import { truthWindow } from '../../../src/sim/truth/truth-window.ts';
import { openSqliteEventStore } from '../../../src/storage/sqlite-event-store.ts';
import { silentLog } from '../../support/silent-log.ts';
import { tempDir } from '../../support/temp-dir.ts';

const ZONE = 'Europe/Berlin';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Monday 16 February 2026, midnight in the store. */
const FROM_MS = Date.UTC(2026, 1, 15, 23);
/** Tuesday a week later, at noon. */
const TO_MS = FROM_MS + 8 * DAY_MS + 12 * HOUR_MS;
const OUTAGE = {
  sensor: 'street-camera' as SensorId,
  ...{ fromMs: TO_MS - DAY_MS, toMs: TO_MS - DAY_MS + 2 * HOUR_MS },
};
const SEED = 3;

async function openShop() {
  return await openScenario(readScenario('boutique'));
}

async function openPast() {
  const { shop, settings } = await openShop();
  const clock = { now: () => FROM_MS as EpochMs, monotonicMs: () => 0 };
  const store = await openSqliteEventStore({
    ...{ directory: tempDir(), maxBytes: 512 * 1024 * 1024, bootId: 'past', clock },
  });
  onTestFinished(() => store.close());
  await writePast({
    ...{ shop, settings, store, seed: SEED, log: silentLog },
    ...{ fromMs: FROM_MS, toMs: TO_MS, outage: OUTAGE },
  });
  return { shop, settings, store, sums: new DaySums(store, ZONE) };
}

/** One day of the same people with their bodies. */
async function walkDay(shop: Awaited<ReturnType<typeof openShop>>['shop']) {
  const { layout } = shop;
  const scenario = { ...shop.scenario, passersByPerHour: [] };
  const clock = new VirtualClock(FROM_MS);
  const world = new World(layout, scenario, clock);
  const truth = new StoreTruth(layout);
  world.addWitness(truth);
  new Population({ layout, scenario }, world, clock, SEED).start();
  await clock.run({ untilMs: FROM_MS + DAY_MS });
  return truthWindow(truth, FROM_MS, FROM_MS + DAY_MS);
}

test('a past without bodies has nearly the numbers of the same people with them', async () => {
  const { shop, sums } = await openPast();
  const truth = await walkDay(shop);
  const day = sums.day('2026-02-16');
  if (day === null) throw new Error('the first day is known');
  const past = settleTotals(day);
  const share = (own: number | null | undefined, other: number) => (own ?? 0) / other;
  expect(share(past.store.entries, truth.store.entries)).toBeCloseTo(1, 1);
  expect(share(past.store.transactions, truth.store.sales)).toBeCloseTo(1, 1);
  for (const { zone, visits } of past.zones.filter((each) => each.zone !== 'till-queue')) {
    const walked = truth.zones.find((each) => each.zone === zone)?.visits ?? 0;
    expect(Math.abs(share(visits, walked) - 1), zone).toBeLessThan(0.2);
  }
  expect(past.queues[0]?.served).toBe(past.store.transactions);
});

test('a gateway that goes on after a past knows that its door counted before', async () => {
  const { settings, store } = await openPast();
  const engine = new Engine(buildStoreModel(settings), { fact: () => undefined, summary: () => undefined });
  engine.restore(readCheckpoint(store, silentLog)?.engine ?? null);
  expect(engine.doors(TO_MS as EpochMs)).toMatchObject([{ door: 'front', since: 0 }]);
});

test('a past has an own number and a usual one for its last week, and names what was not seen', async () => {
  const { store, sums } = await openPast();
  const options = { sums: () => sums, timeZone: () => ZONE, minimumCount: () => 5 };
  const service = new InsightsService({ ...options, now: () => TO_MS as EpochMs });
  const week = service.view({ kind: 'week', date: '2026-02-24', against: 'usual' });
  for (const key of ['entries', 'conversion', 'visits@shoes']) {
    expect(week.figures[key]?.value, key).toBeGreaterThan(0);
    expect(week.usual[key]?.value, key).toBeGreaterThan(0);
  }
  expect(week.figures['bounceShare']?.value).toBeGreaterThan(0.1);
  expect(week.dark).toContainEqual({ ...OUTAGE });
  const day = service.view({ kind: 'day', date: '2026-02-23', against: 'usual' });
  const passersBy = day.series['passersBy']?.value ?? [];
  expect(passersBy.slice(11, 15).map((value) => value === null)).toEqual([false, true, true, false]);
  expect(store.rollUps('day', FROM_MS as EpochMs, TO_MS as EpochMs)).toHaveLength(8);
  expect(store.pending('oldest-first', 10, new Set())).toEqual([]);
});
