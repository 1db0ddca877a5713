import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startLintel } from '../support/lintel.ts';
import { runCommandLine } from '../support/process/run-cli.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';

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

function expectNoSecret(text: string, where: string): void {
  for (let n = 1; n <= 16; n++) expect(text.includes(secret(n)), `secret ${n} is in ${where}`).toBe(false);
  expect(text.includes(DIGITS), `the digits are in ${where}`).toBe(false);
}

async function outputOf(file: string, folder: string): Promise<string> {
  let all = '';
  for (const words of COMMANDS(file, folder)) all += (await runCommandLine(...words)).output;
  const bundle = join(folder, 'bundle.tgz');
  if (!existsSync(bundle)) return all;
  return all + execFileSync('tar', ['-xzOf', bundle], { encoding: 'latin1', maxBuffer: 64 * 1024 * 1024 });
}

test.each(WRONG.map((text, i) => [i, text] as const))(
  'secrets of wrong settings, form %i: no command says them',
  async (_i, text) => {
    const folder = tempDir();
    const file = join(folder, 'store.yaml');
    writeFileSync(file, text);
    expect((await runCommandLine('check', file)).code).toBe(78);
    expectNoSecret(await outputOf(file, folder), 'what the commands print');
  },
  60_000,
);

test('secrets of good and then of broken settings are in no log, event, database, privacy log or answer', async () => {
  const folder = tempDir();
  const data = join(folder, 'data');
  for (const n of [13, 14, 15])
    writeFileSync(join(folder, `secret-${n}`), `${secret(n)}-more-of-it\n`, { mode: 0o600 });
  const good = `${HEAD}storage: { directory: ${data} }
console: { enabled: false }
mqtt: { url: 'mqtts://127.0.0.1:9', username: u, passwordFile: ${folder}/secret-13 }
sensors:
  - id: cam
    type: camera
    model: motion
    source: { rtsp: 'rtsp://127.0.0.1:9/s?pw=${secret(16)}', username: a, passwordFile: ${folder}/secret-14 }
  - { id: till, type: sales-http, port: 48391, tokenFile: ${folder}/secret-15 }
`;
  const file = join(folder, 'store.yaml');
  writeFileSync(file, good);
  let said = await runGateway(file, /LINK_NOT_FOUND|SensorFaulted|cannot be|refused/);
  // Somebody edits the file: the gateway goes on with its good copy and says why.
  writeFileSync(file, good.replace('mqtt: {', `mqtt: { password: ${secret(1)},`));
  said += await runGateway(file, /not usable/);
  expect(said).toContain('mqtt.password');
  expectNoSecret(said, 'the log or the answers');
  for (const name of readdirSync(data, { recursive: true, encoding: 'utf8' })) {
    const path = join(data, name);
    if (statSync(path).isFile()) expectNoSecret(readFileSync(path, 'latin1'), name);
  }
}, 120_000);

/** What a gateway logs until it said what is waited for, and what the commands say of it meanwhile. */
async function runGateway(file: string, waitedFor: RegExp): Promise<string> {
  const gateway = startLintel(['--log-level', 'debug', 'run', '-c', file]);
  await gateway.ready(60_000);
  await until('the fault', () => waitedFor.test(gateway.output()), 60_000);
  const answers = await outputOf(file, tempDir());
  gateway.kill('SIGTERM');
  await gateway.exit();
  return gateway.output() + answers;
}
