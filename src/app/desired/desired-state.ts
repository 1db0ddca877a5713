import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EpochMs, Json } from '../../core/model/ids.ts';
import { writeDurably } from '../../files/durable-file.ts';
import type { SettingsEdit } from '../../ports/console/console-settings.ts';
import type { DesiredMessage, DesiredPhase } from '../../ports/messages/desired.ts';

/** A trial of settings, with all that a roll-back needs. */
export interface DesiredTrial {
  readonly document: DesiredMessage;
  readonly startedAt: EpochMs;
  /** Exact text of the settings file before the trial. `hash` is the hash of the file on trial. */
  readonly oldText: string;
  readonly hash: string;
  /** Edits that undo only this document. They are used if the technician changed the file during the trial. */
  readonly undo: readonly SettingsEdit[];
  /** Ids of the sensors that worked when the trial began. */
  readonly sensorsUp: readonly string[];
  /** Why the trial failed. While this is set, the roll-back is not yet finished. */
  readonly failure?: string;
}

/** A setting of head office that the technician or root changed on the device. */
export interface LocalChange {
  readonly path: string;
  readonly by: string;
  /** When the value of head office is applied again. */
  readonly until: EpochMs;
}

export interface NewestDocument {
  readonly revision: number;
  readonly id: string;
  /** Hash of the settings in the document. */
  readonly hash: string;
  readonly phase: DesiredPhase;
  readonly since: EpochMs;
  readonly until: EpochMs | null;
  readonly reason: string | null;
  readonly proven: boolean;
}

/** All that the gateway remembers about remote settings. A roll-back or a restored settings file does not change it. */
export interface DesiredState {
  /**
   * Highest revision received. A document with this or a lower revision is not applied. This holds even if this
   * revision was refused or rolled back.
   */
  readonly highest: number;
  readonly kept: DesiredMessage | null;
  /** Accepted document whose trial has not started yet. Null when there is none. */
  readonly next: DesiredMessage | null;
  /** How many trials of `next` have been started. */
  readonly attempts: number;
  readonly trial: DesiredTrial | null;
  readonly newest: NewestDocument | null;
  readonly refused: string | null;
  readonly local: readonly LocalChange[];
  /** Zones, lines and other things that the remote settings name and this store does not have. */
  readonly absent: readonly string[];
}

export const NOTHING_DESIRED: DesiredState = {
  ...{ highest: 0, kept: null, next: null, attempts: 0, trial: null },
  ...{ newest: null, refused: null, local: [], absent: [] },
};

export function desiredStatePath(directory: string): string {
  return join(directory, 'desired', 'state.json');
}

/** Reads the stored state. Undefined on a new board, or when the file is damaged. */
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

/** Returns 16 hexadecimal digits that identify the settings of a document. */
export function hashDesired(settings: Json): string {
  return hashText(JSON.stringify(settings)).slice(0, 16);
}

export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
