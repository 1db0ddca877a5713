import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { settingsSchema } from '../../../src/app/settings/settings-schema.ts';
import { keepGoodCopy, loadSettings, upgradeFile } from '../../../src/config/load-settings.ts';
import { migrateSettings, migrateText } from '../../../src/config/versions/migrate-settings.ts';
import { tempDir } from '../../support/temp-dir.ts';

const GOOD = `# The shop at the corner
version: 1
tenant: acme # as agreed
gateway: gw-1
store: { id: corner }
`;

describe('loading settings', () => {
  let schema: Awaited<ReturnType<typeof settingsSchema>>;
  const paths = () => {
    const directory = tempDir();
    return { file: join(directory, 'store.yaml'), goodCopy: join(directory, 'state', '.store.yaml.good') };
  };
  beforeAll(async () => {
    schema = await settingsSchema();
  });

  test.each([
    ['truncated', GOOD.slice(0, 40)],
    ['empty', ''],
    ['invalid', GOOD.replace('version: 1', 'version: one')],
    ['full of zeros, as some file systems leave it', '\0'.repeat(200)],
  ])(
    'a file that is %s after a power cut: the last good copy is used, and it is said why (F13)',
    (_what, broken) => {
      const { file, goodCopy } = paths();
      writeFileSync(file, GOOD);
      const before = loadSettings(file, goodCopy, schema);
      expect(before.fallback).toBeUndefined();
      keepGoodCopy(before.text, goodCopy);
      writeFileSync(file, broken);
      const after = loadSettings(file, goodCopy, schema);
      expect(after.settings).toEqual(before.settings);
      expect(after.fallback?.reason).toContain('store.yaml');
    },
  );

  test('a file that is gone: the last good copy is used (F13)', () => {
    const { file, goodCopy } = paths();
    keepGoodCopy(GOOD, goodCopy);
    expect(loadSettings(file, goodCopy, schema).fallback?.reason).toContain('cannot be read');
  });

  test('without a good copy nothing is made up (F13)', () => {
    const { file, goodCopy } = paths();
    writeFileSync(file, '');
    expect(() => loadSettings(file, goodCopy, schema)).toThrow(
      expect.objectContaining({ code: 'SETTINGS_INVALID' }),
    );
  });

  test('a good copy whose checksum is wrong is not used (F13)', () => {
    const { file, goodCopy } = paths();
    keepGoodCopy(GOOD, goodCopy);
    writeFileSync(goodCopy, readFileSync(goodCopy, 'utf8').replace('corner }', 'another }'));
    writeFileSync(file, '');
    expect(() => loadSettings(file, goodCopy, schema)).toThrow(/settings file/);
  });
});

describe('migration', () => {
  const steps = {
    1: { keys: { tenant: 'owner', 'list.*.a': 'b' }, values: { 'list.*.kind': { old: 'new' } } },
  };
  const migrated = (text: string) => migrateText(text, steps, 2);

  test('renames keys and values in place and keeps every other byte', () => {
    const text = `\uFEFF# top\r\nversion:   1 # old\r\n"tenant" :  'acme' # why\r\nlist:\r\n- {kind: "old",a:  1}\r\n`;
    expect(migrated(text)).toBe(
      `\uFEFF# top\r\nversion:   2 # old\r\n"owner" :  'acme' # why\r\nlist:\r\n- {kind: "new",b:  1}\r\n`,
    );
  });

  test('renames an entry that several aliases name once', () => {
    const text = 'version: 1\nlist: [ &x { a: 1, kind: &k old }, *x, { kind: *k } ]\n';
    expect(parse(migrated(text))).toEqual({
      version: 2,
      list: [{ b: 1, kind: 'new' }, { b: 1, kind: 'new' }, { kind: 'new' }],
    });
  });

  test('keeps the old key where the new one stands beside it', () => {
    expect(migrated('version: 1\ntenant: a\nowner: b\n')).toBe('version: 2\ntenant: a\nowner: b\n');
  });

  test.each([
    'version: 2\ntenant: a\n',
    'version: 7\ntenant: a\n',
    'version: 0\ntenant: a\n',
    'version: -1e9\ntenant: a\n',
    "version: '1'\ntenant: a\n",
    'tenant: a\n',
    'just text',
    '',
    'x: [',
    'version: 1\ntenant: *nowhere\nlist: *nowhere\n',
  ])('leaves %j to the checks', (text) => {
    expect(migrated(text)).toBe(text);
  });
});

describe('upgrading the file', () => {
  test('keeps the old file beside the new one, with its mode, and never overwrites an earlier copy', () => {
    const file = join(tempDir(), 'store.yaml');
    for (const name of ['.v1', '.v1-2']) {
      writeFileSync(file, GOOD, { mode: 0o640 });
      expect(upgradeFile(file, migrateSettings(GOOD))).toBe(`${file}${name}`);
      expect(readFileSync(file, 'utf8')).toBe(GOOD.replace('version: 1', 'version: 2'));
      expect(readFileSync(`${file}${name}`, 'utf8')).toBe(GOOD);
      expect(statSync(`${file}${name}`).mode & 0o777).toBe(statSync(file).mode & 0o777);
    }
  });

  test('writes nothing where the file is in the present version', () => {
    const file = join(tempDir(), 'store.yaml');
    const text = migrateSettings(GOOD);
    writeFileSync(file, text);
    expect(upgradeFile(file, text)).toBeUndefined();
    expect(readdirSync(dirname(file))).toEqual(['store.yaml']);
  });
});
