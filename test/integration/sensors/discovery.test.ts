import { createSocket } from 'node:dgram';
import { connectAsync } from 'mqtt';
import { expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import { foundText } from '../../../src/app/commands/find-sensors.ts';
import { findDevices } from '../../../src/app/console/find-devices.ts';
import { openNetworkSearch } from '../../../src/app/console/network-search.ts';
import { settingsSchema } from '../../../src/app/settings/settings-schema.ts';
import { parseSettings } from '../../../src/config/parse-settings.ts';
import { driverTypes, loadDriver } from '../../../src/drivers/registry.ts';
import type { Machine } from '../../../src/system/doctor/machine.ts';
import { startMosquitto } from '../../support/links/mosquitto.ts';

const STORE = 'version: 2\ntenant: acme\ngateway: gw-1\nstore: { id: shop, timezone: Europe/Berlin }\n';
const CAMERA = 'http://192.0.2.9/onvif/device_service';
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  '/dev/serial/by-id': ['usb-counter'],
  '/sys/class/video4linux': ['video0'],
  '/sys/class/bluetooth': ['hci0'],
};
const MACHINE: Machine = {
  names: (path) => FOLDERS[path] ?? [],
  text: () => undefined,
  run: () => Promise.resolve(undefined),
};

async function* lines(): AsyncGenerator<string> {
  yield 'IN 00123 OUT 00119';
}

/** A device that answers to WS-Discovery, and how often it was asked. */
async function answeringCamera() {
  const socket = createSocket('udp4');
  socket.on('message', (asked, { port, address }) => {
    if (!asked.toString().includes('Probe')) return;
    const answer = `<e:Envelope><d:ProbeMatches><d:ProbeMatch><d:XAddrs>${CAMERA} http://[fe80::1]/onvif</d:XAddrs></d:ProbeMatch></d:ProbeMatches></e:Envelope>`;
    socket.send('garbage', port, address);
    socket.send(answer, port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    socket.close();
  });
  return socket.address().port;
}

test('what is plugged in, answers by ONVIF or publishes on the broker is found, with settings that are good', async () => {
  await using broker = await startMosquitto();
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const client = await connectAsync(url);
  onTestFinished(() => client.endAsync());
  const published: Readonly<Record<string, string>> = {
    'zigbee2mqtt/front-door': '{"battery":97,"contact":false}',
    'zigbee2mqtt/bridge/state': '{"state":"online"}',
    'application/0f/device/24e124716d000001/event/up':
      '{"time":"2026-01-12T09:00:00Z","object":{"total_in":4,"total_out":3}}',
    'zigbee2mqtt/fitting-room': '{"battery":80,"occupancy":false}',
    'zigbee2mqtt/fitting-room/availability': '{"state":"online"}',
    'shelf-radar/status': 'online',
    'shelf-radar/sensor/target_count/state': '2.0',
    'some/lamp': 'on',
  };
  for (const [topic, text] of Object.entries(published))
    await client.publishAsync(topic, text, { retain: true });
  const probe = { address: '127.0.0.1', port: await answeringCamera(), forMs: 1_500 };
  const found = await findDevices({
    ...{
      machine: MACHINE,
      serial: { lines },
      settings: () => ({ sensors: [] }),
      network: openNetworkSearch({ broker: url, probe }),
    },
    drivers: () => Promise.all(driverTypes.map(loadDriver)),
  });
  expect(
    found.map(({ path, suggestion }) => [path, suggestion?.type ?? null, suggestion?.['preset'] ?? null]),
  ).toEqual(
    expect.arrayContaining([
      ['/dev/serial/by-id/usb-counter', 'serial-counter', null],
      ['hci0', 'ble-receiver', null],
      ['/dev/video0', 'camera', null],
      [CAMERA, 'onvif-counter', null],
      ['zigbee2mqtt/front-door', 'counter-push', 'zigbee-contact'],
      ['zigbee2mqtt/fitting-room', 'counter-push', 'zigbee-occupancy'],
      ['shelf-radar/sensor/target_count/state', 'counter-push', 'esphome-targets'],
    ]),
  );
  // What only says whether a device is there is no sensor.
  expect(found.filter(({ path }) => /availability|bridge|status/.test(path))).toEqual([]);
  const place = (topic: string) => found.find(({ path }) => path === topic)?.place;
  expect([place('zigbee2mqtt/front-door'), place('zigbee2mqtt/fitting-room')]).toEqual([null, 'zone']);
  expect(found.some(({ path }) => path === 'some/lamp')).toBe(false);
  expect(JSON.stringify(found)).not.toContain('battery');
  const sensors = found.flatMap(({ suggestion }, i) =>
    suggestion === null ? [] : [{ id: `found-${i}`, ...suggestion }],
  );
  const zones = found.flatMap(({ place: at }, i) =>
    at === 'zone' ? [{ id: `zone-${i}`, space: `found-${i}` }] : [],
  );
  expect(parseSettings(`${STORE}${stringify({ sensors, zones })}`, await settingsSchema())).toMatchObject({
    problems: [],
  });
  expect(foundText(found)).toContain('preset: zigbee-contact');
});
