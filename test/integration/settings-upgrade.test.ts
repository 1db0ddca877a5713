import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { settingsSchema } from '../../src/app/settings/settings-schema.ts';
import { parseSettings } from '../../src/config/parse-settings.ts';
import { migrateSettings, migrateText } from '../../src/config/versions/migrate-settings.ts';
import { SETTINGS_1_TO_2 } from '../../src/config/versions/settings-1-to-2.ts';
import { SCENARIO_1_TO_2 } from '../../src/sim/scenario/scenario-1-to-2.ts';
import type { PrivacyLogEntry } from '../../src/system/privacy-log.ts';
import { PrivacyLog } from '../../src/system/privacy-log.ts';
import { runLintel, startLintel } from '../support/lintel.ts';
import { isAbsent, sharedPath } from '../support/shared-data.ts';
import { tempDir } from '../support/temp-dir.ts';
import { SCENARIO_V1, SETTINGS_V1, SETTINGS_V2, SIM_SETTINGS_V1 } from '../support/version-one.ts';

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = tempDir();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** Every file of a folder with its bytes and its time. */
function contentOf(folder: string): Readonly<Record<string, readonly [string, number]>> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    names.map((name) => {
      const path = join(folder, name);
      const { mtimeMs } = statSync(path);
      return [name, [statSync(path).isFile() ? readFileSync(path, 'latin1') : '', mtimeMs] as const];
    }),
  );
}

describe('settings of version 1', () => {
  test('mean the same as those of version 2, with every old key, comment and line in its place', async () => {
    expect(migrateSettings(SETTINGS_V1)).toBe(SETTINGS_V2);
    const schema = await settingsSchema();
    const [old, present] = [SETTINGS_V1, SETTINGS_V2].map((text) => parseSettings(text, schema));
    expect(present?.problems).toEqual([]);
    // As text: a sensor's settings carry its driver's functions, made anew at each parse.
    expect(JSON.stringify(old?.settings)).toBe(JSON.stringify(present?.settings));
  });

  test.each([
    ...Object.keys(SETTINGS_1_TO_2.keys).map((path) => [path, SETTINGS_V1, SETTINGS_1_TO_2.keys] as const),
    ...Object.keys(SCENARIO_1_TO_2.keys).map((path) => [path, SCENARIO_V1, SCENARIO_1_TO_2.keys] as const),
  ])('hold the old key %s in these tests', (path, text, keys) => {
    const to = (keys as Readonly<Record<string, string>>)[path] ?? '';
    expect(migrateText(text, { 1: { keys: { [path]: to } } }, 2)).toContain(to);
  });

  test('are refused for what is wrong with them, with the line of the old file', async () => {
    const folder = folderOf({ 'store.yaml': SETTINGS_V1.replace('in: right', 'in: up') });
    const { code, output } = await runLintel(['check', join(folder, 'store.yaml')]);
    const line = SETTINGS_V1.split('\n').findIndex((text) => text.includes('id: gate')) + 1;
    expect(output).toContain(`lines[0].insideSide (line ${line})`);
    expect(code).toBe(78);
  });
});

/** What `run --record` writes of a counter. */
const COUNTER = `{"lintelRecording":1}
{"kind":"CounterRead","sensor":"counter","at":1772524800000,"mode":"total","entered":1,"left":0}
`;

describe.each([
  ['check', ['check', 'store.yaml']],
  ['sim', ['sim', 'scenario.yaml', '--from', '9', '--to', '9.05']],
  [
    'replay',
    ['replay', '-c', 'store.yaml', '-i', 'counter=counter.jsonl', '--start', '2026-03-03T08:00:00Z'],
  ],
] as const)('%s', (_command, args) => {
  const run = (folder: string) =>
    runLintel(args.map((arg) => arg.replace(/^(counter=)?(\S+\.(yaml|jsonl))$/, `$1${folder}/$2`)));
  const files = {
    'store.yaml': SIM_SETTINGS_V1,
    'scenario.yaml': SCENARIO_V1,
    'counter.jsonl': COUNTER,
  };

  test('reads version 1 and leaves the folder untouched', async () => {
    const folder = folderOf(files);
    const before = contentOf(folder);
    const { code, output } = await run(folder);
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(contentOf(folder)).toEqual(before);
  });

  test.each(['store.yaml', 'scenario.yaml'] as const)(
    'refuses a later version of %s and tells what to do',
    async (name) => {
      if (name === 'scenario.yaml' && args[0] !== 'sim') return;
      const folder = folderOf({ ...files, [name]: files[name].replace('version: 1', 'version: 3') });
      const before = contentOf(folder);
      const { code, output } = await run(folder);
      expect(output).toMatch(/version .*is 3\. .*Update Lintel here, or restore the older copy/);
      expect(code).toBe(78);
      expect(contentOf(folder)).toEqual(before);
    },
  );
});

/** A data folder as version 1 left it; returns the entry of its privacy log. */
function keepOldNames(directory: string): PrivacyLogEntry | undefined {
  mkdirSync(join(directory, 'console'), { recursive: true });
  writeFileSync(join(directory, 'console', 'journal.ndjson'), '{"what":"paired"}\n');
  const log = new PrivacyLog(join(directory, 'audit.ndjson'));
  log.append({ what: 'setting', by: 'ann', path: 'tenant', to: 'acme' }, new Date(0));
  return log.check().entries[0];
}

test('run migrates the file, keeps the old one beside it, and changes nothing at the next start', async () => {
  const data =
    'storage: { directory: DATA }\nconsole: { enabled: false }\nmqtt: { url: "mqtt://127.0.0.1:1", reconnect: { firstSeconds: 1 } }';
  const folder = tempDir();
  const text = `# ours\nversion: 1\ntenant: acme\ngateway: gw-1\nstore: { id: corner, emptyBy: "20:30" } # late\n${data}\n`;
  const old = text.replace('DATA', join(folder, 'data'));
  const path = join(folder, 'store.yaml');
  writeFileSync(path, old, { mode: 0o640 });
  const kept = keepOldNames(join(folder, 'data'));
  for (const _start of [1, 2]) {
    const lintel = startLintel(['run', '--config', path]);
    await lintel.ready();
    lintel.kill('SIGTERM');
    expect(await lintel.exit()).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe(
      old
        .replace('version: 1', 'version: 2')
        .replace('emptyBy', 'occupancyResetAt')
        .replace('firstSeconds', 'initialDelaySeconds'),
    );
    expect(readFileSync(`${path}.v1`, 'utf8')).toBe(old);
    expect(existsSync(`${path}.v1-2`)).toBe(false);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(existsSync(join(folder, 'data', 'audit.ndjson'))).toBe(false);
    // The chain goes on where the old file ended.
    const log = new PrivacyLog(join(folder, 'data', 'privacy-log.ndjson')).check();
    expect({ broken: log.brokenAt, first: log.entries[0] }).toEqual({ broken: undefined, first: kept });
    expect(log.entries.length).toBeGreaterThan(1);
    expect(readFileSync(join(folder, 'data', 'console', 'activity.ndjson'), 'utf8')).toContain('paired');
  }
});

test('run counts on under the older file where it cannot be replaced, and logs that', async () => {
  const folder = tempDir();
  const text = `version: 1\ntenant: acme\ngateway: gw-1\nstore: { id: corner, emptyBy: "20:30" }\nconsole: { enabled: false }\nstorage: { directory: ${join(folder, 'data')} }\n`;
  const path = join(folder, 'store.yaml');
  writeFileSync(path, text);
  // As in a folder that takes no file, also for root: the place of the copy's temporary file is taken.
  mkdirSync(`${path}.v1.new`);
  const lintel = startLintel(['run', '--config', path]);
  await lintel.ready();
  lintel.kill('SIGTERM');
  expect(await lintel.exit()).toBe(0);
  expect(lintel.output()).toContain('cannot write the settings file');
  expect(readFileSync(path, 'utf8')).toBe(text);
});

test('tags import keeps the older file beside the one that it writes', async () => {
  const folder = folderOf({
    'store.yaml': SIM_SETTINGS_V1,
    'tags.csv': 'id,kind,mac\nann,staff,C3:10:0A:0B:0C:77\n',
  });
  const path = join(folder, 'store.yaml');
  const { code, output } = await runLintel(['tags', 'import', join(folder, 'tags.csv'), '-c', path]);
  expect({ code, output }).toMatchObject({ code: 0 });
  expect(readFileSync(path, 'utf8')).toMatch(/version: 2.*serial-counter.*id: ann/s);
  expect(readFileSync(`${path}.v1`, 'utf8')).toBe(SIM_SETTINGS_V1);
});

const CASES = 'data/field-cases';

test.skipIf(isAbsent(CASES))('check says of the field cases what it said under version 1', async () => {
  const folder = tempDir();
  cpSync(sharedPath(CASES), folder, { recursive: true });
  const before = contentOf(folder);
  const sound = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /^(counter|gpio|lines|modbus)\/.*\.yaml$/.test(name) || name === 'shops/corner-store.yaml',
  );
  expect(sound.length).toBeGreaterThan(8);
  const { code, output } = await runLintel(['check', ...sound.map((name) => join(folder, name))]);
  expect({ code, output }).toMatchObject({ code: 0 });
  expect(contentOf(folder)).toEqual(before);
});
