import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { describe, expect, onTestFinished, test } from 'vitest';
import { satelliteTopic, startSatellite } from '../../src/app/commands/satellite.ts';
import { settingsSchema } from '../../src/app/settings/settings-schema.ts';
import { parseSettings } from '../../src/config/parse-settings.ts';
import { createBleLink } from '../../src/links/ble/ble-link.ts';
import { createMqttReceiverLink } from '../../src/links/ble/mqtt-receiver-link.ts';
import { ClockOffset, SatelliteDecoder, sign } from '../../src/links/ble/satellite-protocol.ts';
import type { BleAdvert, MqttReceiverOptions } from '../../src/ports/links.ts';
import { adapterThat } from '../support/links/adapter-that.ts';
import type { Mosquitto } from '../support/links/mosquitto.ts';
import { openSubscriber, startMosquitto } from '../support/links/mosquitto.ts';
import { silentLog } from '../support/silent-log.ts';
import { until } from '../support/until.ts';

const TAGS = [
  {
    id: 'canary-1',
    kind: 'canary' as const,
    match: { uuid: '00112233445566778899aabbccddeeff', major: 1, minor: 1 },
  },
  { id: 'trolley-1', kind: 'trolley' as const, match: { mac: 'f12233445566' } },
];
const PROGRAM = new URL('../support/links/fake-ble-worker.ts', import.meta.url);

async function secureBroker(): Promise<Mosquitto & { readonly caFile: string }> {
  const mosquitto = await startMosquitto({ tls: true });
  onTestFinished(() => mosquitto.stop());
  return { ...mosquitto, caFile: mosquitto.caFile ?? '' };
}

async function satelliteSettings(broker: object, keyFile: string) {
  const text = JSON.stringify({
    ...{ version: 2, tenant: 'acme', gateway: 'back-room', store: { id: 's1' }, tags: TAGS },
    sensors: [{ id: 'back', type: 'ble-receiver', adapter: adapterThat('hears') }],
    satellite: { broker, keyFile },
  });
  const { settings, problems } = parseSettings(text, await settingsSchema());
  if (settings === undefined) throw new Error(JSON.stringify(problems));
  return settings;
}

function listen(options: MqttReceiverOptions) {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const adverts: BleAdvert[] = [];
  let error: unknown;
  const done = (async () => {
    try {
      const link = createMqttReceiverLink({ tags: TAGS });
      for await (const advert of link.adverts(options, abort.signal)) adverts.push(advert);
    } catch (caught) {
      error = caught;
    }
  })();
  return {
    ...{ adverts, done },
    get error() {
      return error;
    },
  };
}

describe('a satellite', () => {
  test('forwards what it hears over TLS, signed, without an address in it; the gateway hears it as its own', async () => {
    const { url, caFile, directory } = await secureBroker();
    const keyFile = join(directory, 'back.key');
    writeFileSync(keyFile, 'a key that both of them have\n');
    const settings = await satelliteSettings({ url, caFile }, keyFile);
    const topic = satelliteTopic(settings, 'back');
    const wire = await openSubscriber({ url, caFile, topic: '#' });
    const gateway = listen({ broker: { url, caFile }, device: { kind: 'satellite', topic, keyFile } });
    writeFileSync(join(directory, 'other.key'), 'a key that somebody else made up');
    const stranger = listen({
      broker: { url, caFile },
      device: { kind: 'satellite', topic, keyFile: join(directory, 'other.key') },
    });
    const satellite = startSatellite({
      ...{ settings, log: silentLog },
      ble: createBleLink({ tags: TAGS, program: PROGRAM }),
    });
    try {
      await until('tags and proof', () =>
        ['trolley-1', 'alive'].every((what) =>
          gateway.adverts.some((advert) => ('tag' in advert ? advert.tag : advert.kind) === what),
        ),
      );
    } finally {
      await satellite.stop();
      await wire.close();
    }
    expect(stranger.adverts).toEqual([]);
    const said = JSON.stringify(wire.messages).toLowerCase();
    for (const form of ['f12233445566', 'f1:22:33:44:55:66', '6655443322f1'])
      expect(said).not.toContain(form);
  });

  test('whose messages are played again, or were made for another topic, is not heard twice', () => {
    const key = Buffer.from('sixteen characters');
    const message = {
      boot: 'b',
      seq: 1,
      sentAt: 1_000,
      adverts: [{ kind: 'alive', at: 1_000 as never }] as const,
    };
    const signed = sign(key, 'a/b', message);
    const inbox = new SatelliteDecoder(key, 'a/b');
    expect(inbox.open(signed, 2_000)).toHaveLength(1);
    expect(inbox.open(signed, 2_000)).toBeUndefined();
    expect(new SatelliteDecoder(key, 'a/c').open(signed, 2_000)).toBeUndefined();
    expect(inbox.open(`${signed.slice(0, -1)}!`, 2_000)).toBeUndefined();
    expect(inbox.open('', 2_000)).toBeUndefined();
    const older = sign(key, 'a/b', { ...message, boot: 'earlier', sentAt: 900 });
    expect(inbox.open(older, 2_000)).toBeUndefined();
  });

  test('gets the right times from a wrong clock, with any network delay', () => {
    const clock = new ClockOffset();
    const behindMs = 3_600_000;
    let offset = 0;
    for (let i = 0; i < 60; i++) {
      const delayMs = 4 + (i % 7) * 40;
      const at = 1_000_000_000 + i * 1_000;
      offset = clock.updateOffset(at - behindMs, at + delayMs);
    }
    expect(offset).toBe(behindMs + 4);
    expect(clock.updateOffset(2_000_000_000, 2_000_000_010)).toBe(10);
  });
});

describe('receivers of other makes', () => {
  test('are received on their own topics, tags by name and other radios by pseudonym', async () => {
    const { url, caFile } = await secureBroker();
    const broker = { url, caFile };
    const canary = { tag: 'canary-1', intervalMs: 500 };
    const espresense = listen({
      broker,
      canary,
      device: { kind: 'espresense', topic: 'espresense', room: 'till' },
    });
    const theengs = listen({ broker, device: { kind: 'theengs', topic: 'home/gw' } });
    const client = await connectAsync(url, { ca: readFileSync(caFile) });
    onTestFinished(() => client.endAsync(true));
    const say = (topic: string, fields: object) => client.publish(topic, JSON.stringify(fields));
    const id = 'iBeacon:00112233-4455-6677-8899-aabbccddeeff-1-1';
    const talk = setInterval(() => {
      say(`espresense/devices/${id}/till`, { id, mac: 'c0ffee112233', rssi: -52, 'rssi@1m': -59 });
      say(`espresense/devices/${id}/other-room`, { id, rssi: -90 });
      say('home/gw/BTtoMQTT/F12233445566', { id: 'F1:22:33:44:55:66', rssi: -70, batt: 12, moving: true });
      say('home/gw/BTtoMQTT/AABBCCDDEEFF', { id: 'AA:BB:CC:DD:EE:FF', rssi: -80 });
      client.publish('home/gw/BTtoMQTT/x', '{"rssi":"loud"');
    }, 50);
    onTestFinished(() => clearInterval(talk));
    await until('everything', () =>
      [
        espresense.adverts.some(({ kind }) => kind === 'alive'),
        theengs.adverts.some(({ kind }) => kind === 'radio'),
        theengs.adverts.some((advert) => advert.kind === 'tag' && advert.report !== undefined),
      ].every(Boolean),
    );
    expect(espresense.adverts[0]).toMatchObject({
      kind: 'tag',
      tag: 'canary-1',
      rssiDbm: -52,
      powerAt1mDbm: -59,
    });
    expect(espresense.adverts.every((advert) => advert.kind !== 'tag' || advert.rssiDbm === -52)).toBe(true);
    expect(theengs.adverts.find(({ kind }) => kind === 'tag')).toMatchObject({
      ...{ tag: 'trolley-1', rssiDbm: -70 },
      report: { batteryPercent: 12, moving: true },
    });
    const told = JSON.stringify([espresense.adverts, theengs.adverts]).toLowerCase();
    for (const address of ['c0ffee112233', 'f12233445566', 'aabbccddeeff', 'aa:bb:cc']) {
      expect(told).not.toContain(address);
    }
  });
});
