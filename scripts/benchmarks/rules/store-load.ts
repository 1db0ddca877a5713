import { buildStoreModel } from '../../../src/app/settings/build-store-model.ts';
import { runScenario } from '../../../src/app/sim/run-scenario.ts';
import type { DoorId, SensorId } from '../../../src/core/model/ids.ts';
import type { Observation } from '../../../src/core/model/observation.ts';
import { silentLog } from '../../../test/support/silent-log.ts';
import { openShippedStore } from '../../../test/support/stores/shipped-store.ts';
import type { EngineLoad } from './least-time.ts';

const HOUR_MS = 3_600_000;
/** The busiest hour. */
const FROM_HOUR = 17;
/** People need this long to spread over the store. */
const FILL_MS = 240_000;

/** All that a gateway observes in a simulated supermarket: cameras, counters, tags, unknown radios, ticks. */
export async function recordStoreLoad(seconds: number): Promise<EngineLoad> {
  const { shop, settings } = await openShippedStore('supermarket');
  const fromMs = shop.midnightMs + FROM_HOUR * HOUR_MS;
  const untilMs = fromMs + FILL_MS + 1000 * seconds;
  const observations: Observation[] = [];
  const keep = (seen: Observation) => {
    if (seen.at >= fromMs + FILL_MS && seen.at < untilMs) observations.push(structuredClone(seen));
  };
  const listener = { observation: keep };
  await runScenario({ shop, settings, seed: 1, fromMs, toMs: untilMs, log: silentLog, listener });
  const model = buildStoreModel(settings);
  return {
    ...{ model, seconds, observations },
    places: {
      zones: model.zones.map(({ id }) => id),
      queues: model.zones.filter(({ queue }) => queue !== undefined).map(({ id }) => id),
      door: model.doors[0]?.id ?? ('' as DoorId),
      sensor: model.sensors[0]?.id ?? ('' as SensorId),
    },
  };
}
