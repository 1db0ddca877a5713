import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { DEMO_FROM_MS } from '../../../src/app/sim/demo-store.ts';
import type { Ask, Place } from '../../support/console/api-client.ts';
import { generateClient } from '../../support/console/api-client.ts';
import { freePort } from '../../support/links/mosquitto.ts';
import type { LintelProcess } from '../../support/lintel.ts';
import { startLintel } from '../../support/lintel.ts';
import { runCommandLine } from '../../support/process/run-cli.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { until } from '../../support/until.ts';
import { openHardwareConsole } from './hardware-console.ts';
import { getOrigin, pairWith } from './web-console.ts';

/** The demo's day, and the 12 minutes that it has lived before the console opens. */
const DATE = new Date(DEMO_FROM_MS).toISOString().slice(0, 10);
const SPAN = { from: DEMO_FROM_MS, to: DEMO_FROM_MS + 12 * 60_000 };

const PLAIN = [
  ...['Health', 'Session', 'Store', 'Status', 'Today', 'Doors', 'Found', 'Tags', 'TagsRegistration'],
  ...['Settings', 'SettingsSchema', 'Preview', 'Rules', 'Forecast', 'Experiments', 'SensorKinds', 'Unused'],
];

const EXPERIMENT = {
  ...{ id: 'window', a: 'Shoes', b: 'Hats', measure: 'engaged', zone: 'shoes', unit: 'days' },
  ...{ from: '2026-03-02', weeks: 4 },
};

function stopAtEnd(lintel: LintelProcess): void {
  onTestFinished(async () => {
    // It may still write its five weeks, and hears nothing meanwhile.
    lintel.kill('SIGKILL');
    await lintel.exit();
  });
}

/** A real gateway that counts a simulated store, behind a console that needs no code. */
async function openDemo(): Promise<Place> {
  const demo = startLintel(['demo']);
  stopAtEnd(demo);
  const found = () => /The console: (http:\S+)\//.exec(demo.output())?.[1];
  await until('the console', () => found() !== undefined, 400_000);
  const origin = found() ?? '';
  const session = await fetch(`${origin}/api/session`);
  const { csrf } = (await session.json()) as { readonly csrf: string };
  const [cookie = ''] = session.headers.getSetCookie();
  return { origin, headers: { origin, 'x-lintel-csrf': csrf, cookie: cookie.split(';')[0] ?? '' } };
}

/** A real gateway as a device runs it, with a rule. */
async function openGateway(): Promise<{ readonly origin: string; code(): Promise<string> }> {
  const [directory, port] = [tempDir(), await freePort()];
  const file = join(directory, 'store.yaml');
  writeFileSync(
    file,
    `version: 2\ntenant: acme\ngateway: gw-1\nstore: { id: shop, timezone: UTC }
storage: { directory: ${join(directory, 'data')} }
console: { port: ${port} }
sensors: [{ id: panel, type: button-panel, chip: gpiochip9, gpioLines: [GPIO5, GPIO6] }]
outputs: [{ id: bus, type: mqtt, broker: { url: 'mqtt://127.0.0.1:9' } }]
rules: [{ id: help, when: { button: { sensor: panel, button: 1 } }, then: [{ output: bus }] }]\n`,
  );
  const lintel = startLintel(['run', '-c', file]);
  stopAtEnd(lintel);
  await lintel.ready();
  const code = async () => {
    const { output } = await runCommandLine('console', 'pair', '--no-lan', '-c', file);
    return /technician: (\S+)/.exec(output)?.[1] ?? '';
  };
  return { origin: getOrigin(port), code };
}

async function look(ask: Ask): Promise<void> {
  for (const name of PLAIN) await ask(`getApi${name}`);
  for (const kind of ['day', 'week', 'month']) await ask('getApiInsights', { kind, date: DATE });
  await ask('getApiInsights', { kind: 'day', date: DATE, since: SPAN.from });
  await ask('getApiWindows', SPAN);
  await ask('getApiSensor', { id: 'tills' });
  for (const name of ['Paths', 'Heat']) await ask(`getApi${name}`, { space: 'floor' });
}

async function work(ask: Ask): Promise<void> {
  const taps = [{ at: SPAN.from + 60_000, direction: 'in' }];
  await ask('postApiAudits', { subject: { kind: 'door', id: 'front' }, ...SPAN, taps });
  await ask('postApiTagsTrainingEnd', { tag: 'staff-anna' });
  const { hash } = (await ask('getApiSettings')) as { readonly hash: string };
  const edits = [
    { path: ['zones', 'till', 'name'], value: 'The till' },
    { path: ['experiments'], value: [EXPERIMENT] },
  ];
  await ask('postApiSettingsDraft', { base: hash, edits });
  await ask('postApiSettingsBacktest', { base: hash, edits });
  const { settings } = (await ask('postApiSettingsApply', { base: hash, edits })) as {
    readonly settings: { readonly hash: string };
  };
  for (const name of ['Experiments', 'SettingsTrial']) await ask(`getApi${name}`);
  await ask('postApiSettingsTrial', { outcome: 'kept' });
  await ask('postApiSettingsRollback', { base: settings.hash, to: hash });
  await ask('getApiSettingsVersion', { hash: settings.hash });
  for (const name of ['SettingsHistory', 'Audits', 'Activity']) await ask(`getApi${name}`);
}

async function pairAndRule(at: (place: Place) => Ask): Promise<void> {
  const { origin, code } = await openGateway();
  await at({ origin, headers: { origin } })('postApiPair', { code: await code() });
  const { 'content-type': _json, ...headers } = await pairWith(Number(new URL(origin).port), await code());
  const ask = at({ origin, headers });
  for (const name of ['Test', 'End']) await ask(`postApiRules${name}`, { rule: 'help' });
  await ask('postApiInvite', { role: 'viewer' });
}

/** Bluetooth and a camera are missing here: their links are played. */
async function useHardware(at: (place: Place) => Ask): Promise<void> {
  const { port, pair } = await openHardwareConsole();
  const { 'content-type': _json, ...headers } = await pair();
  const ask = at({ origin: getOrigin(port), headers });
  await ask('postApiTagsRegistration');
  await ask('getApiTagsRegistration');
  await ask('postApiPreview', { sensor: 'cam', minutes: 3 });
  await ask('postApiPreviewClear', { sensor: 'cam', confirm: 'show people' });
  await ask('getApiPreview');
}

test('a client generated from the OpenAPI document reads every answer', async () => {
  const demo = await openDemo();
  const client = await generateClient(demo.origin);
  const ask = client.at(demo);
  await look(ask);
  await work(ask);
  await pairAndRule(client.at);
  await useHardware(client.at);
  expect(client.unread()).toEqual([]);
}, 800_000);
