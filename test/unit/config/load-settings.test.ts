import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { settingsSchema } from '../../../src/app/settings-schema.ts';
import { keepGoodCopy, loadSettings } from '../../../src/config/load-settings.ts';
import { migrateSettings } from '../../../src/config/migrate-settings.ts';
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
    'F13: a file that is %s after a power cut: the last good copy is used, and it is said why',
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

  test('F13: a file that is gone: the last good copy is used', () => {
    const { file, goodCopy } = paths();
    keepGoodCopy(GOOD, goodCopy);
    expect(loadSettings(file, goodCopy, schema).fallback?.reason).toContain('cannot be read');
  });

  test('F13: without a good copy nothing is made up', () => {
    const { file, goodCopy } = paths();
    writeFileSync(file, '');
    expect(() => loadSettings(file, goodCopy, schema)).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID' }),
    );
  });

  test('F13: a good copy whose checksum is wrong is not used', () => {
    const { file, goodCopy } = paths();
    keepGoodCopy(GOOD, goodCopy);
    writeFileSync(goodCopy, readFileSync(goodCopy, 'utf8').replace('corner }', 'another }'));
    writeFileSync(file, '');
    expect(() => loadSettings(file, goodCopy, schema)).toThrow(/settings file/);
  });
});

describe('migration', () => {
  const migrations = {
    1: (document: import('yaml').Document) => {
      document.set('site', document.get('tenant'));
      document.delete('tenant');
    },
  };

  test('brings an older file up to date, keeps its comments and the old file beside it', () => {
    const file = join(tempDir(), 'store.yaml');
    writeFileSync(file, GOOD);
    const text = migrateSettings(file, GOOD, migrations, 2);
    expect(text).toContain('# The shop at the corner');
    expect(text).toContain('version: 2');
    expect(text).toContain('site: acme');
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(readFileSync(`${file}.v1`, 'utf8')).toBe(GOOD);
  });

  test('leaves files alone that are up to date, newer, or no settings', () => {
    for (const text of [
      GOOD.replace('version: 1', 'version: 2'),
      GOOD.replace('version: 1', 'version: 7'),
      'x: [',
    ]) {
      expect(migrateSettings('/nowhere/store.yaml', text, migrations, 2)).toBe(text);
    }
  });
});
