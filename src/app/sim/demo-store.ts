import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Json, SensorId } from '../../core/model/ids.ts';
import type { FaultFile } from '../../sim/scenario/scenario-file.ts';
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
  /** Folder of the earlier versions of the settings. */
  readonly historyDirectory: string;
}

/** Names as a store would give them; the boutique's own settings have ids alone. */
const NAMES: Readonly<Record<string, string>> = {
  ...{ ceiling: 'Ceiling camera', 'street-camera': 'Street camera', beams: 'Door beams' },
  ...{ counter: 'Door counter', feedback: 'Feedback buttons', tills: 'Till system' },
  ...{ 'receiver-0': 'Receiver by the shoes', 'receiver-1': 'Receiver by the till' },
  ...{ 'receiver-2': 'Receiver by the window', 'receiver-3': 'Receiver by the mirror' },
  ...{ shoes: 'Shoes', jackets: 'Jackets', 'table-left': 'Left table', 'table-right': 'Right table' },
  ...{ entrance: 'Entrance', till: 'Till', 'till-queue': 'Till queue', front: 'Front door' },
  ...{ 'threshold-line': 'Threshold', 'pavement-line': 'Pavement', 'front-line': 'Inside the door' },
};

/** A receiver that is unplugged shortly before the demo opens, so that its pages show what to do about it. */
const FAULT: FaultFile = {
  ...{ kind: 'unplug', sensor: 'receiver-2' },
  ...{ from: '2026-03-06T12:06', to: '2026-04-06T20:00' },
};

/** Port of a second counter over the front door. The settings do not have it yet. */
export const SPARE_PORT = '/dev/serial/by-id/usb-Counter_over_the_front_door';

/** Opens the shipped boutique with a temporary broker and data folder. The console may change its settings file. */
export async function openDemoStore(directory: string, url: string): Promise<DemoStore> {
  const trees = readScenario('boutique');
  const reconnect = {
    ...{ initialDelaySeconds: 1, maxDelaySeconds: 1 },
    ...{ gatewayOffsetSeconds: 0, bootJitterSeconds: 0 },
  };
  const shipped = trees.settings as { readonly [section: string]: Json };
  const hours = { opens: '10:00', closes: '20:00' };
  // Every page shows this name, so a visitor does not take the numbers for those of a real store.
  const store = { ...(shipped['store'] as object), name: 'Simulated demo store', hours };
  // Default privacy settings, as in a new store. The scenario's own release every count, for comparison.
  const own = { store, storage: { directory }, mqtt: { url, reconnect }, privacy: {} };
  const settings = { ...named(shipped), ...own };
  const settingsPath = join(directory, 'store.yaml');
  const historyDirectory = join(directory, 'settings-history');
  writeFileSync(settingsPath, stringify(settings));
  const { shop } = await openScenario({ ...trees, settings: withSpare(settings) }, [FAULT]);
  const opened = await openScenario({ ...trees, settings });
  return { ...opened, shop, settingsPath, directory, historyDirectory };
}

/** The store as it is wired, with the counter that the settings do not name. */
function withSpare(settings: { readonly [section: string]: Json }): { readonly [section: string]: Json } {
  const spare = { id: 'spare', type: 'serial-counter', path: SPARE_PORT, reportIntervalSeconds: 2 };
  const doors = (settings['doors'] as readonly { readonly sensors: readonly string[] }[]).map((door) => ({
    ...door,
    sensors: [...door.sensors, spare.id],
  }));
  return { ...settings, doors, sensors: [...(settings['sensors'] as readonly Json[]), spare] };
}

function named(shipped: { readonly [section: string]: Json }): { readonly [section: string]: Json } {
  const name = (things: Json | undefined) =>
    (things as readonly { readonly id: string }[]).map((one) => ({ ...one, name: NAMES[one.id] ?? one.id }));
  const sections = ['sensors', 'zones', 'lines', 'doors'].map((key) => [key, name(shipped[key])] as const);
  return { ...shipped, ...Object.fromEntries(sections) };
}
