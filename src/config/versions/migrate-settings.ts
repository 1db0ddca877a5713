import { valueAt } from '../parse-yaml.ts';
import { SETTINGS_VERSION } from '../schema.ts';
import { readYaml } from '../yaml-document.ts';
import type { Renames } from './rename-keys.ts';
import { renameKeys } from './rename-keys.ts';
import { SETTINGS_1_TO_2 } from './settings-1-to-2.ts';

/** The migrations by version: entry n turns version n into n + 1. */
export type Migrations = Readonly<Record<number, Renames>>;

const SETTINGS_MIGRATIONS: Migrations = { 1: SETTINGS_1_TO_2 };

/** Migrates the text of a settings file to the present version. Writes no files. */
export function migrateSettings(text: string): string {
  return migrateText(text, SETTINGS_MIGRATIONS, SETTINGS_VERSION);
}

/**
 * Returns the text unchanged if it is not valid YAML, or has no version or an unknown one. The checks that follow
 * report these faults more clearly.
 */
export function migrateText(text: string, migrations: Migrations, target: number): string {
  const from = findVersion(text);
  if (from === undefined) return text;
  let migrated = text;
  for (let version = from; version < target; version++) {
    const step = migrations[version];
    if (step === undefined) return text;
    migrated = renameKeys(migrated, version + 1, step);
  }
  return migrated;
}

/** Returns the version of a settings file. Undefined when the text is not YAML or has no version. */
export function findVersion(text: string): number | undefined {
  const read = readYaml(text);
  const version = 'problems' in read ? undefined : valueAt(read.value, ['version']);
  return typeof version === 'number' ? version : undefined;
}
