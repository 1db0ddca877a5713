import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { expect, test } from 'vitest';
import type { Mosquitto } from '../support/links/mosquitto.ts';
import { startMosquitto } from '../support/links/mosquitto.ts';
import { tempDir } from '../support/temp-dir.ts';

const ACL = join(import.meta.dirname, '../../deploy/provisioning/mosquitto-acl.conf');
const TOPIC = 'lintel/v2/acme/shop';

async function connect({ authority, caFile = '', url }: Mosquitto, name: string) {
  const { certFile, keyFile } = authority?.issue({ name }) ?? { certFile: '', keyFile: '' };
  const [ca, cert, key] = [caFile, certFile, keyFile].map((file) => readFileSync(file));
  const client = await connectAsync(url, { protocolVersion: 5, ca, cert, key, clientId: name } as object);
  const received: string[] = [];
  client.on('message', (topic, payload) => received.push(`${topic.slice(TOPIC.length)} ${payload}`));
  return { client, received };
}

test('the shipped access list lets head office alone write settings, and a gateway read its own alone', async () => {
  const acl = join(tempDir(), 'acl');
  writeFileSync(acl, readFileSync(ACL, 'utf8'));
  const settings = ['use_identity_as_username true', `acl_file ${acl}`];
  await using broker = await startMosquitto({ clientCertificates: true, settings });
  const fleet = await connect(broker, 'fleet');
  const [first, second] = [await connect(broker, 'acme/shop/gw-1'), await connect(broker, 'acme/shop/gw-2')];
  const ingest = await connect(broker, 'ingest');
  await ingest.client.subscribeAsync(`${TOPIC}/+/report`, { qos: 1 });
  for (const { client } of [first, second]) {
    await client.subscribeAsync([`${TOPIC}/gw-1/desired`, `${TOPIC}/gw-1/report`], { qos: 1 });
  }
  const publish = async ({ client }: typeof fleet, topic: string, text: string) =>
    await client.publishAsync(`${TOPIC}/${topic}`, text, { qos: 1, retain: true }).catch(() => undefined);
  await publish(second, 'gw-1/desired', 'of another gateway');
  await publish(first, 'gw-1/desired', 'of itself');
  await publish(ingest, 'gw-1/desired', 'of the ingest');
  await publish(second, 'gw-1/report', 'of another gateway');
  await publish(fleet, 'gw-1/report', 'of head office');
  await publish(fleet, 'gw-1/desired', 'of head office');
  await publish(first, 'gw-1/report', 'of the gateway');
  await expect.poll(() => first.received.length, { timeout: 5_000 }).toBe(2);
  await expect.poll(() => ingest.received.length, { timeout: 5_000 }).toBe(1);
  expect(first.received).toEqual(['/gw-1/desired of head office', '/gw-1/report of the gateway']);
  expect(second.received).toEqual([]);
  expect(ingest.received).toEqual(['/gw-1/report of the gateway']);
  await Promise.all([fleet, first, second, ingest].map(({ client }) => client.endAsync()));
});
