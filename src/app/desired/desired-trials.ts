import { editYaml } from '../../config/edit-yaml.ts';
import type { EpochMs, Json } from '../../core/model/ids.ts';
import type { ApplyResult, SettingsText, SettingsVersion } from '../../ports/console/console-settings.ts';
import type { SensorHealth } from '../../ports/health.ts';
import type { Log } from '../../ports/log.ts';
import type { DesiredMessage } from '../../ports/messages/desired.ts';
import type { DesiredRecord } from './desired-record.ts';
import type { DesiredTrial } from './desired-state.ts';
import { hashText } from './desired-state.ts';
import { EXTENDED_LOOK_MS, endOfTrial, judgeTrial } from './health-gates.ts';
import { planChanges, planUndo } from './plan-changes.ts';
import type { ReadWindows } from './usual-entries.ts';
import { compareEntries } from './usual-entries.ts';

/** Access to the settings file, which the technician may change at any time. */
export interface SettingsFile {
  read(): SettingsText;
  history(): readonly SettingsVersion[];
  /**
   * Writes the text and applies it, but only if the file still has the hash `base`. If the new settings cannot run,
   * restores the old text.
   */
  replace(base: string, text: string, by: string, note: string): Promise<ApplyResult>;
}

/** The parts of the running gateway that a trial uses. */
export interface TrialGateway {
  sensors(): readonly SensorHealth[];
  /** Returns how many rows the broker has accepted since this gateway started. */
  acceptedRows(): number;
  readonly windows: ReadWindows;
  event(event: Json): void;
}

export interface DesiredTrialsOptions {
  readonly record: DesiredRecord;
  readonly file: SettingsFile;
  readonly gateway: TrialGateway;
  readonly now: () => EpochMs;
  readonly log: Log;
  /** Adds an entry to the privacy log. */
  readonly audit: (what: string, to: Json) => void;
}

export const HEAD_OFFICE = 'head office';
const MOST_PROBLEMS = 3;

/** Puts a document on trial, and judges it. Then keeps the new settings or rolls them back. */
export class DesiredTrials {
  readonly #options: DesiredTrialsOptions;
  /** When the entries of an extended trial were last compared. */
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(options: DesiredTrialsOptions) {
    this.#options = options;
  }

  /** Starts a trial. Before the settings change, the old file and the undo edits are written to disk. */
  async begin(document: DesiredMessage): Promise<void> {
    const { record, file, now } = this.#options;
    const { kept, local, attempts } = record.state;
    const current = file.read();
    const { settings } = document;
    const paths = new Set(local.map(({ path }) => path));
    const before = kept?.settings ?? {};
    const changes = planChanges({ current: current.tree, settings, before, local: paths });
    const { edits, undo, absent, forbidden } = changes;
    if (forbidden.length > 0) return this.refuse(document, `not settable from afar: ${listed(forbidden)}`);
    if (edits.length === 0) return this.#keep(document, true, absent);
    const text = editYaml(current.text, edits);
    const trial: DesiredTrial = {
      ...{ document, startedAt: now(), oldText: current.text, hash: hashText(text), undo },
      sensorsUp: this.#sensorsUp(),
    };
    record.update({ trial, attempts: attempts + 1, absent });
    this.#started(document, await file.replace(current.hash, text, HEAD_OFFICE, noteFor(document)));
  }

  #started(document: DesiredMessage, result: ApplyResult): void {
    const { record, now } = this.#options;
    const { attempts, trial } = record.state;
    if (result.outcome === 'invalid') this.refuse(document, listed(result.problems.map(({ text }) => text)));
    // On a conflict, the technician has just saved another change. The next check plans the edits again.
    else if (trial === null || result.outcome === 'conflict')
      record.update({ trial: null, attempts: attempts - 1 });
    else {
      const until = endOfTrial(now(), document.gates.minutes * 60_000);
      // The trial lasts from now on, because the new settings are now in use.
      record.mark(document, 'trial', { until }, { trial: { ...trial, startedAt: now() } });
      this.#publish(document, 'trial', null);
    }
  }

  async check(trial: DesiredTrial): Promise<void> {
    const { record, gateway, now } = this.#options;
    if (trial.failure !== undefined) return await this.#takeBack(trial, trial.failure);
    const { document, startedAt } = trial;
    const elapsedMs = now() - startedAt;
    const isExtended = elapsedMs > document.gates.minutes * 60_000;
    const result = judgeTrial({
      ...{
        gates: document.gates,
        elapsedMs,
        lost: this.#lost(trial),
        isAccepted: gateway.acceptedRows() > 0,
      },
      entries: () => {
        if (isExtended && now() - this.#lookedAt < EXTENDED_LOOK_MS && elapsedMs < this.#longestMs(document))
          return { seen: 0, usual: null };
        this.#lookedAt = now();
        return compareEntries(gateway.windows, startedAt, now());
      },
    });
    if (result.kind === 'failed') await this.#takeBack(trial, result.reason);
    else if (result.kind === 'kept') this.#keep(document, result.proven, record.state.absent);
    else record.mark(document, 'trial', { until: endOfTrial(startedAt, result.untilMs) });
  }

  /** Records and reports that a document was refused. The settings in use do not change. */
  refuse(document: DesiredMessage, reason: string): void {
    this.#options.record.mark(document, 'refused', { reason }, { next: null, trial: null });
    this.#publish(document, 'refused', reason);
  }

  #keep(document: DesiredMessage, proven: boolean, absent: readonly string[]): void {
    const change = { kept: document, next: null, trial: null, absent };
    this.#options.record.mark(document, 'kept', { proven }, change);
    this.#publish(document, 'kept', null);
  }

  /** Rolls the settings back. If the disk is not writable, the next check tries again. */
  async #takeBack(trial: DesiredTrial, reason: string): Promise<void> {
    const { record, file, log } = this.#options;
    record.update({ trial: { ...trial, failure: reason } });
    const current = file.read();
    const text =
      current.hash === trial.hash
        ? trial.oldText
        : editYaml(current.text, planUndo(current.tree, trial.document.settings, trial.undo));
    const result = await file.replace(current.hash, text, 'lintel', `rolled back: ${reason}`);
    if (result.outcome !== 'applied') {
      log.error({ outcome: result.outcome }, 'settings from afar could not be rolled back yet');
      return;
    }
    record.mark(trial.document, 'rolled-back', { reason }, { next: null, trial: null });
    this.#publish(trial.document, 'rolled-back', reason);
  }

  /** Reports a phase of a document in the log, as an event, and in the device's privacy log. */
  #publish({ revision, id, commit }: DesiredMessage, phase: string, reason: string | null): void {
    const { gateway, log, audit } = this.#options;
    log.info({ revision, id, phase, reason }, 'settings from afar');
    gateway.event({ kind: 'SettingsChanged', revision, phase, ...(reason === null ? {} : { reason }) });
    audit(`settings from afar ${phase}`, { revision, id, commit, reason });
  }

  #longestMs({ gates }: DesiredMessage): number {
    return gates.extendHours * 3_600_000;
  }

  #sensorsUp(): string[] {
    return this.#options.gateway.sensors().flatMap(({ sensor, state }) => (state === 'up' ? [sensor] : []));
  }

  /**
   * Returns sensors that worked when the trial began and do not work now. Sensors that the technician removed do not
   * count.
   */
  #lost({ sensorsUp }: DesiredTrial): string[] {
    const sensors = this.#options.gateway.sensors();
    return sensorsUp.filter((id) => sensors.some(({ sensor, state }) => sensor === id && state !== 'up'));
  }
}

function noteFor({ revision, id }: DesiredMessage): string {
  return `revision ${revision} of ${id}`;
}

function listed(texts: readonly string[]): string {
  const more = texts.length - MOST_PROBLEMS;
  return `${texts.slice(0, MOST_PROBLEMS).join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}
