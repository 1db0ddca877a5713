import type { Document } from 'yaml';
import { parseDocument } from 'yaml';
import { writeDurably } from '../files/durable-file.ts';
import { SETTINGS_VERSION } from './schema.ts';

/** Brings a document from one version to the next in place, keeping comments. */
export type Migration = (document: Document) => void;

/** Index n holds the step from version n to n + 1. */
const MIGRATIONS: Readonly<Record<number, Migration>> = {};

/**
 * The text brought to the present version. The old file is kept beside it as `<file>.v<n>` before it is replaced.
 * Text that is not a settings document comes back as it is: the checks explain it better.
 */
export function migrateSettings(
  path: string,
  text: string,
  migrations: Readonly<Record<number, Migration>> = MIGRATIONS,
  target: number = SETTINGS_VERSION,
): string {
  const document = parseDocument(text);
  if (document.errors.length > 0) return text;
  const from = (document.toJS() as { version?: unknown } | null)?.version;
  if (typeof from !== 'number' || from >= target || migrations[from] === undefined) return text;
  for (let version = from; version < target; version++) {
    migrations[version]?.(document);
    document.set('version', version + 1);
  }
  const migrated = document.toString();
  writeDurably(`${path}.v${from}`, text);
  writeDurably(path, migrated);
  return migrated;
}
