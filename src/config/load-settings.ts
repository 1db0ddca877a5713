import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { GatewayError } from '../core/model/gateway-error.ts';
import { writeDurably } from '../files/durable-file.ts';
import type { ParsedSettings } from './parse-settings.ts';
import { parseSettings } from './parse-settings.ts';
import type { createSettingsSchema, Settings } from './schema.ts';
import type { Problem } from './settings-problem.ts';
import { problemText } from './settings-problem.ts';
import { settingsWarnings } from './settings-warnings.ts';
import { findVersion, migrateSettings } from './versions/migrate-settings.ts';

type Schema = ReturnType<typeof createSettingsSchema>;

/** The settings in use. `fallback` is set when they are the last known good copy, and says why. */
export interface LoadedSettings {
  readonly settings: Settings;
  readonly text: string;
  readonly fallback: { readonly reason: string } | undefined;
}

export type CheckedSettings = ParsedSettings & {
  /** The text of the settings, migrated to the present version. */
  readonly text: string;
  /** Warnings about settings that are valid but probably a mistake. */
  readonly warnings: readonly Problem[];
};

/** Reads and checks a settings file without writing anything. Throws SETTINGS_UNREADABLE when it cannot be read. */
export function checkSettings(path: string, schema: Schema): CheckedSettings {
  const bytes = readBytes(path);
  const text = migrateSettings(bytes.toString('utf8'));
  return { ...parseSettings(text, schema, dirname(resolve(path))), text, warnings: settingsWarnings(bytes) };
}

/**
 * Loads the settings file. If it is damaged, for example by a power cut during an edit, loads the last known good copy.
 * Never falls back to defaults. Without a good copy, throws SETTINGS_INVALID with all problems.
 */
export function loadSettings(path: string, goodCopyPath: string, schema: Schema): LoadedSettings {
  const reason = (() => {
    try {
      const checked = checkSettings(path, schema);
      if (checked.settings !== undefined) return { settings: checked.settings, text: checked.text };
      return problemsText(path, checked.problems);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  })();
  if (typeof reason !== 'string') return { ...reason, fallback: undefined };
  const good = readGoodCopy(goodCopyPath, schema);
  if (good === undefined) throw new GatewayError('SETTINGS_INVALID', reason);
  return { ...good, fallback: { reason } };
}

/**
 * Replaces the settings file by `text`, the migrated text from `checkSettings`. Keeps the old file as `FILE.v1` and
 * returns that path. Returns undefined when the file already had the present version. Throws when the folder is not
 * writable.
 */
export function upgradeFile(path: string, text: string): string | undefined {
  const old = readBytes(path).toString('utf8');
  if (old === text) return undefined;
  const mode = statSync(path).mode & 0o777;
  const copy = freeName(`${path}.v${findVersion(old)}`);
  writeDurably(copy, old, mode);
  writeDurably(path, text, mode);
  return copy;
}

/** Returns a file name that is still free, so that no earlier copy is overwritten. */
function freeName(path: string): string {
  let name = path;
  for (let n = 2; existsSync(name); n++) name = `${path}-${n}`;
  return name;
}

/** Saves the settings as the last known good copy. Call this only when the gateway runs with them. */
export function keepGoodCopy(text: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const sealed = seal(text);
  if (readIfThere(path) !== sealed) writeDurably(path, sealed);
}

export function problemsText(path: string, problems: readonly Problem[]): string {
  return listText(path, 'problem', problems);
}

export function warningsText(path: string, warnings: readonly Problem[]): string {
  return listText(path, 'warning', warnings);
}

function listText(path: string, what: string, problems: readonly Problem[]): string {
  const count = problems.length === 1 ? `1 ${what}` : `${problems.length} ${what}s`;
  return [`${path}: ${count}`, ...problems.map((problem) => `  ${problemText(problem)}`)].join('\n');
}

/**
 * Reads the last known good copy. Does not check whether paths are in the allowed folders, because a gateway has
 * already run with this copy.
 */
function readGoodCopy(path: string, schema: Schema): { settings: Settings; text: string } | undefined {
  const sealed = readIfThere(path);
  if (sealed === undefined) return undefined;
  const text = sealed.slice(sealed.indexOf('\n') + 1);
  if (seal(text) !== sealed) return undefined;
  const { settings } = parseSettings(text, schema);
  return settings && { settings, text };
}

function seal(text: string): string {
  return `# sha256 ${createHash('sha256').update(text).digest('hex')}\n${text}`;
}

const whyUnreadable = (path: string): Readonly<Record<string, string>> => ({
  ENOENT: 'there is no such file (lintel setup makes it)',
  EACCES: `it is closed to this user: put sudo in front. For the service: sudo chown lintel ${path}`,
});

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    const reason = whyUnreadable(path)[code] ?? message;
    throw new GatewayError('SETTINGS_UNREADABLE', `${path} cannot be read: ${reason}`, error);
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
