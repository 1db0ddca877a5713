import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { signDocument } from '../../src/config/fleet/signed-document.ts';
import type { ReportMessage } from '../../src/ports/messages/desired.ts';
import { desiredMessage } from '../../src/ports/messages/desired.ts';
import { openSubscriber, startMosquitto } from '../support/links/mosquitto.ts';
import { startLintel } from '../support/lintel.ts';
import { tempDir } from '../support/temp-dir.ts';

const TOPIC = 'lintel/v2/acme/corner/gw-1';
const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

function writeStore(url: string) {
  const directory = tempDir();
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  mkdirSync(join(directory, 'data'));
  writeFileSync(join(directory, 'key.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
  const config = join(directory, 'store.yaml');
  const settings = {
    ...{ version: 2, tenant: 'acme', gateway: 'gw-1', store: { id: 'corner' } },
    storage: { directory: join(directory, 'data'), maxMegabytes: 16 },
    console: { enabled: false },
    mqtt: {
      url,
      settingsKeyFile: join(directory, 'key.pem'),
      reconnect: { initialDelaySeconds: 0, gatewayOffsetSeconds: 0 },
    },
  };
  writeFileSync(config, stringify(settings));
  return { config, privateKey };
}

test('a real gateway killed during a trial starts on its old settings, tries once more, and then gives up', async () => {
  await using broker = await startMosquitto();
  const { config, privateKey } = writeStore(broker.url);
  await using reports = await openSubscriber({ url: broker.url, topic: `${TOPIC}/report` });
  const client = await connectAsync(broker.url, { protocolVersion: 5 });
  const phases = () => reports.messages.map(({ text }) => JSON.parse(text) as ReportMessage);
  const reached = (phase: string, revision: number, times = 1) =>
    reports.until(
      `${phase} ${revision}`,
      () =>
        phases().filter((report) => report.phase === phase && report.revision === revision).length >= times,
    );
  const send = async (revision: number, seconds: number) => {
    const now = Date.now();
    const times = {
      issuedAt: iso(now - 5_000),
      notBefore: iso(now - 5_000),
      expiresAt: iso(now + 86_400_000),
    };
    const message = desiredMessage.parse({
      ...{
        v: 2,
        to: 'acme/corner/gw-1',
        id: `r-${revision}`,
        revision,
        commit: null,
        stage: 'all',
        ...times,
      },
      ...{ gates: { minutes: 20, countsAtLeast: 0.3, extendHours: 0 } },
      settings: { thresholds: { bounceSeconds: seconds } },
    });
    const text = await signDocument(message, privateKey);
    await client.publishAsync(`${TOPIC}/desired`, text, { qos: 1, retain: true });
  };
  const seconds = () => parse(readFileSync(config, 'utf8')).thresholds?.bounceSeconds;
  const start = async () => {
    const lintel = startLintel(['run', '--config', config]);
    await lintel.ready();
    return lintel;
  };
  const kill = async (lintel: Awaited<ReturnType<typeof start>>) => {
    lintel.kill('SIGKILL');
    await lintel.exit();
  };

  await send(1, 60);
  let lintel = await start();
  await reached('trial', 1);
  expect(seconds()).toBe(60);
  await kill(lintel);
  lintel = await start();
  await reached('trial', 1, 2);
  await kill(lintel);
  lintel = await start();
  await reached('rolled-back', 1);
  expect(seconds()).toBeUndefined();
  expect(phases().at(-1)).toMatchObject({ kept: null, highest: 1 });
  expect(phases().at(-1)?.reason).toContain('ended twice');
  // A stale document that the broker has from a backup.
  await send(1, 90);
  await reports.until('refusal', () => phases().at(-1)?.refused === 'replayed: revision 1 after 1', 10_000);
  await send(2, 45);
  await reached('trial', 2);
  expect(seconds()).toBe(45);
  lintel.kill('SIGTERM');
  await lintel.exit();
  expect(lintel.output()).not.toMatch(/"level":(50|60)/);
  await client.endAsync(true);
});
