import { connectAsync } from 'mqtt';
import { describe, expect, it } from 'vitest';
import { startMosquitto } from '../../support/links/mosquitto.ts';
import { parseStore, ReactingStore } from '../../support/stores/reacting-store.ts';
import { until } from '../../support/until.ts';

/** Keys that Home Assistant documents for device discovery, by platform; an unknown key is ignored there and a fault here. */
const SHARED = [
  ...['platform', 'name', 'unique_id', 'state_topic', 'device_class', 'icon', 'entity_category'],
  ...['enabled_by_default', 'value_template', 'expire_after', 'availability', 'json_attributes_topic'],
];
const KEYS: Readonly<Record<string, readonly string[]>> = {
  sensor: [...SHARED, 'state_class', 'unit_of_measurement', 'suggested_display_precision'],
  binary_sensor: [...SHARED, 'off_delay', 'payload_on', 'payload_off'],
};
const SENSOR_CLASSES = ['duration', undefined];
const BINARY_CLASSES = ['occupancy', 'motion', 'door', 'problem', undefined];

interface Discovery {
  readonly device: { readonly identifiers: readonly string[] };
  readonly origin: { readonly name: string };
  readonly availability: readonly { readonly topic: string }[];
  readonly availability_mode: string;
  readonly components: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

function settings(url: string, zones: readonly string[]): string {
  return `
version: 2
tenant: acme
gateway: gw-1
store: { id: high-street, timezone: Europe/London }
sensors:
  - { id: cam, type: camera, source: { rtsp: "rtsp://cam.local/1" }, widthPx: 640, heightPx: 480 }
  - { id: counter, type: serial-counter, path: /dev/x }
  - { id: back-door, type: reed-switch, chip: gpiochip0, gpioLine: GPIO22 }
doors: [{ id: front, sensors: [counter] }]
zones: [${zones.map((id) => `{ id: ${id}, space: cam, isQueue: true, polygon: [[0, 200], [300, 200], [300, 480], [0, 480]] }`).join(', ')}]
outputs: [{ id: ha, type: home-assistant, broker: { url: "${url}" } }]
rules: [{ id: crowd, when: { people: { zone: till, atLeast: 5 } }, for: 5s, then: [{ output: ha }] }]
`;
}

/** What a Home Assistant that listens from the beginning would hold. */
async function listen(url: string) {
  const topics = new Map<string, string>();
  const discoveries: Discovery[] = [];
  const client = await connectAsync(url, { protocolVersion: 5 });
  client.on('message', (topic, payload) => {
    const text = payload.toString('utf8');
    topics.set(topic, text);
    if (topic === 'homeassistant/device/lintel_gw-1/config' && text !== '')
      discoveries.push(JSON.parse(text) as Discovery);
  });
  await client.subscribeAsync(['homeassistant/#', 'lintel/#']);
  const findValue = (component: string) =>
    topics.get(discoveries.at(-1)?.components[component]?.['state_topic'] ?? '');
  return { topics, discoveries, client, findValue, [Symbol.asyncDispose]: () => client.endAsync(true) };
}

const AVAILABLE = 'lintel/local/high-street/home-assistant/gw-1/available';

/** Runs made-up time until something real has happened. */
async function runUntil(store: ReactingStore, what: string, condition: () => boolean): Promise<void> {
  for (let i = 0; i < 100 && !condition(); i++) {
    await store.run(0.4);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await until(what, condition, 5_000);
}

describe('Home Assistant', () => {
  it('gets one device whose components have documented keys and stable ids', async () => {
    await using broker = await startMosquitto();
    await using home = await listen(broker.url);
    await using store = new ReactingStore(await parseStore(settings(broker.url, ['till', 'shelf'])));
    await runUntil(store, 'it is available', () => home.topics.get(AVAILABLE) === 'online');
    const [discovery] = home.discoveries;
    expect(discovery?.device.identifiers).toEqual(['lintel_gw-1']);
    expect(discovery?.origin.name).toBe('Lintel');
    expect(discovery?.availability_mode).toBe('all');
    expect(discovery?.availability).toEqual([{ topic: AVAILABLE }]);
    const components = Object.entries(discovery?.components ?? {});
    expect(components.length).toBeGreaterThan(12);
    for (const [id, component] of components) {
      const allowed = KEYS[component['platform'] ?? ''] ?? [];
      expect(
        Object.keys(component).filter((key) => !allowed.includes(key)),
        id,
      ).toEqual([]);
      expect(component['unique_id']).toBe(`lintel_gw-1_${id}`);
      expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
      const classes: readonly (string | undefined)[] =
        component['platform'] === 'sensor' ? SENSOR_CLASSES : BINARY_CLASSES;
      expect(classes).toContain(component['device_class']);
      expect(home.topics.has(component['state_topic'] ?? ''), `${id} has a state`).toBe(true);
    }
    // Zones tell of staff in a small store: off until the owner turns one on.
    expect(discovery?.components['people_till']?.['enabled_by_default']).toBe(false);
  });

  it('shows an outage as unknown, never as 0', async () => {
    await using broker = await startMosquitto();
    await using home = await listen(broker.url);
    await using store = new ReactingStore(await parseStore(settings(broker.url, ['till'])));
    await runUntil(store, 'the zone is known', () => home.findValue('people_till') === '0');
    store.silent.add('cam');
    await store.run(10);
    await runUntil(store, 'the zone is unknown', () => home.findValue('people_till') === 'None');
    expect(home.findValue('occupied_till')).toBe('None');
  });

  it('takes a removed zone away, and is told again after its own restart', async () => {
    await using broker = await startMosquitto();
    await using home = await listen(broker.url);
    {
      await using store = new ReactingStore(await parseStore(settings(broker.url, ['till', 'shelf'])));
      await runUntil(store, 'it is available', () => home.topics.get(AVAILABLE) === 'online');
    }
    await until('a clean stop makes it unavailable', () => home.topics.get(AVAILABLE) === 'offline');
    await using store = new ReactingStore(await parseStore(settings(broker.url, ['till'])));
    await runUntil(store, 'the zone is gone', () => {
      const { components } = home.discoveries.at(-1) ?? { components: { people_shelf: {} } };
      return components['people_shelf'] === undefined && home.topics.get(AVAILABLE) === 'online';
    });
    const removal = home.discoveries.find(
      ({ components }) => Object.keys(components['people_shelf'] ?? {}).length === 1,
    );
    expect(removal?.components['people_shelf']).toEqual({ platform: 'sensor' });
    const before = home.discoveries.length;
    await home.client.publishAsync('homeassistant/status', 'online');
    await runUntil(store, 'it is announced again', () => home.discoveries.length > before);
  });

  it('is available again within 10 s of a restart of the broker, with its states', async () => {
    await using broker = await startMosquitto();
    await using store = new ReactingStore(await parseStore(settings(broker.url, ['till'])));
    await runUntil(store, 'it is connected', () => store.gateway.status().outputs[0]?.state === 'ready');
    await broker.restart();
    const restarted = store.clock.monotonicMs();
    await using home = await listen(broker.url);
    await runUntil(
      store,
      'it is available',
      () => home.topics.get(AVAILABLE) === 'online' && home.findValue('people_till') === '0',
    );
    expect(store.clock.monotonicMs() - restarted).toBeLessThan(10_000);
  });
});
