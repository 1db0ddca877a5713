import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { describe, expect, test } from 'vitest';
import { CertificateRenewer } from '../../src/app/identity/certificate-renewer.ts';
import { CertificateSlots } from '../../src/app/identity/certificate-slots.ts';
import { makeSigningRequest, signRequest } from '../../src/app/identity/signing-request.ts';
import { parseDeviceRows } from '../../src/app/setup/device-rows.ts';
import { boardSerial } from '../../src/app/setup/machine-setup.ts';
import { CertificateRegistry } from '../../src/cloud/enrollment/certificate-registry.ts';
import { CertificateIssuer, openEnrollmentServer } from '../../src/cloud/enrollment/enrollment-server.ts';
import type { Json } from '../../src/core/model/ids.ts';
import type { EnrollReply } from '../../src/ports/enrollment.ts';
import { silentLog } from '../../src/system/log.ts';
import { FakeClock } from '../support/fake-clock.ts';
import type { Mosquitto } from '../support/links/mosquitto.ts';
import { openSubscriber, startMosquitto } from '../support/links/mosquitto.ts';
import { startLintel } from '../support/lintel.ts';
import { tempDir } from '../support/temp-dir.ts';
import { TestAuthority } from '../support/tls.ts';

const DEVICE = { tenant: 'acme', store: 'shop', gateway: 'gw-1' } as const;
const DAY_MS = 86_400_000;

/** A broker that knows its clients by certificate, and lets a claim do nothing but enrol. */
async function startFleetBroker(): Promise<Mosquitto> {
  const acl = join(tempDir(), 'acl');
  const shipped = readFileSync(
    join(import.meta.dirname, '../../deploy/provisioning/mosquitto-acl.conf'),
    'utf8',
  );
  writeFileSync(acl, `${shipped}\nuser watcher\ntopic read lintel/v2/#\n`);
  const settings = ['use_identity_as_username true', `acl_file ${acl}`];
  return await startMosquitto({ clientCertificates: true, settings });
}

function issued(broker: Mosquitto, name: string) {
  const { authority, caFile = '' } = broker;
  if (authority === undefined) throw new Error('no authority');
  return { ...authority.issue({ name }), caFile };
}

async function startEnroller(
  broker: Mosquitto,
  options: { days?: number; authority?: string; now?: () => number } = {},
) {
  const directory = tempDir();
  const authority = options.authority ?? broker.directory;
  return await openEnrollmentServer({
    broker: { url: broker.url, clientId: 'enroller', ...issued(broker, 'enroller') },
    tenant: 'acme',
    authority: { certFile: join(authority, 'ca.crt'), keyFile: join(authority, 'ca.key') },
    ledger: new CertificateRegistry(join(directory, 'ledger.ndjson')),
    devices: () => ({ rows: [{ serial: '100a', store: 'shop', gateway: 'gw-1' }], refused: [] }),
    again: new Set(),
    days: options.days ?? 90,
    now: options.now ?? Date.now,
    log: silentLog,
  });
}

function keeperOf(broker: Mosquitto, clock: FakeClock, directory = tempDir()) {
  const events: Json[] = [];
  const slots = new CertificateSlots(join(directory, 'identity'));
  const claim = issued(broker, 'claim');
  const keeper = new CertificateRenewer({
    ...{ slots, identity: DEVICE, serial: '100a', claim, clock, log: silentLog, random: () => 0.5 },
    broker: { url: broker.url, caFile: broker.caFile ?? '' },
    event: (event) => events.push(event),
  });
  return { keeper, slots, events, claim };
}

describe('certificates of a device’s own (F29)', () => {
  test('a claim is exchanged for one, and is gone afterwards', async () => {
    await using broker = await startFleetBroker();
    const enroller = await startEnroller(broker);
    const { keeper, slots, claim } = keeperOf(broker, new FakeClock(Date.now()));
    expect(await keeper.renew()).toBe(true);
    expect(slots.current()).toMatchObject({ certFile: expect.stringContaining('/a/cert.pem') });
    expect(statSync(slots.paths.keyFile).mode & 0o777).toBe(0o600);
    expect(() => statSync(claim.keyFile)).toThrow('ENOENT');
    await enroller.close();
  });

  test('renewed at two thirds of its life, into the other slot, by the old key', async () => {
    await using broker = await startFleetBroker();
    const clock = new FakeClock(Date.now());
    const enroller = await startEnroller(broker, { now: () => clock.now() });
    const { keeper, slots } = keeperOf(broker, clock);
    await keeper.renew();
    const first = slots.current();
    expect((keeper.dueAt() ?? 0) - clock.now()).toBeGreaterThan(59 * DAY_MS);
    expect((keeper.dueAt() ?? 0) - clock.now()).toBeLessThan(61 * DAY_MS);
    clock.setWall(clock.now() + 61 * DAY_MS);
    expect(await keeper.renew()).toBe(true);
    expect(slots.current()?.certFile).not.toBe(first?.certFile);
    expect(readFileSync(slots.current()?.certFile ?? '')).not.toEqual(readFileSync(first?.certFile ?? ''));
    await enroller.close();
  });

  test('keeps the old certificate and reports once when no answer to a renewal comes', async () => {
    await using broker = await startFleetBroker();
    const clock = new FakeClock(Date.now());
    const enroller = await startEnroller(broker);
    const { keeper, slots, events } = keeperOf(broker, clock);
    await keeper.renew();
    const own = slots.current();
    await enroller.close();
    await broker.kill();
    clock.setWall(clock.now() + DAY_MS / 2);
    expect([await keeper.renew(), await keeper.renew()]).toEqual([false, false]);
    expect(slots.current()).toEqual(own);
    expect(events).toMatchObject([{ kind: 'CertificateNotRenewed', daysLeft: 89 }]);
  });

  test('a new one that the broker rejects is dropped for the old slot, with an alarm', async () => {
    await using broker = await startFleetBroker();
    const clock = new FakeClock(Date.now());
    const enroller = await startEnroller(broker);
    const { keeper, slots, events } = keeperOf(broker, clock);
    await keeper.renew();
    const own = slots.current();
    await enroller.close();
    const stranger = tempDir();
    new TestAuthority(stranger);
    const wrong = await startEnroller(broker, { authority: stranger });
    expect(await keeper.renew()).toBe(false);
    expect(slots.current()).toEqual(own);
    expect(events).toMatchObject([{ reason: 'the broker does not accept the new certificate' }]);
    await wrong.close();
  });

  test('a power cut that damages the slot in use leaves the other one', async () => {
    await using broker = await startFleetBroker();
    const enroller = await startEnroller(broker);
    const { keeper, slots } = keeperOf(broker, new FakeClock(Date.now()));
    await keeper.renew();
    await keeper.renew();
    const [older, newer] = ['/a/', '/b/'];
    expect(slots.current()?.certFile).toContain(newer);
    writeFileSync(slots.paths.certFile, '');
    expect(slots.current()?.certFile).toContain(older);
    expect(statSync(slots.paths.certFile).size).toBeGreaterThan(0);
    await enroller.close();
  });
});

test.each([
  ['its own counts', 'acme/shop/gw-1/count', true],
  ['a store of the same gateway name', 'acme/other/gw-1/count', false],
  ['another tenant', 'evil/shop/gw-1/count', false],
  ['commands', 'acme/shop/gw-1/command', false],
])('the broker lets a certificate publish under its own name alone: %s', async (_what, topic, isAllowed) => {
  await using broker = await startFleetBroker();
  const enroller = await startEnroller(broker);
  const { keeper, slots } = keeperOf(broker, new FakeClock(Date.now()));
  expect(await keeper.renew()).toBe(true);
  await enroller.close();
  const { certFile, keyFile } = slots.paths;
  await using watcher = await openSubscriber({
    url: broker.url,
    topic: 'lintel/#',
    ...issued(broker, 'watcher'),
  });
  const client = await connectAsync(broker.url, {
    ...{ protocolVersion: 5, clientId: 'acme.shop.gw-1', reconnectPeriod: 0 },
    ...{ ca: readFileSync(broker.caFile ?? ''), cert: readFileSync(certFile), key: readFileSync(keyFile) },
  });
  const sent = client.publishAsync(`lintel/v2/${topic}`, 'x', { qos: 1 });
  if (isAllowed) await sent;
  else await expect(sent).rejects.toThrow(/Not authorized/i);
  await client.publishAsync('lintel/v2/acme/shop/gw-1/event', 'last', { qos: 1 });
  await watcher.until('the last', (messages) => messages.some(({ text }) => text === 'last'), 10_000);
  expect(watcher.messages.some(({ text }) => text === 'x')).toBe(isAllowed);
  await client.endAsync();
});

describe('the enroller', () => {
  const LIST =
    'serial,store,gateway\n100a,shop,gw-1\n100c,shop,gw-3\n100C,shop,gw-4\n100d,High Street,gw-5\n100e,shop\n';
  const topic = 'lintel/v2/acme/shop/gw-1/enroll/request';

  function desk(now = () => Date.UTC(2026, 5, 1)) {
    const directory = tempDir();
    new TestAuthority(directory);
    return new CertificateIssuer({
      broker: { url: '', clientId: '' },
      tenant: 'acme',
      authority: { certFile: join(directory, 'ca.crt'), keyFile: join(directory, 'ca.key') },
      ledger: new CertificateRegistry(join(directory, 'ledger.ndjson')),
      devices: () => parseDeviceRows(LIST),
      ...{ again: new Set<string>(), days: 90, now, log: silentLog },
    });
  }

  function requestOf(csr: string, more: object = {}): Buffer {
    return Buffer.from(
      JSON.stringify({ contract: 'lintel/1', requestId: 'request-1', serial: '100a', csr, ...more }),
    );
  }

  async function ask(
    at: CertificateIssuer,
    payload: Uint8Array,
    where = topic,
  ): Promise<EnrollReply | undefined> {
    return (await at.answer(where, payload))?.reply;
  }

  test('refuses a board that is not listed, another name, and what is no request', async () => {
    const at = desk();
    const csr = await makeSigningRequest(join(tempDir(), 'key'), 'acme/shop/gw-1');
    const other = await makeSigningRequest(join(tempDir(), 'key'), 'acme/shop/gw-2');
    expect(await ask(at, requestOf(csr, { serial: '100b' }))).toMatchObject({
      refused: expect.stringContaining('100b'),
    });
    expect(await ask(at, requestOf(csr), 'lintel/v2/acme/other/gw-1/enroll/request')).toMatchObject({
      later: true,
    });
    expect(await ask(at, requestOf(other))).toMatchObject({ later: false });
    expect(await ask(at, requestOf('nonsense'))).toMatchObject({ later: false });
    expect(await ask(at, Buffer.from('{'))).toBeUndefined();
    expect(await ask(at, requestOf(csr), 'lintel/v2/acme/shop/..%2f/enroll/request')).toBeUndefined();
    expect(await ask(at, Buffer.alloc(100_000, 0x20))).toBeUndefined();
  });

  test.each([
    ['100c', 'gw-3', "serial '100c' stands in two lines"],
    ['100c', 'gw-4', "serial '100c' stands in two lines"],
    ['100d', 'gw-5', "line 5: store 'High Street'"],
    ['100e', 'gw-6', 'line 6: 2 values for 3 columns'],
  ])(
    'tells board %s what is wrong with its row, which costs no other board',
    async (serial, gateway, why) => {
      const at = desk();
      const csr = await makeSigningRequest(join(tempDir(), 'key'), `acme/shop/${gateway}`);
      const where = `lintel/v2/acme/shop/${gateway}/enroll/request`;
      expect(await ask(at, requestOf(csr, { serial }), where)).toMatchObject({
        refused: expect.stringContaining(why),
        later: true,
      });
      const good = await makeSigningRequest(join(tempDir(), 'key'), 'acme/shop/gw-1');
      expect(await ask(at, requestOf(good))).toMatchObject({ refused: null });
    },
  );

  test('certifies tenant, store and gateway, for its own tenant alone', async () => {
    const at = desk();
    const csr = await makeSigningRequest(join(tempDir(), 'key'), 'acme/shop/gw-1');
    const reply = await ask(at, requestOf(csr));
    expect(new X509Certificate(reply?.certificate ?? '').subject).toBe('O=acme\nOU=shop\nCN=acme/shop/gw-1');
    const evil = await makeSigningRequest(join(tempDir(), 'key'), 'evil/shop/gw-1');
    expect(await ask(at, requestOf(evil), 'lintel/v2/evil/shop/gw-1/enroll/request')).toMatchObject({
      refused: "this server enrols devices of tenant 'acme'",
    });
    expect(await ask(at, requestOf(evil))).toMatchObject({
      refused: expect.stringContaining('another name'),
    });
  });

  test('gives a board one certificate, and another only to the holder of its key', async () => {
    let nowMs = Date.now();
    const at = desk(() => nowMs);
    const [key, thief] = [join(tempDir(), 'key'), join(tempDir(), 'key')];
    const csr = await makeSigningRequest(key, 'acme/shop/gw-1');
    expect(await ask(at, requestOf(csr))).toMatchObject({
      certificate: expect.stringContaining('BEGIN CERTIFICATE'),
    });
    nowMs += 2 * DAY_MS;
    const stolen = await makeSigningRequest(thief, 'acme/shop/gw-1');
    expect(await ask(at, requestOf(stolen))).toMatchObject({
      refused: expect.stringContaining('--allow-reenroll shop/gw-1'),
    });
    expect(await ask(at, requestOf(stolen, { signature: signRequest(stolen, thief) }))).toHaveProperty(
      'refused',
    );
    const next = await makeSigningRequest(join(tempDir(), 'key'), 'acme/shop/gw-1');
    expect(await ask(at, requestOf(next, { signature: signRequest(next, key) }))).toHaveProperty(
      'certificate',
    );
    const lost = await makeSigningRequest(join(tempDir(), 'key'), 'acme/shop/gw-1');
    expect(await ask(at, requestOf(lost, { signature: signRequest(lost, key) }))).toHaveProperty(
      'certificate',
    );
  });

  test('answers a flood from a stolen claim with a refusal', async () => {
    const at = desk();
    const replies = await Promise.all(
      Array.from({ length: 70 }, () => ask(at, requestOf('x', { serial: '1' }))),
    );
    const busy = replies.filter((reply) => reply?.refused === 'too many ask at once');
    expect(busy).toHaveLength(10);
  });
});

test('a gateway that has only its claim enrols and comes online under its own name (F29)', async () => {
  await using broker = await startFleetBroker();
  const directory = tempDir();
  const [claim, watcher, enroller] = [
    issued(broker, 'claim'),
    issued(broker, 'watcher'),
    issued(broker, 'enroller'),
  ];
  const devices = join(directory, 'devices.csv');
  writeFileSync(devices, `serial,store,gateway\n${boardSerial()},shop,gw-1\n`);
  const config = join(directory, 'store.yaml');
  writeFileSync(
    config,
    `version: 2\ntenant: acme\ngateway: gw-1\nstore: { id: shop }\nconsole: { enabled: false }\n` +
      `storage: { directory: ${directory}/data }\n` +
      `mqtt:\n  url: ${broker.url}\n  caFile: ${broker.caFile}\n  reconnect: { bootJitterSeconds: 0 }\n` +
      `  enrollment: { claimCertFile: ${claim.certFile}, claimKeyFile: ${claim.keyFile} }\n`,
  );
  const { caFile, certFile, keyFile } = enroller;
  const desk = startLintel([
    ...[
      'cloud',
      'enroll',
      '--tenant',
      'acme',
      '--broker',
      broker.url,
      '--ca',
      caFile,
      '--cert',
      certFile,
      '--key',
      keyFile,
    ],
    ...[
      '--authority-cert',
      join(broker.directory, 'ca.crt'),
      '--authority-key',
      join(broker.directory, 'ca.key'),
    ],
    ...['--devices', devices, '--ledger', join(directory, 'ledger.ndjson')],
  ]);
  await desk.ready();
  const seen = await openSubscriber({
    url: broker.url,
    topic: 'lintel/v2/acme/shop/gw-1/state',
    ...watcher,
  });
  const gateway = startLintel(['run', '--config', config]);
  await seen.until('online', (messages) => messages.some(({ text }) => text.includes('"online"')), 40_000);
  for (const lintel of [gateway, desk]) lintel.kill('SIGTERM');
  expect([await gateway.exit(), await desk.exit()]).toEqual([0, 0]);
  await seen.close();
});
