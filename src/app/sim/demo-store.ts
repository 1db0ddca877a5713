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

/** Start of the demo: a Friday at noon in the store, two hours after opening. */
export const DEMO_FROM_MS = Date.UTC(2026, 2, 6, 11);

/**
 * Start of the history: a Monday more than five weeks before the demo. Four weeks give the usual counts, and one week
 * is shown.
 */
const PAST_FROM_MS = Date.UTC(2026, 0, 26) - TIME_ZONE_MS;
/** The day before the demo. A camera is unplugged on it, so that pages show the effect. */
const YESTERDAY_MS = Date.UTC(2026, 2, 5) - TIME_ZONE_MS;

/** The history before the start of the demo. */
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
  /** Folder for earlier versions of the settings. */
  readonly historyDirectory: string;
}

/** Names such as a real store would give. In the shipped settings, things have only ids. */
const NAMES: Readonly<Record<string, string>> = {
  ...{ ceiling: 'Ceiling camera', 'street-camera': 'Street camera', beams: 'Door beams' },
  ...{ counter: 'Door counter', feedback: 'Feedback buttons', tills: 'Till system' },
  ...{ 'receiver-0': 'Receiver by the shoes', 'receiver-1': 'Receiver by the till' },
  ...{ 'receiver-2': 'Receiver by the window', 'receiver-3': 'Receiver by the mirror' },
  ...{ shoes: 'Shoes', jackets: 'Jackets', 'table-left': 'Left table', 'table-right': 'Right table' },
  ...{ entrance: 'Entrance', till: 'Till', 'till-queue': 'Till queue', front: 'Front door' },
  ...{ 'threshold-line': 'Threshold', 'pavement-line': 'Pavement', 'front-line': 'Inside the door' },
};

/** A receiver is unplugged shortly before the demo starts, so that pages show how to fix this. */
const FAULT: FaultFile = {
  ...{ kind: 'unplug', sensor: 'receiver-2' },
  ...{ from: '2026-03-06T12:06', to: '2026-04-06T20:00' },
};

/** Port of a second counter at the front door. The counter is connected, but not in the settings. */
export const SPARE_PORT = '/dev/serial/by-id/usb-Counter_over_the_front_door';

/**
 * Opens the shipped boutique with the given broker and data folder. Its settings file is a copy that the console may
 * change. `speed`: seconds of the store in one second.
 */
export async function openDemoStore(directory: string, url: string, speed = 1): Promise<DemoStore> {
  const trees = readScenario('boutique');
  const reconnect = {
    ...{ initialDelaySeconds: 1, maxDelaySeconds: 1 },
    ...{ gatewayOffsetSeconds: 0, bootJitterSeconds: 0 },
  };
  const shipped = trees.settings as { readonly [section: string]: Json };
  const hours = { opens: '10:00', closes: '20:00' };
  // All pages show this name: neither the counts nor the clock are those of a real store.
  const name = `Simulated store${speed === 1 ? '' : `, time ×${speed}`}`;
  const store = { ...(shipped['store'] as object), name, hours };
  // Uses the default privacy settings. Those of the scenario release all counts, so that they can be compared with the
  // truth.
  const own = { store, storage: { directory }, mqtt: { url, reconnect }, privacy: {} };
  const settings = { ...named(shipped), ...own };
  const settingsPath = join(directory, 'store.yaml');
  const historyDirectory = join(directory, 'settings-history');
  writeFileSync(settingsPath, stringify(settings));
  const { shop } = await openScenario({ ...trees, settings: withSpare(settings) }, [FAULT]);
  const opened = await openScenario({ ...trees, settings });
  return { ...opened, shop, settingsPath, directory, historyDirectory };
}

/**
 * Returns settings that also contain the second counter. The simulation uses them, so the counter works before it is in
 * the gateway's settings.
 */
function withSpare(settings: { readonly [section: string]: Json }): { readonly [section: string]: Json } {
  const sensors = settings['sensors'] as readonly { readonly [key: string]: Json }[];
  const spare = { ...sensors.find(({ id }) => id === 'counter'), id: 'spare', path: SPARE_PORT };
  const doors = (settings['doors'] as readonly { readonly sensors: readonly string[] }[]).map((door) => ({
    ...door,
    sensors: [...door.sensors, spare.id],
  }));
  return { ...settings, doors, sensors: [...sensors, spare] };
}

function named(shipped: { readonly [section: string]: Json }): { readonly [section: string]: Json } {
  const name = (things: Json | undefined) =>
    (things as readonly { readonly id: string }[]).map((one) => ({ ...one, name: NAMES[one.id] ?? one.id }));
  const sections = ['sensors', 'zones', 'lines', 'doors'].map((key) => [key, name(shipped[key])] as const);
  return { ...shipped, ...Object.fromEntries(sections) };
}
