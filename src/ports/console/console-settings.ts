import type { Json } from '../../core/model/ids.ts';
import type { ProblemCode, ProblemValues } from './problem-codes.ts';

/**
 * One change: sets the value at `path`, or removes it when `value` is absent. Lists of entries with ids are matched by
 * id.
 */
export interface SettingsEdit {
  readonly path: readonly (string | number)[];
  readonly value?: Json;
}

export interface SettingsProblem {
  readonly path: string;
  readonly line?: number;
  /** One sentence with the path, the value, the allowed values and the fix. */
  readonly text: string;
  /** Code of the problem, which forms translate. */
  readonly code: ProblemCode;
  readonly values?: ProblemValues;
}

export interface SettingsText {
  readonly text: string;
  /** SHA-256 of the text. It identifies this version of the file. */
  readonly hash: string;
  /** The settings as written, without defaults. */
  readonly tree: Json;
}

export interface SettingsDraft {
  readonly text: string;
  readonly problems: readonly SettingsProblem[];
}

export interface SettingsVersion {
  readonly hash: string;
  readonly savedAt: string;
  /** Who saved this version. `note` says why. */
  readonly by: string;
  readonly note: string;
}

export type ApplyResult =
  | { readonly outcome: 'applied'; readonly settings: SettingsText }
  | { readonly outcome: 'conflict'; readonly settings: SettingsText }
  | { readonly outcome: 'invalid'; readonly problems: readonly SettingsProblem[] };

/**
 * Changes the settings file for the console. Each edit names the version that it is based on, and every version is
 * kept.
 */
export interface ConsoleSettings {
  read(): SettingsText;
  /** Returns the text as the browser may show it: without the contents of files, addresses and deleted values. */
  hide(shown: SettingsText): SettingsText;
  /** JSON Schema of the settings file, for the console's forms. */
  schema(): Json;
  draft(baseHash: string, edits: readonly SettingsEdit[]): SettingsDraft | undefined;
  apply(baseHash: string, edits: readonly SettingsEdit[], by: string, note: string): Promise<ApplyResult>;
  history(): readonly SettingsVersion[];
  /** Returns undefined when that version is not kept. */
  version(hash: string): SettingsText | undefined;
  /** Restores a kept version, byte for byte. */
  rollBack(baseHash: string, toHash: string, by: string): Promise<ApplyResult | undefined>;
}
