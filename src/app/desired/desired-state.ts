import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EpochMs, Json } from '../../core/model/ids.ts';
import { writeDurably } from '../../files/durable-file.ts';
import type { SettingsEdit } from '../../ports/console/console-settings.ts';
import type { DesiredMessage, DesiredPhase } from '../../ports/messages/desired.ts';

/** Settings on trial, and how to take them back. */
export interface DesiredTrial {
  readonly document: DesiredMessage;
  readonly startedAt: EpochMs;
  /** The file before, byte for byte, and the hash of the file on trial. */
  readonly oldText: string;
  readonly hash: string;
  /** Takes back this document alone, from a file that the technician changed meanwhile. */
  readonly undo: readonly SettingsEdit[];
  /** Sensors that worked before. */
  readonly sensorsUp: readonly string[];
  /** Decided, and perhaps not done yet. */
  readonly failure?: string;
}

/** A setting of head office's that was changed on site. */
export interface LocalChange {
  readonly path: string;
  readonly by: string;
  /** Head office's value comes back then. */
  readonly until: EpochMs;
}

/** What became of the newest document. */
export interface NewestDocument {
  readonly revision: number;
  readonly id: string;
  /** Of its settings. */
  readonly hash: string;
  readonly phase: DesiredPhase;
  readonly since: EpochMs;
  readonly until: EpochMs | null;
  readonly reason: string | null;
  readonly proven: boolean;
}

/** All that the gateway remembers of settings from afar. It survives a roll-back and a restored file. */
export interface DesiredState {
  /** No document with a lower or the same revision is followed, also after this one was refused or rolled back. */
  readonly highest: number;
  readonly kept: DesiredMessage | null;
  /** Accepted, and not tried yet. */
  readonly next: DesiredMessage | null;
  /** How often the trial of `next` was begun. */
  readonly attempts: number;
  readonly trial: DesiredTrial | null;
  readonly newest: NewestDocument | null;
  readonly refused: string | null;
  readonly local: readonly LocalChange[];
  /** Things with settings from afar that this store does not have. */
  readonly absent: readonly string[];
}

export const NOTHING_DESIRED: DesiredState = {
  ...{ highest: 0, kept: null, next: null, attempts: 0, trial: null },
  ...{ newest: null, refused: null, local: [], absent: [] },
};

/** Beside the identity of the device, in its data directory. */
export function desiredStatePath(directory: string): string {
  return join(directory, 'desired', 'state.json');
}

/** Undefined on a new board, and where the file is damaged. */
export function readDesiredState(path: string): DesiredState | undefined {
  try {
    const state = JSON.parse(readFileSync(path, 'utf8')) as DesiredState;
    return Number.isSafeInteger(state.highest) ? { ...NOTHING_DESIRED, ...state } : undefined;
  } catch {
    return undefined;
  }
}

export function writeDesiredState(path: string, state: DesiredState): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeDurably(path, JSON.stringify(state));
}

/** Sixteen hex digits: which settings a document holds. */
export function hashDesired(settings: Json): string {
  return hashText(JSON.stringify(settings)).slice(0, 16);
}

export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
