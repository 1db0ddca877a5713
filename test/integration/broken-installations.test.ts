import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { examine } from '../../src/app/commands/doctor.ts';
import type { RunningStatus } from '../../src/app/service/gateway-findings.ts';
import { gatewayFindings } from '../../src/app/service/gateway-findings.ts';
import { runCommandLine } from '../support/process/run-cli.ts';
import { tempDir } from '../support/temp-dir.ts';

const HEAD = 'version: 2\ntenant: acme\ngateway: gw-1\nstore: { id: shop, timezone: UTC }\n';
const mqtt = (rest: string) => `mqtt: { url: 'mqtts://127.0.0.1:9', ${rest} }\n`;

/** What is wrong, the settings (`DIR` is their folder), what is said of it, and what to do. */
const BROKEN: readonly (readonly [string, string | undefined, RegExp, RegExp])[] = [
  ['no settings at all', undefined, /no such file/, /lintel setup/],
  ['a tab', `${HEAD}zones:\n\t- 1\n`, /line 6/, /spaces/],
  ['an alias to nothing', `${HEAD}zones: *x\n`, /line 5/, /quotes/],
  ['a misspelt section', `${HEAD}zone: []\n`, /zone/, /did you mean 'zones'/],
  ['a password in the file', `${HEAD}${mqtt('password: hunter2')}`, /mqtt\.password/, /'passwordFile'/],
  ['a password in the address', `${HEAD}mqtt: { url: 'mqtts://u:hunter2@h' }\n`, /mqtt\.url/, /./],
  ['a path with ~', `${HEAD}${mqtt('caFile: ~/ca.pem')}`, /mqtt\.caFile/, /whole path/],
  ['a file of the system', `${HEAD}${mqtt('caFile: /etc/shadow')}`, /mqtt\.caFile/, /credentials/],
  ['equal ports', `${HEAD}console: { port: 9000, lanPort: 9000 }\n`, /console\.lanPort/, /another port/],
  ['settings of a newer Lintel', HEAD.replace('2', '9'), /version/, /Update Lintel/],
  ['a CA file that is not there', `${HEAD}${mqtt('caFile: DIR/ca.pem')}`, /ca\.pem/, /./],
  [
    'a password file that is not there',
    `${HEAD}${mqtt('username: u, passwordFile: DIR/pw')}`,
    /pw is not there/,
    /0600/,
  ],
  [
    'a password file that all can read',
    `${HEAD}${mqtt('username: u, passwordFile: DIR/open')}`,
    /others can read/,
    /chmod/,
  ],
  [
    'nothing at the broker’s port',
    `${HEAD}${mqtt('keepaliveSeconds: 60')}`,
    /127\.0\.0\.1/,
    /Nothing listens/,
  ],
  [
    'a serial counter that is gone',
    `${HEAD}sensors: [{ id: c, type: serial-counter, path: /dev/serial/by-id/none, mode: total }]\n`,
    /LINK_NOT_FOUND|none/,
    /./,
  ],
  [
    'a video that is gone',
    `${HEAD}sensors: [{ id: c, type: camera, model: motion, source: { file: DIR/none.mp4 } }]\n`,
    /none\.mp4/,
    /Check the path/,
  ],
  [
    'a detector that is not here',
    `${HEAD}sensors: [{ id: c, type: camera, model: nobody, source: { rtsp: 'rtsp://c/1' } }]\n`,
    /MODEL_NOT_FOUND/,
    /./,
  ],
];

const WELL: RunningStatus = {
  ...{ version: '1', gateway: 'gw-1', startedAt: '2026-01-01T00:00:00Z', memoryMb: 50 },
  sensors: [],
  store: { detail: '', parkedRows: 0 } as unknown as RunningStatus['store'],
  uplink: { state: 'off' },
  outputs: [],
  ...{ mode: 'normal', restarts: 0, lastRestart: null },
} as RunningStatus;

const uplink = (state: 'waiting' | 'stalled', detail: string) =>
  ({
    state,
    detail,
    sentRows: 0,
    inFlight: 0,
    connections: 0,
    failures: 1,
    commandsRefused: 0,
    isStalled: false,
  }) as const;
const degraded = { sensor: 'cam', type: 'camera', state: 'degraded', since: 0, restarts: 9 } as const;

const UNWELL: readonly (readonly [string, Partial<RunningStatus>, RegExp, RegExp])[] = [
  [
    'a broker that refuses the password',
    { uplink: uplink('waiting', 'refuses the credentials') },
    /credentials/,
    /password/,
  ],
  [
    'a broker that accepts nothing',
    { uplink: uplink('stalled', 'accepts nothing for 5 min') },
    /5 min/,
    /rights/,
  ],
  [
    'another device of its name',
    { uplink: uplink('waiting', 'another device uses this name') },
    /this name/,
    /./,
  ],
  [
    'rejected settings',
    { problems: [{ check: 'settings', found: 'rejected, the last good copy' }] },
    /last good/,
    /lintel check/,
  ],
  ['a taken console port', { problems: [{ check: 'console', found: 'port 8080' }] }, /8080/, /console\.port/],
  ['a taken metrics port', { problems: [{ check: 'metrics', found: 'port 9464' }] }, /9464/, /metrics\.port/],
  ['safe mode', { mode: 'safe' }, /safe mode/, /journalctl/],
  [
    'a degraded sensor',
    { sensors: [degraded] as unknown as RunningStatus['sensors'] },
    /degraded/,
    /lintel status/,
  ],
];

describe('the doctor names what is wrong and the remedy, of 25 broken installations', () => {
  test('there are 25', () => expect(BROKEN.length + UNWELL.length).toBe(25));

  test.each(BROKEN)(
    '%s',
    async (_what, text, found, remedy) => {
      const directory = tempDir();
      const config = join(directory, 'store.yaml');
      writeFileSync(join(directory, 'open'), 'x');
      chmodSync(join(directory, 'open'), 0o644);
      if (text !== undefined) {
        const storage = text.includes('storage:') ? '' : `storage: { directory: ${directory}/data }\n`;
        writeFileSync(config, text.replaceAll('DIR', directory) + storage);
      }
      const { findings } = await examine(config, []);
      const named = findings.filter(({ verdict }) => verdict === 'fault');
      const said = named.find(
        (one) => found.test(`${one.check} ${one.found}`) && remedy.test(one.action ?? ''),
      );
      expect(said, JSON.stringify(named)).toBeDefined();
      expect(JSON.stringify(findings)).not.toContain('hunter2');
    },
    60_000,
  );

  test.each(UNWELL)('%s, of a gateway that runs', (_what, status, found, remedy) => {
    const findings = gatewayFindings({ ...WELL, ...status });
    expect(findings.map(({ verdict }) => verdict)).not.toContain('ok');
    expect(findings[0]?.found).toMatch(found);
    expect(findings[0]?.action).toMatch(remedy);
  });

  test('a gateway that is well has nothing to do', () => {
    expect(gatewayFindings(WELL).map(({ verdict }) => verdict)).toEqual(['ok']);
  });

  test('a sensor that does not come back is a fault with its code to look up, a moment without it a warning', () => {
    const cause = { code: 'LINK_NOT_FOUND', message: 'no port' } as const;
    const verdicts = (['waiting', 'degraded'] as const).map((state) => {
      const sensors = [{ ...degraded, state, cause }] as unknown as RunningStatus['sensors'];
      return gatewayFindings({ ...WELL, sensors }).map(({ verdict, action }) => `${verdict}: ${action}`);
    });
    const action = 'Look up LINK_NOT_FOUND in /usr/share/doc/lintel/README.md';
    expect(verdicts).toEqual([[`warning: ${action}`], [`fault: ${action}`]]);
  });
});

test('the first start of somebody who may not write there ends in a sentence', async () => {
  const config = join(tempDir(), 'store.yaml');
  writeFileSync(config, `${HEAD}storage: { directory: /proc/lintel }\nconsole: { enabled: false }\n`);
  const { code, output } = await runCommandLine('--log-level', 'error', 'run', '-c', config);
  expect(code).not.toBe(0);
  expect(output).not.toMatch(/\n\s+at /);
});
