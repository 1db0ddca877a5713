import { existsSync, readFileSync, statSync } from 'node:fs';
import { editYaml } from '../../config/edit-yaml.ts';
import { readYaml } from '../../config/yaml-document.ts';
import type { EpochMs, Json } from '../../core/model/ids.ts';
import { writeDurably } from '../../files/durable-file.ts';
import type { Log } from '../../ports/log.ts';
import { findDataDirectory } from '../settings/find-data-directory.ts';
import type { DesiredState, DesiredTrial } from './desired-state.ts';
import { desiredStatePath, hashText, readDesiredState, writeDesiredState } from './desired-state.ts';
import { planUndo } from './plan-changes.ts';

/**
 * Largest number of trials of one document. A power cut may interrupt one, but after two interruptions the settings are
 * the likely cause.
 */
const MOST_ATTEMPTS = 2;

/**
 * Must be called first at each start. If settings were on trial when the program ended, restores the old ones. They are
 * tried once more. If the program ends again during that trial, they are rolled back for good.
 */
export function restoreInterruptedTrial(config: string, now: EpochMs, log: Log): void {
  const path = desiredStatePath(findDataDirectory(config));
  const state = readDesiredState(path);
  if (state === undefined || state.trial === null || !existsSync(config)) return;
  const { trial, attempts, newest } = state;
  restoreFile(config, trial);
  const isLast = attempts >= MOST_ATTEMPTS;
  const reason = trial.failure ?? (isLast ? 'the gateway ended twice during the trial' : undefined);
  log.warn(
    { revision: trial.document.revision, reason },
    'settings were on trial: the old ones are in force again',
  );
  const retried: DesiredState = { ...state, trial: null };
  const rolledBack = { phase: 'rolled-back', since: now, until: null, reason: reason ?? null } as const;
  const given = newest === null ? null : { ...newest, ...rolledBack };
  writeDesiredState(path, reason === undefined ? retried : { ...retried, next: null, newest: given });
}

/** Restores the settings file, but keeps what the technician changed during the trial. */
function restoreFile(config: string, trial: DesiredTrial): void {
  const text = readFileSync(config, 'utf8');
  if (text === trial.oldText) return;
  const old = hashText(text) === trial.hash ? trial.oldText : withoutTrial(text, trial);
  writeDurably(config, old, statSync(config).mode & 0o777);
}

function withoutTrial(text: string, { document, undo, oldText }: DesiredTrial): string {
  const read = readYaml(text);
  if ('problems' in read) return oldText;
  return editYaml(text, planUndo(read.value as Json, document.settings, undo));
}
