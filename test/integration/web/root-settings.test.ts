import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openTestConsole } from './web-console.ts';

const TEXT = `version: 2
tenant: acme
gateway: gw-1
store: { id: corner, timezone: UTC } # a remark stays
mqtt:
  url: mqtts://broker-of-acme.example:8883
  username: user-of-acme
  passwordFile: /etc/lintel/pw-of-acme
storage: { directory: /var/lib/lintel-of-acme }
sensors:
  - id: cam
    type: camera
    source: { rtsp: 'rtsp://camera-of-acme/1', username: viewer-of-acme, passwordFile: /etc/lintel/cam-of-acme }
    widthPx: 640
    heightPx: 480
  - { id: till, type: sales-folder, folder: /srv/tills-of-acme, deleteAfterImport: false }
`;

type Edit = { readonly path: readonly (string | number)[]; readonly value?: unknown };

/** What a stolen phone would try, and the place that the answer must name. */
const ATTACKS: readonly (readonly [string, Edit, RegExp])[] = [
  ['another broker', { path: ['mqtt', 'url'], value: 'mqtts://evil.example:8883' }, /mqtt/],
  ['a file as password', { path: ['mqtt', 'passwordFile'], value: '/etc/lintel/../shadow' }, /mqtt/],
  ['a file as CA', { path: ['mqtt', 'caFile'], value: '/proc/self/environ' }, /mqtt/],
  ['no broker at all', { path: ['mqtt'] }, /mqtt/],
  ['other data', { path: ['storage', 'directory'], value: '/etc' }, /storage/],
  ['an open console', { path: ['console'], value: { lanPort: 80 } }, /console/],
  ['metrics for all', { path: ['metrics'], value: { host: '0.0.0.0' } }, /metrics/],
  ['another tenant', { path: ['tenant'], value: 'evil' }, /tenant/],
  [
    'another camera address',
    { path: ['sensors', 'cam', 'source', 'rtsp'], value: 'rtsp://evil/1' },
    /source\.rtsp/,
  ],
  [
    'a camera without its password',
    { path: ['sensors', 'cam', 'source'], value: { rtsp: 'rtsp://camera-of-acme/1' } },
    /source/,
  ],
  ['a folder to empty', { path: ['sensors', 'till', 'folder'], value: '/var/lib' }, /folder/],
  ['deletion', { path: ['sensors', 'till', 'deleteAfterImport'], value: true }, /deleteAfterImport/],
  [
    'a new till',
    { path: ['sensors', 'new'], value: { id: 'new', type: 'sales-http', tokenFile: '/etc/lintel/x' } },
    /tokenFile/,
  ],
  ['a known sensor by another name', { path: ['sensors', 'till', 'id'], value: 'till-2' }, /folder/],
];

test.each(ATTACKS)('a technician’s phone cannot set %s', async (_what, edit, place) => {
  const { ask, pair, settingsPath } = await openTestConsole(TEXT);
  const headers = await pair();
  const { json } = await ask('/api/settings', { headers });
  const body = JSON.stringify({ base: json['hash'], edits: [edit] });
  for (const path of ['/api/settings/apply', '/api/settings/draft']) {
    const answer = await ask(path, { method: 'POST', headers, body });
    expect(JSON.stringify(answer.json)).toMatch(/root changes it on the device/);
    expect(answer.text).toMatch(place);
  }
  expect(readFileSync(settingsPath, 'utf8')).toBe(TEXT);
});

test('a phone sees that such settings are there, and none of their values', async () => {
  const { ask, pair } = await openTestConsole(TEXT);
  const headers = await pair();
  const all = await ask('/api/settings', { headers });
  const draft = { base: all.json['hash'], edits: [{ path: ['store', 'name'], value: 'Corner' }] };
  const drafted = await ask('/api/settings/draft', { method: 'POST', headers, body: JSON.stringify(draft) });
  const schema = await ask('/api/settings/schema', { headers });
  for (const { text } of [all, drafted, schema]) expect(text).not.toContain('of-acme');
  expect(all.text).toContain('(set on the device)');
  expect(all.text).toContain('a remark stays');
  expect(Object.keys((schema.json['properties'] ?? {}) as object)).not.toContain('mqtt');
});

test('what a phone was not shown stays as it was when it sends the whole sensor back', async () => {
  const { ask, pair, settingsPath } = await openTestConsole(TEXT);
  const headers = await pair();
  const { json } = await ask('/api/settings', { headers });
  const { sensors } = json['tree'] as { readonly sensors: readonly { readonly id: string }[] };
  const edits = [
    { path: ['sensors'], value: sensors.map((sensor) => ({ ...sensor, name: `the ${sensor.id}` })) },
  ];
  const body = JSON.stringify({ base: json['hash'], edits });
  const answer = await ask('/api/settings/apply', { method: 'POST', headers, body });
  expect([answer.status, answer.text.includes('of-acme')]).toEqual([200, false]);
  const written = readFileSync(settingsPath, 'utf8');
  for (const kept of ['rtsp://camera-of-acme/1', 'cam-of-acme', '/srv/tills-of-acme', 'the till'])
    expect(written).toContain(kept);
});
