import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, expect, test, vi } from 'vitest';
import { openCloud } from '../../src/cloud/open-ingest.ts';
import { maintainDatabase } from '../../src/cloud/schema/maintain.ts';
import { eventually } from '../support/cloud/cloud-side.ts';
import type { Mosquitto } from '../support/links/mosquitto.ts';
import { freePort, openSubscriber, startMosquitto } from '../support/links/mosquitto.ts';
import { startLintel } from '../support/lintel.ts';
import { startPostgres } from '../support/postgres.ts';
import { runCommandLine } from '../support/process/run-cli.ts';
import { silentLog } from '../support/silent-log.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';
import { pairWith } from './web/web-console.ts';

/** No text of ours holds one of these. */
const secret = (n: number) => `Zk${n}qJxw${n}Vv`;
const DIGITS = '90817263545';

const HEAD = 'version: 2\ntenant: acme\ngateway: gw-1\nstore: { id: shop, timezone: UTC }\n';

/** Wrong settings of which each holds a secret, as somebody in a hurry writes them. */
const WRONG: readonly string[] = [
  `${HEAD}mqtt: { url: 'mqtts://127.0.0.1:9', username: u, password: ${secret(1)} }\n`,
  `${HEAD}mqtt: { url: 'mqtts://u:${secret(2)}@127.0.0.1:9' }\n`,
  `${HEAD}mqtt: { url: ${secret(3)} }\n`,
  `${HEAD}mqtt: { url: 'mqtts://127.0.0.1:9', username: u, passwordFile: ${secret(4)} }\n`,
  `${HEAD}mqtt: { url: 'mqtts://127.0.0.1:9', username: u, password: ${DIGITS} }\n`,
  `${HEAD}mqtt: { password: *${secret(5)} }\n`,
  `${HEAD}mqtt: { password: "${secret(6)}\n`,
  `${HEAD}mqtt:\n  password:${secret(7)}\n  url: x\n`,
  `${HEAD}sensors:\n  - { id: c, type: camera, source: { rtsp: 'rtsp://a:${secret(8)}@127.0.0.1:9/s' } }\n`,
  `${HEAD}sensors:\n  - { id: c, type: camera, source: { url: 'http://127.0.0.1/?pw=${secret(9)}' } }\n`,
  `${HEAD}sensors:\n  - { id: t, type: sales-http, token: ${secret(10)}, tokenFile: [${secret(10)}] }\n`,
  `${HEAD}sensors:\n  - { id: r, type: espresense-receiver, broker: { url: 'mqtt://a:${secret(11)}@127.0.0.1', user: ${secret(11)} } }\n`,
  `${HEAD}tags:\n  - { id: b, kind: staff, bindKey: ${secret(12)} }\nmqtt: ${secret(12)}\n`,
];

const COMMANDS = (file: string, folder: string): readonly (readonly string[])[] => [
  ['check', file],
  ['status', '-c', file],
  ['doctor', '-c', file],
  ['doctor', '--json', '-c', file],
  ['privacy', 'report', '--json', '-c', file],
  ['console', 'pair', '-c', file],
  ['replay', '-c', file, '-i', 'c=/nowhere.txt'],
  ['support-bundle', '-c', file, '-o', join(folder, 'bundle.tgz')],
];

const { PATH } = process.env;
afterEach(() => vi.unstubAllEnvs());

function expectNoSecret(text: string, where: string): void {
  for (let n = 1; n <= 16; n++) expect(text.includes(secret(n)), `secret ${n} is in ${where}`).toBe(false);
  expect(text.includes(DIGITS), `the digits are in ${where}`).toBe(false);
}

async function outputOf(file: string, folder: string): Promise<string> {
  let all = '';
  for (const words of COMMANDS(file, folder)) all += (await runCommandLine(...words)).output;
  const bundle = join(folder, 'bundle.tgz');
  if (!existsSync(bundle)) return all;
  return (
    all +
    execFileSync('tar', ['-xzOf', bundle], { encoding: 'latin1', maxBuffer: 64 * 1024 * 1024, env: { PATH } })
  );
}

test.each(WRONG.map((text, i) => [i, text] as const))(
  'secrets of wrong settings, form %i: no command says them',
  async (_i, text) => {
    const folder = tempDir();
    const file = join(folder, 'store.yaml');
    writeFileSync(file, text);
    // The programs that are installed here say nothing of the settings, and each start of ffmpeg takes its time.
    vi.stubEnv('PATH', folder);
    expect((await runCommandLine('check', file)).code).toBe(78);
    expectNoSecret(await outputOf(file, folder), 'what the commands print');
  },
  60_000,
);

test('secrets of good and then of broken settings stay out of logs, files, messages, tables, pages and answers', async () => {
  const folder = tempDir();
  const data = join(folder, 'data');
  for (const n of [13, 14, 15])
    writeFileSync(join(folder, `secret-${n}`), `${secret(n)}-more-of-it\n`, { mode: 0o600 });
  await using broker = await startMosquitto({ tls: true });
  await using cloud = await openCloudOn(broker);
  const [console_, till] = [await freePort(), await freePort()];
  const good = `${HEAD}storage: { directory: ${data} }
console: { port: ${console_} }
mqtt: { url: '${broker.url}', caFile: ${broker.caFile}, username: u, passwordFile: ${folder}/secret-13, reconnect: { bootJitterSeconds: 0 } }
sensors:
  - id: cam
    type: camera
    model: motion
    source: { rtsp: 'rtsp://127.0.0.1:9/s?pw=${secret(16)}', username: a, passwordFile: ${folder}/secret-14 }
  - { id: till, type: sales-http, port: ${till}, tokenFile: ${folder}/secret-15 }
`;
  const file = join(folder, 'store.yaml');
  writeFileSync(file, good);
  let said = await runGateway({ file, console_ }, /LINK_NOT_FOUND|SensorFaulted|cannot be|refused/);
  // Somebody edits the file: the gateway goes on with its good copy and says why.
  writeFileSync(file, good.replace('mqtt: {', `mqtt: { password: ${secret(1)},`));
  said += await runGateway({ file, console_ }, /not usable/);
  expect(said).toContain('mqtt.password');
  expect(said).toContain('<title>Lintel');
  expect(said).toContain('"openapi"');
  expectNoSecret(said, 'the log, the pages or the answers');
  const [messages, tables] = await cloud.everything('SettingsRejected');
  expectNoSecret(messages, 'the messages');
  expectNoSecret(tables, 'the cloud’s tables');
  const names = readdirSync(data, { recursive: true, encoding: 'utf8' });
  expect(names).toEqual(expect.arrayContaining(['privacy-log.ndjson', 'ring/lintel.db']));
  for (const name of names) {
    const path = join(data, name);
    if (statSync(path).isFile()) expectNoSecret(readFileSync(path, 'latin1'), name);
  }
});

/** A receiver behind a broker, and all that came through either. */
async function openCloudOn(broker: Mosquitto) {
  const { caFile = '' } = broker;
  const postgres = await startPostgres();
  await maintainDatabase(postgres.url, Date.now());
  const parts = { brokerUrl: broker.url, databaseUrl: postgres.url, group: 'g', clientId: 'w', caFile };
  const cloud = await openCloud(parts, silentLog);
  const subscriber = await openSubscriber({ url: broker.url, topic: '#', caFile });
  const pool = new pg.Pool({ connectionString: postgres.url });
  return {
    /** As soon as both hold the text. */
    everything: async (text: string): Promise<readonly [string, string]> => {
      await subscriber.until(text, (messages) => messages.some((one) => one.text.includes(text)), 30_000);
      await eventually(text, async () => (await dump(pool)).includes(text));
      return [subscriber.messages.map((one) => `${one.topic} ${one.text}`).join('\n'), await dump(pool)];
    },
    [Symbol.asyncDispose]: async () => {
      await pool.end();
      await subscriber.close();
      await cloud.close();
      await postgres.stop();
    },
  };
}

async function dump(pool: pg.Pool): Promise<string> {
  const tables = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'lintel'`,
  );
  const texts = tables.rows.map(async ({ name }) => {
    const { rows } = await pool.query<{ text: string }>(`SELECT t::text AS text FROM ${name} AS t`);
    return rows.map(({ text }) => text).join('\n');
  });
  return (await Promise.all(texts)).join('\n');
}

interface Running {
  readonly file: string;
  readonly console_: number;
}

/** What a gateway logs until it said what is waited for, and what commands and pages say of it meanwhile. */
async function runGateway({ file, console_ }: Running, waitedFor: RegExp): Promise<string> {
  const gateway = startLintel(['--log-level', 'debug', 'run', '-c', file]);
  await gateway.ready();
  await until('the fault', () => waitedFor.test(gateway.output()), 60_000);
  await until('the broker', () => gateway.output().includes('connected'), 60_000);
  const answers = (await outputOf(file, tempDir())) + (await pagesOf(file, console_));
  gateway.kill('SIGTERM');
  await gateway.exit();
  return gateway.output() + answers;
}

/** Every page and every answer that a technician's phone can ask for. */
async function pagesOf(file: string, port: number): Promise<string> {
  const { output } = await runCommandLine('console', 'pair', '--no-lan', '-c', file);
  const headers = await pairWith(port, /technician: (\S+)/.exec(output)?.[1] ?? '');
  const get = async (path: string) =>
    await (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).text();
  const openApi = await get('/api/openapi.json');
  const { paths } = JSON.parse(openApi) as { readonly paths: Readonly<Record<string, object>> };
  const asked = Object.entries(paths).flatMap(([path, how]) => ('get' in how ? [path] : []));
  const page = await get('/');
  const scripts = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
  const all = await Promise.all([...asked, ...scripts].map(get));
  expect(asked.length).toBeGreaterThan(10);
  return [openApi, page, ...all].join('\n');
}
