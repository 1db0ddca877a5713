import { expect, test } from 'vitest';
import { InsightsService } from '../../../src/app/console/insights-service.ts';
import { DaySums } from '../../../src/app/gateway/roll-ups/day-sums.ts';
import { openScenario, readScenario } from '../../../src/app/sim/open-scenario.ts';
import { SimGateway } from '../../../src/app/sim/sim-gateway.ts';
import type { Settings } from '../../../src/config/schema.ts';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import { VirtualClock } from '../../../src/sim/kernel/virtual-clock.ts';
import { createSimStore } from '../../../src/sim/scenario/sim-store.ts';
import { silentLog } from '../../support/silent-log.ts';
import { openMemoryStore } from '../../support/storage/memory-store.ts';

/** A Tuesday, at noon. */
const FROM_MS = Date.UTC(2026, 2, 3, 12);
const LIVED_MS = 12 * 60_000;

/** What Insights shows of a simulated store under these settings, and what left it. */
async function live(privacy: Partial<Settings['privacy']>) {
  const { settings, shop } = await openScenario(readScenario('boutique'));
  const clock = new VirtualClock(FROM_MS);
  const { links } = createSimStore({ layout: shop.layout, scenario: shop.scenario, seed: 2, clock });
  const store = openMemoryStore({ bootId: 'sim', maxBytes: 64 * 1024 * 1024 });
  const own = { ...settings, privacy: { ...settings.privacy, ...privacy } };
  const gateway = new SimGateway({ settings: own, links, clock, log: silentLog, store });
  gateway.start();
  await clock.run({ untilMs: FROM_MS + LIVED_MS });
  gateway.cutPower();
  const sums = new DaySums(store, settings.store.timezone);
  const insights = new InsightsService({
    ...{ sums: () => sums, timeZone: () => settings.store.timezone, minimumCount: () => 5 },
    now: () => (FROM_MS + LIVED_MS) as EpochMs,
  });
  const view = insights.view({ kind: 'day', date: '2026-03-03', against: 'usual' });
  const sent = store
    .pending('oldest-first', 1_000, new Set())
    .map(({ lane, payload }) => `${lane} ${payload}`);
  return { view, sent };
}

test('the device shows the same under the shipped privacy settings as without them; what leaves differs', async () => {
  const shipped = await live({ minimumCount: 5, storeEvery: 'window', indoorEvery: 'hour' });
  const open = await live({ minimumCount: 1, storeEvery: 'window', indoorEvery: 'window' });
  expect(shipped.view).toEqual(open.view);
  expect(shipped.view.figures['entries']?.value).toBeGreaterThan(0);
  expect(shipped.sent).not.toEqual(open.sent);
});
