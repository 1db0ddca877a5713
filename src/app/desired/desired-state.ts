import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EpochMs, Json } from '../../core/model/ids.ts';
import { writeDurably } from '../../files/durable-file.ts';
import type { SettingsEdit } from '../../ports/console/console-settings.ts';
import type { DesiredMessage, DesiredPhase } from '../../ports/messages/desired.ts';

/** Settings on trial, with what is needed to roll back. */
export interface DesiredTrial {
  readonly document: DesiredMessage;
  readonly startedAt: EpochMs;
  /** The old file, byte for byte. `hash` is that of the file on trial. */
  readonly oldText: string;
  readonly hash: string;
  /** Edits that roll back only this document, in a file that the technician has changed since. */
  readonly undo: readonly SettingsEdit[];
  /** Ids of the sensors that worked before the trial. */
  readonly sensorsUp: readonly string[];
  /** Why the trial failed. The roll-back may not be done yet. */
  readonly failure?: string;
}

/** A setting of head office that was changed on site. */
export interface LocalChange {
  readonly path: string;
  readonly by: string;
  /** When head office's value returns. */
  readonly until: EpochMs;
}

export interface NewestDocument {
  readonly revision: number;
  readonly id: string;
  /** Hash of the document's settings. */
  readonly hash: string;
  readonly phase: DesiredPhase;
  readonly since: EpochMs;
  readonly until: EpochMs | null;
  readonly reason: string | null;
  readonly proven: boolean;
}

/**
 * Everything that the gateway remembers about remote settings. It survives a roll-back and a restored settings file.
 */
export interface DesiredState {
  /**
   * Highest revision seen. A document with this or a lower one is not followed, even if this one was refused or rolled
   * back.
   */
  readonly highest: number;
  readonly kept: DesiredMessage | null;
  /** An accepted document that has not been tried yet. */
  readonly next: DesiredMessage | null;
  /** How often a trial of `next` was started. */
  readonly attempts: number;
  readonly trial: DesiredTrial | null;
  readonly newest: NewestDocument | null;
  readonly refused: string | null;
  readonly local: readonly LocalChange[];
  /** Paths in the remote settings whose zones, lines or other things this store does not have. */
  readonly absent: readonly string[];
}

export const NOTHING_DESIRED: DesiredState = {
  ...{ highest: 0, kept: null, next: null, attempts: 0, trial: null },
  ...{ newest: null, refused: null, local: [], absent: [] },
};

export function desiredStatePath(directory: string): string {
  return join(directory, 'desired', 'state.json');
}

/** Undefined on a new board, and when the file is damaged. */
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

/** Sixteen hex digits that identify a document's settings. */
export function hashDesired(settings: Json): string {
  return hashText(JSON.stringify(settings)).slice(0, 16);
}

export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
