import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fromError } from '../../src/uplink/disconnect-reason.ts';
import { startMosquitto } from '../support/links/mosquitto.ts';
import { tempDir } from '../support/temp-dir.ts';
import { TestAuthority } from '../support/tls.ts';
import { until } from '../support/until.ts';
import { filledStore, quickSettings, startUplink } from '../support/uplink/samples.ts';

const REFUSED = /TLS refused.*next attempt in (9\d\d|1\d\d\d) s/;

/** A broker whose certificate is made as told, by its own authority unless another is named. */
async function brokerWith(certificate: { readonly hosts?: string[]; readonly days?: number }) {
  const directory = tempDir();
  const authority = new TestAuthority(directory);
  const files = authority.issue({ name: 'server', hosts: ['127.0.0.1'], ...certificate });
  const settings = [`cafile ${authority.caFile}`, `certfile ${files.certFile}`, `keyfile ${files.keyFile}`];
  const broker = await startMosquitto({ settings });
  return { broker, url: broker.url.replace('mqtt:', 'mqtts:'), caFile: authority.caFile };
}

test.each([
  ['an expired certificate', { days: -1 }],
  ['a certificate for another host', { hosts: ['mqtt.example.com'] }],
])('%s of the broker is refused, and nothing is sent (F28)', async (_what, certificate) => {
  const { broker, url, caFile } = await brokerWith(certificate);
  await using _broker = broker;
  const store = filledStore(3);
  const uplink = startUplink(store, quickSettings(url, { caFile }));
  await until('the refusal', () => uplink.status().state === 'waiting');
  expect(uplink.status().detail).toMatch(REFUSED);
  expect(uplink.status().connections).toBe(0);
  expect(store.status().outboxRows).toBe(3);
});

test('a broker of an authority that is not ours is refused, and so is one that only the system might know (F28)', async () => {
  const { broker, url } = await brokerWith({});
  await using _broker = broker;
  const other = new TestAuthority(tempDir(), 'other');
  for (const files of [{ caFile: other.caFile }, {}]) {
    const uplink = startUplink(filledStore(1), quickSettings(url, files));
    await until('the refusal', () => uplink.status().state === 'waiting');
    expect(uplink.status().detail).toMatch(REFUSED);
    await uplink.close(0);
  }
});

test('reports a refused client certificate and does not retry every second (F28)', async () => {
  await using broker = await startMosquitto({ clientCertificates: true });
  const stranger = new TestAuthority(tempDir(), 'stranger').issue({ name: 'gw-1' });
  const files = { caFile: broker.caFile ?? '', ...stranger };
  const uplink = startUplink(filledStore(1), quickSettings(broker.url, files));
  await until('the refusal', () => uplink.status().state === 'waiting');
  expect(uplink.status().detail).toMatch(/next attempt in (9\d\d|1\d\d\d) s/);
});

test('a renewed client certificate is taken at the next connection (F29)', async () => {
  await using broker = await startMosquitto({ clientCertificates: true });
  const directory = tempDir();
  const [certFile, keyFile] = [join(directory, 'gw.crt'), join(directory, 'gw.key')];
  const install = (files: { readonly certFile: string; readonly keyFile: string }): void => {
    copyFileSync(files.certFile, certFile);
    copyFileSync(files.keyFile, keyFile);
  };
  const expired = broker.authority?.issue({ name: 'old', days: -1 });
  const renewed = broker.authority?.issue({ name: 'new' });
  if (expired === undefined || renewed === undefined) throw new Error('no authority');
  install(expired);
  const store = filledStore(3);
  const { reconnect } = quickSettings('');
  const settings = quickSettings(broker.url, {
    ...{ caFile: broker.caFile ?? '', certFile, keyFile },
    reconnect: { ...reconnect, refusedMs: 100 },
  });
  const uplink = startUplink(store, settings);
  await until('two refusals', () => uplink.status().failures >= 2);
  install(renewed);
  await until('the outbox is empty', () => store.status().outboxRows === 0);
});

test('a certificate that is not valid yet is explained by the clock, and tried again soon (F17)', () => {
  const error = Object.assign(new Error('certificate is not yet valid'), { code: 'CERT_NOT_YET_VALID' });
  const ending = fromError(error, new Date('2025-01-01T00:00:00Z'));
  expect(ending).toMatchObject({ reaction: 'retry', detail: expect.stringContaining('believes it is 2025') });
});
