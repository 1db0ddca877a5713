import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ActivityLogFile } from '../../../../src/app/console/floor-plan-file.ts';
import { SettingsService } from '../../../../src/app/console/settings-service.ts';
import { TrackHistoryClient } from '../../../../src/app/console/track-history-client.ts';
import { findSensorsAtRisk } from '../../../../src/app/console/trial-causes.ts';
import { TrialService } from '../../../../src/app/console/trial-service.ts';
import { settingsSchema } from '../../../../src/app/settings/settings-schema.ts';
import { parseSettings } from '../../../../src/config/parse-settings.ts';
import type { Settings } from '../../../../src/config/schema.ts';
import { migrateSettings } from '../../../../src/config/versions/migrate-settings.ts';
import type { EpochMs, SensorId, SpaceId } from '../../../../src/core/model/ids.ts';
import { TrackHistory } from '../../../../src/core/tracking/history/track-history.ts';
import type { SensorHealth } from '../../../../src/ports/health.ts';
import { tempDir } from '../../../support/temp-dir.ts';

const TEXT = `version: 2 # the shop
tenant: acme
gateway: gw-1
store: { id: corner }
sensors:
  - { id: cam, type: camera, source: { device: /dev/video0 }, widthPx: 640, heightPx: 480 }
lines:
  - { id: door, space: cam, from: [320, 0], to: [320, 480], insideSide: right }
`;
const CAM = 'cam' as SpaceId;
const TO_THE_WALL = [
  { path: ['lines', 'door', 'from'], value: [630, 0] },
  { path: ['lines', 'door', 'to'], value: [630, 40] },
];

const OTHER_CAMERA = { id: 'cam-2', type: 'camera', source: { device: '/dev/video2' } };

async function openTrials() {
  const directory = tempDir();
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'store.yaml');
  writeFileSync(path, TEXT);
  const schema = await settingsSchema();
  const inForce = () => {
    const { settings } = parseSettings(readFileSync(path, 'utf8'), schema);
    if (settings === undefined) throw new Error('the settings are not usable');
    return settings;
  };
  const ring = new TrackHistory({ maxBytes: 10_000_000, maxAgeMs: 86_400_000 });
  const shop = { at: 1_000_000, state: 'up' as SensorHealth['state'] };
  const now = () => shop.at as EpochMs;
  const journal = new ActivityLogFile(directory, now);
  const open = () =>
    new TrialService({
      ...{
        ring: new TrackHistoryClient(ring),
        schema,
        inForce,
        journal,
        now,
        path: join(directory, 'trial.json'),
      },
      settings: new SettingsService({
        ...{ path, schema, now, historyDirectory: join(directory, 'history') },
        reload: () => Promise.resolve(),
      }),
      sensors: () => [{ sensor: 'cam' as SensorId, type: 'camera', state: shop.state } as SensorHealth],
    });
  let person = 0;
  /** People walk from left to right through the middle of the picture. */
  const pass = (people: number) => {
    for (let i = 0; i < people; i++) {
      person += 1;
      for (let x = 200; x <= 460; x += 20) {
        shop.at += 300;
        ring.moved(CAM, person, shop.at as EpochMs, { x, y: 240, heightPx: 0 });
      }
      ring.ended(CAM, person, undefined);
      shop.at += 3_000;
      ring.advanced(CAM, shop.at as EpochMs);
    }
  };
  return { trials: open(), open, path, directory, shop, pass, journal };
}

test('rolls back a change that makes the counts collapse, byte for byte', async () => {
  const { trials, path, pass, journal } = await openTrials();
  const applied = await trials.apply(trials.read().hash, TO_THE_WALL, 'ann', '');
  expect(applied.outcome).toBe('applied');
  pass(19);
  await trials.check();
  expect(readFileSync(path, 'utf8')).not.toBe(TEXT);
  expect(trials.view().running?.counts).toContainEqual({
    kind: 'line',
    id: 'door',
    what: 'out',
    before: 19,
    now: 0,
  });
  pass(3);
  await trials.check();
  expect(readFileSync(path, 'utf8')).toBe(TEXT);
  expect(trials.view()).toMatchObject({
    running: null,
    last: { outcome: 'taken-back', because: { kind: 'count', count: { id: 'door', before: 22, now: 0 } } },
  });
  expect(journal.entries(1)[0]).toMatchObject({ who: 'lintel', what: 'settings-taken-back' });
});

test.each([
  ['one that is on trial itself', [{ path: ['lines', 'door', 'to', 1], value: 470 }], true],
  ['one that needs no trial', [{ path: ['doors'], value: [{ id: 'front', lines: ['door'] }] }], false],
] as const)('another change, %s, keeps the one on trial, and says so', async (_, edits, isTried) => {
  const { trials, journal } = await openTrials();
  const moved = [{ path: ['lines', 'door', 'from', 0], value: 330 }];
  await trials.apply(trials.read().hash, moved, 'ann', '');
  const first = trials.view().running?.hash;
  await trials.apply(trials.read().hash, edits, 'ben', '');
  const { running, last } = trials.view();
  expect(last).toMatchObject({ outcome: 'kept' });
  expect(running?.oldHash).toBe(isTried ? first : undefined);
  expect(journal.entries(9)).toContainEqual(
    expect.objectContaining({ who: 'ben', what: 'settings-kept', details: { hash: first } }),
  );
});

test('keeps a change with equal counts after two hours, and takes a quiet store for no collapse', async () => {
  const { trials, path, shop, pass } = await openTrials();
  pass(30);
  const moved = [
    { path: ['lines', 'door', 'from', 0], value: 330 },
    { path: ['lines', 'door', 'to', 0], value: 330 },
  ];
  await trials.apply(trials.read().hash, moved, 'ann', '');
  await trials.check();
  pass(25);
  await trials.check();
  expect(trials.view().running?.counts[1]).toMatchObject({ what: 'out', before: 25, now: 25 });
  shop.at += 2 * 3_600_000;
  await trials.check();
  expect(trials.view()).toMatchObject({ running: null, last: { outcome: 'kept' } });
  expect(readFileSync(path, 'utf8')).toContain('330');
});

test('a change that was foretold to count little is what its maker meant', async () => {
  const { trials, path, pass } = await openTrials();
  pass(30);
  await trials.apply(trials.read().hash, TO_THE_WALL, 'ann', '');
  pass(30);
  await trials.check();
  expect(readFileSync(path, 'utf8')).toContain('630');
});

test('a camera that no longer sees takes the change of its settings back', async () => {
  const { trials, path, shop } = await openTrials();
  const slower = [{ path: ['sensors', 'cam', 'framesPerSecond'], value: 2 }];
  await trials.apply(trials.read().hash, slower, 'ann', '');
  shop.state = 'waiting';
  shop.at += 60_000;
  await trials.check();
  expect(readFileSync(path, 'utf8')).not.toBe(TEXT);
  shop.at += 60_000;
  await trials.check();
  expect(readFileSync(path, 'utf8')).toBe(TEXT);
  expect(trials.view().last).toMatchObject({ because: { kind: 'sensor', sensor: 'cam' } });
});

test.each([
  [
    'a zone that is drawn',
    [
      {
        path: ['zones'],
        value: [
          {
            id: 'z',
            space: 'cam',
            polygon: [
              [0, 0],
              [90, 0],
              [90, 90],
            ],
          },
        ],
      },
    ],
  ],
  ['a line that moves', [{ path: ['lines', 'door', 'from'], value: [330, 0] }]],
  ['a threshold', [{ path: ['thresholds'], value: { visitSeconds: 6 } }]],
  ['another sensor', [{ path: ['sensors', 'cam-2'], value: OTHER_CAMERA }]],
] as const)('a plug that is pulled within two hours of %s costs no work', async (_what, edits) => {
  const { trials, path, shop } = await openTrials();
  await trials.apply(trials.read().hash, edits as never, 'ann', '');
  const changed = readFileSync(path, 'utf8');
  expect(changed).not.toBe(TEXT);
  shop.state = 'waiting';
  for (let i = 0; i < 10; i++) {
    shop.at += 600_000;
    await trials.check();
  }
  expect(readFileSync(path, 'utf8')).toBe(changed);
  expect(trials.view().last?.outcome).not.toBe('taken-back');
});

test('a camera that ran on its new settings and loses its plug later does not take them back', async () => {
  const { trials, path, shop } = await openTrials();
  const slower = [{ path: ['sensors', 'cam', 'framesPerSecond'], value: 2 }];
  await trials.apply(trials.read().hash, slower, 'ann', '');
  for (let i = 0; i < 12; i++) {
    shop.at += 60_000;
    await trials.check();
  }
  shop.state = 'waiting';
  shop.at += 120_000;
  await trials.check();
  expect(readFileSync(path, 'utf8')).toContain('framesPerSecond: 2');
});

test('a sensor is at risk when it is opened anew, or when a changed one opens its hardware', () => {
  const serial = (id: string, path: string) => ({
    id,
    type: 'counter',
    port: { link: 'serial', options: { path } },
  });
  const settings = (...sensors: object[]) => ({ sensors }) as unknown as Settings;
  const before = settings(serial('a', '/dev/a'), serial('b', '/dev/b'));
  const atRisk = (...sensors: object[]) => [...findSensorsAtRisk(before, settings(...sensors))];
  expect(atRisk(serial('a', '/dev/a'), serial('b', '/dev/b'))).toEqual([]);
  expect(atRisk(serial('a', '/dev/a'), serial('b', '/dev/c'))).toEqual(['b']);
  expect(atRisk(serial('a', '/dev/a'), serial('b', '/dev/a'))).toEqual(['a', 'b']);
});

test('continues a trial after a restart, and ends it by hand either way', async () => {
  const { trials, open, path, pass } = await openTrials();
  await trials.apply(trials.read().hash, TO_THE_WALL, 'ann', '');
  const again = open();
  pass(25);
  await again.check();
  expect(readFileSync(path, 'utf8')).toBe(TEXT);
  await again.apply(again.read().hash, TO_THE_WALL, 'ann', '');
  expect((await again.end('kept', 'ann'))?.outcome).toBe('applied');
  expect(await again.end('kept', 'ann')).toBeUndefined();
  pass(30);
  await again.check();
  expect(readFileSync(path, 'utf8')).toContain('630');
});

test('continues a trial after an update that migrated the file, and rolls back to the older version', async () => {
  const { open, path, directory, pass } = await openTrials();
  const old = TEXT.replace('version: 2', 'version: 1')
    .replace('space: cam', 'on: cam')
    .replace('insideSide', 'in');
  const onTrial = old.replace('[320, 0], to: [320, 480]', '[630, 0], to: [630, 40]');
  const history = join(directory, 'history');
  mkdirSync(history);
  const [oldHash, hash] = [old, onTrial].map((text) => {
    const digest = createHash('sha256').update(text).digest('hex');
    writeFileSync(join(history, `${digest}.yaml`), text);
    return digest;
  });
  const versions = [hash, oldHash].map((one) => ({ hash: one, savedAt: '', by: 'ann', note: '' }));
  writeFileSync(join(history, 'index.json'), JSON.stringify(versions));
  const about = { hash, oldHash, by: 'ann', startedAt: 1_000_000, foretold: [], sensorsAtRisk: [] };
  writeFileSync(join(directory, 'trial.json'), JSON.stringify(about));
  writeFileSync(path, migrateSettings(onTrial));
  const trials = open();
  pass(25);
  await trials.check();
  expect(trials.view().last).toMatchObject({ outcome: 'taken-back' });
  expect(readFileSync(path, 'utf8')).toBe(TEXT);
});
