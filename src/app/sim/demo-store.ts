import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Json, SensorId } from '../../core/model/ids.ts';
import type { OpenScenario } from './open-scenario.ts';
import { openScenario, readScenario } from './open-scenario.ts';
import type { PastOptions } from './write-past.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const TIME_ZONE_MS = HOUR_MS;

/** A Friday at noon by the store's clock, two hours after opening. */
export const DEMO_FROM_MS = Date.UTC(2026, 2, 6, 11);

/** A Monday, more than five weeks before the demo: four weeks make the usual counts, and one is shown. */
const PAST_FROM_MS = Date.UTC(2026, 0, 26) - TIME_ZONE_MS;
/** The day before the demo, on which a camera is unplugged, so that pages show the effect. */
const YESTERDAY_MS = Date.UTC(2026, 2, 5) - TIME_ZONE_MS;

/** The history before the demo. */
export const DEMO_PAST = {
  ...{ fromMs: PAST_FROM_MS, toMs: DEMO_FROM_MS },
  outage: {
    sensor: 'street-camera' as SensorId,
    ...{ fromMs: YESTERDAY_MS + 13.75 * HOUR_MS, toMs: YESTERDAY_MS + 16.25 * HOUR_MS },
  },
} satisfies Partial<PastOptions>;

export const DEMO_PAST_DAYS = Math.ceil((DEMO_FROM_MS - PAST_FROM_MS) / DAY_MS);

export interface DemoStore extends OpenScenario {
  readonly settingsPath: string;
  readonly directory: string;
}

/** Opens the shipped boutique with a temporary broker and data folder. The console may change its settings file. */
export async function openDemoStore(directory: string, url: string): Promise<DemoStore> {
  const trees = readScenario('boutique');
  const reconnect = {
    ...{ initialDelaySeconds: 1, maxDelaySeconds: 1 },
    ...{ gatewayOffsetSeconds: 0, bootJitterSeconds: 0 },
  };
  const shipped = trees.settings as { readonly [section: string]: Json };
  const store = { ...(shipped['store'] as object), hours: { opens: '10:00', closes: '20:00' } };
  // Default privacy settings, as in a new store. The scenario's own release every count, for comparison.
  const own = { store, storage: { directory }, mqtt: { url, reconnect }, privacy: {} };
  const settings = { ...shipped, ...own };
  const settingsPath = join(directory, 'store.yaml');
  writeFileSync(settingsPath, stringify(settings));
  return { ...(await openScenario({ ...trees, settings })), settingsPath, directory };
}
