import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { editYaml } from '../../config/edit-yaml.ts';
import { parseSettings } from '../../config/parse-settings.ts';
import type { createSettingsSchema } from '../../config/schema.ts';
import { problemText } from '../../config/settings-problem.ts';
import { migrateSettings } from '../../config/versions/migrate-settings.ts';
import { readYaml } from '../../config/yaml-document.ts';
import type { Json } from '../../core/model/ids.ts';
import { writeDurably } from '../../files/durable-file.ts';
import type {
  ApplyResult,
  ConsoleSettings,
  SettingsDraft,
  SettingsEdit,
  SettingsProblem,
  SettingsText,
  SettingsVersion,
} from '../../ports/console/console-settings.ts';
import {
  findAt,
  findRootChange,
  hideRootText,
  hideRootValues,
  restoreHidden,
  withoutRootForms,
} from './root-settings.ts';

const MAX_VERSIONS = 100;

export interface SettingsServiceOptions {
  readonly path: string;
  /** Folder in which all versions are kept. */
  readonly historyDirectory: string;
  readonly schema: ReturnType<typeof createSettingsSchema>;
  /**
   * Makes the gateway use the file that `by` changed. Throws when it cannot run with these settings; it then still uses
   * the old settings.
   */
  readonly reload: (by: string) => Promise<void>;
  readonly now: () => number;
}

/** A change of the settings file. `baseHash` is the version that was changed, `by` its author, `note` the reason. */
interface Change {
  readonly baseHash: string;
  readonly by: string;
  readonly note: string;
  readonly mayChangeRoot?: boolean;
}

/**
 * Changes the settings file, one change at a time. Keeps the exact text of every version that was ever applied here.
 */
export class SettingsService implements ConsoleSettings {
  readonly #parts: SettingsServiceOptions;
  #changing: Promise<unknown> = Promise.resolve();
  #offered: readonly Json[] = [];

  constructor(parts: SettingsServiceOptions) {
    this.#parts = parts;
  }

  /**
   * Allows the console to add these sensors although they contain an address, because the gateway itself found them.
   */
  offer(sensors: readonly Json[]): void {
    this.#offered = sensors;
  }

  get historyDirectory(): string {
    return this.#parts.historyDirectory;
  }

  read(): SettingsText {
    return describeProblem(migrateSettings(readFileSync(this.#parts.path, 'utf8')));
  }

  hide({ text, hash, tree }: SettingsText): SettingsText {
    return { text: hideRootText(text), hash, tree: hideRootValues(tree) };
  }

  schema(): Json {
    return withoutRootForms(
      z.toJSONSchema(this.#parts.schema, { io: 'input', unrepresentable: 'any' }) as Json,
    );
  }

  draft(baseHash: string, edits: readonly SettingsEdit[]): SettingsDraft | undefined {
    const { text, hash } = this.read();
    if (hash !== baseHash) return undefined;
    const edited = edit(text, edits);
    return typeof edited === 'string'
      ? { text: edited, problems: [...rootProblems(text, edited, this.#offered), ...this.#problems(edited)] }
      : { text, problems: [edited] };
  }

  apply(baseHash: string, edits: readonly SettingsEdit[], by: string, note: string): Promise<ApplyResult> {
    return this.#change({ baseHash, by, note }, (text) => edit(text, edits));
  }

  /** Replaces the text of the file. Even root's settings may change, so the caller must check that this is allowed. */
  replace(baseHash: string, text: string, by: string, note: string): Promise<ApplyResult> {
    return this.#change({ baseHash, by, note, mayChangeRoot: true }, () => text);
  }

  history(): readonly SettingsVersion[] {
    try {
      return JSON.parse(readFileSync(this.#indexPath(), 'utf8')) as SettingsVersion[];
    } catch {
      return [];
    }
  }

  version(hash: string): SettingsText | undefined {
    if (!this.history().some((version) => version.hash === hash)) return undefined;
    return { ...describeProblem(migrateSettings(this.readVersion(hash))), hash };
  }

  async rollBack(baseHash: string, toHash: string, by: string): Promise<ApplyResult | undefined> {
    const version = this.history().find(({ hash }) => hash === toHash);
    if (version === undefined) return undefined;
    const text = migrateSettings(this.readVersion(toHash));
    return await this.#change({ baseHash, by, note: `back to ${version.savedAt}` }, () => text);
  }

  /** Returns the text of an earlier version. Throws for an unknown hash. */
  readVersion(hash: string): string {
    if (!/^[0-9a-f]{64}$/.test(hash)) throw new RangeError('not a version');
    return readFileSync(join(this.historyDirectory, `${hash}.yaml`), 'utf8');
  }

  /** Makes changes one after the other, so that two technicians never overwrite each other's change. */
  #change(about: Change, edited: (text: string) => string | SettingsProblem): Promise<ApplyResult> {
    const next = this.#changing.then(() => this.#changeNow(about, edited));
    this.#changing = next.catch(() => undefined);
    return next;
  }

  async #changeNow(
    { baseHash, by, note, mayChangeRoot = false }: Change,
    edited: (text: string) => string | SettingsProblem,
  ): Promise<ApplyResult> {
    const before = this.read();
    if (before.hash !== baseHash) return { outcome: 'conflict', settings: before };
    const text = edited(before.text);
    if (typeof text !== 'string') return { outcome: 'invalid', problems: [text] };
    const forbidden = mayChangeRoot ? [] : rootProblems(before.text, text, this.#offered);
    const problems = [...forbidden, ...this.#problems(text)];
    if (problems.length > 0) return { outcome: 'invalid', problems };
    if (text === before.text) return { outcome: 'applied', settings: before };
    const failure = await this.#replace(before.text, text, by);
    if (failure !== undefined) return { outcome: 'invalid', problems: [failure] };
    // This version was not written by this service. It is kept too, so that a roll-back can restore it.
    const isKept = this.history().some(({ hash }) => hash === before.hash);
    if (!isKept) this.#keep(before.text, 'unknown', 'as it was found');
    this.#keep(text, by, note);
    return { outcome: 'applied', settings: describeProblem(text) };
  }

  /** Writes the new text and applies it. If that fails, restores the old text and returns the problem. */
  async #replace(oldText: string, newText: string, by: string): Promise<SettingsProblem | undefined> {
    const { path, reload } = this.#parts;
    try {
      const mode = statSync(path).mode & 0o777;
      writeDurably(path, newText, mode);
      try {
        await reload(by);
        return undefined;
      } catch (error) {
        writeDurably(path, oldText, mode);
        const text = `The gateway could not run on this: ${(error as Error).message}`;
        return { path: '(file)', text, code: 'not-running' };
      }
    } catch (error) {
      const text = `The settings file cannot be written: ${(error as Error).message}`;
      return { path: '(file)', text, code: 'not-written' };
    }
  }

  #problems(text: string): readonly SettingsProblem[] {
    return parseSettings(text, this.#parts.schema).problems.map((problem) => ({
      path: problem.path,
      ...(problem.line === undefined ? {} : { line: problem.line }),
      text: problemText(problem),
      // Problems in settings without a form, such as rules and outputs, get the code `on-device`.
      code: problem.code ?? 'on-device',
      ...(problem.values && { values: problem.values }),
    }));
  }

  #keep(text: string, by: string, note: string): void {
    const { now } = this.#parts;
    const { historyDirectory } = this;
    mkdirSync(historyDirectory, { recursive: true, mode: 0o700 });
    const { hash } = describeProblem(text);
    writeDurably(join(historyDirectory, `${hash}.yaml`), text);
    const version = { hash, savedAt: new Date(now()).toISOString(), by, note };
    const all = [version, ...this.history()];
    const kept = all.slice(0, MAX_VERSIONS);
    writeDurably(this.#indexPath(), JSON.stringify(kept));
    for (const { hash: old } of all.slice(MAX_VERSIONS)) {
      if (!kept.some((other) => other.hash === old))
        rmSync(join(historyDirectory, `${old}.yaml`), { force: true });
    }
  }

  #indexPath(): string {
    return join(this.historyDirectory, 'index.json');
  }
}

function describeProblem(text: string): SettingsText {
  return { text, hash: createHash('sha256').update(text).digest('hex'), tree: treeOf(text) };
}

/** Returns the settings in a text. Empty when the text is damaged: its problems are reported elsewhere. */
function treeOf(text: string): Json {
  const read = readYaml(text);
  return 'value' in read ? ((read.value ?? {}) as Json) : {};
}

function rootProblems(before: string, after: string, offered: readonly Json[]): SettingsProblem[] {
  const path = findRootChange(treeOf(before), treeOf(after), offered);
  if (path === undefined) return [];
  return [
    {
      path,
      text: `${path} names a file, an address or what is deleted: root changes it on the device.`,
      code: 'not-from-here',
    },
  ];
}

function edit(text: string, edits: readonly SettingsEdit[]): string | SettingsProblem {
  try {
    const before = treeOf(text);
    const whole = edits.map(({ path, value }) =>
      value === undefined ? { path } : { path, value: restoreHidden(value, findAt(before, path)) },
    );
    return editYaml(text, whole);
  } catch (error) {
    return { path: '(file)', text: (error as Error).message, code: 'damaged-file' };
  }
}
