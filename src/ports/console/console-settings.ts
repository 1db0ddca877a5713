import type { Json } from '../../core/model/ids.ts';

/** One change: the value at `path` becomes `value`, or goes when there is none. Lists whose entries have ids are matched by id. */
export interface SettingsEdit {
  readonly path: readonly (string | number)[];
  readonly value?: Json;
}

export interface SettingsProblem {
  readonly path: string;
  readonly line?: number;
  /** One sentence with the place, the value, what is allowed and how to fix it. */
  readonly text: string;
}

export interface SettingsText {
  readonly text: string;
  /** SHA-256 of the text: names this version of the file. */
  readonly hash: string;
  /** As it is written, without defaults. */
  readonly tree: Json;
}

export interface SettingsDraft {
  readonly text: string;
  readonly problems: readonly SettingsProblem[];
}

export interface SettingsVersion {
  readonly hash: string;
  readonly savedAt: string;
  /** Who saved it, and why it is there. */
  readonly by: string;
  readonly note: string;
}

export type ApplyResult =
  | { readonly outcome: 'applied'; readonly settings: SettingsText }
  | { readonly outcome: 'conflict'; readonly settings: SettingsText }
  | { readonly outcome: 'invalid'; readonly problems: readonly SettingsProblem[] };

/** The settings file as the console may change it: by edits on a version that it names, with every version kept. */
export interface ConsoleSettings {
  read(): SettingsText;
  /** A text or version as it may leave the device: without values of files, addresses and deletions. */
  hide(shown: SettingsText): SettingsText;
  /** The settings' JSON Schema, input side, for forms. */
  schema(): Json;
  draft(baseHash: string, edits: readonly SettingsEdit[]): SettingsDraft | undefined;
  apply(baseHash: string, edits: readonly SettingsEdit[], by: string, note: string): Promise<ApplyResult>;
  history(): readonly SettingsVersion[];
  /** Undefined when it is not kept. */
  version(hash: string): SettingsText | undefined;
  /** Puts a kept version back, byte by byte. */
  rollBack(baseHash: string, toHash: string, by: string): Promise<ApplyResult | undefined>;
}
