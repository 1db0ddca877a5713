import { readFileSync, rmSync } from 'node:fs';
import { parseSettings } from '../../config/parse-settings.ts';
import type { createSettingsSchema, Settings } from '../../config/schema.ts';
import { migrateSettings } from '../../config/versions/migrate-settings.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import type { TrialComparison } from '../../core/zones/settings-trial.ts';
import { findCountDrop, trialCounts } from '../../core/zones/settings-trial.ts';
import { writeDurably } from '../../files/durable-file.ts';
import type { ActivityLog } from '../../ports/console/console.ts';
import type { ApplyResult, ConsoleSettings, SettingsEdit } from '../../ports/console/console-settings.ts';
import type { SensorHealth } from '../../ports/health.ts';
import type { ConsoleTrials, TrialEnd } from '../../ports/settings-trial.ts';
import { buildStoreModel } from '../settings/build-store-model.ts';
import type { SettingsService } from './settings-service.ts';
import type { TrackHistoryClient } from './track-history-client.ts';
import { findSensorsAtRisk } from './trial-causes.ts';

/** Length of a trial. Even a quiet store shows within it that counting has stopped. */
const TRIAL_MS = 2 * 3_600_000;
const CHECK_EVERY_MS = 15_000;
/** Time for sensors to return, because a camera's detector takes a while to load. */
const SENSORS_BACK_MS = 90_000;
/** If a sensor ran for this long with the new settings, they are not the cause of a later stop. */
const PROVEN_MS = 10 * 60_000;

interface TrialServiceOptions {
  readonly settings: SettingsService;
  readonly ring: TrackHistoryClient;
  readonly schema: ReturnType<typeof createSettingsSchema>;
  /** The settings that the gateway runs with. */
  readonly inForce: () => Settings;
  readonly sensors: () => readonly SensorHealth[];
  readonly journal: ActivityLog;
  readonly now: () => EpochMs;
  /** File that keeps a trial over a restart. */
  readonly path: string;
}

/** State of a trial that survives a restart. */
interface Trial {
  readonly hash: string;
  readonly oldHash: string;
  readonly by: string;
  readonly startedAt: EpochMs;
  /** Result of the backtest when the settings were applied. */
  readonly foretold: readonly TrialComparison[];
  /** Sensors that ran before and that the change can have stopped. */
  readonly sensorsAtRisk: readonly string[];
}

interface Running {
  about: Trial;
  readonly old: Settings;
  /** Counts at the last check. */
  counts: readonly TrialComparison[];
  /** Since when each sensor at risk has run with the new settings without interruption. */
  readonly upSince: Map<string, EpochMs>;
}

/** Applies every change that affects counts on trial, and rolls back when counts drop. */
export class TrialService implements ConsoleSettings, ConsoleTrials {
  readonly #parts: TrialServiceOptions;
  #trial: Running | undefined;
  #last: TrialEnd | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: TrialServiceOptions) {
    this.#parts = parts;
    this.#resume();
  }

  read = () => this.#parts.settings.read();
  hide: ConsoleSettings['hide'] = (shown) => this.#parts.settings.hide(shown);
  schema = () => this.#parts.settings.schema();
  history = () => this.#parts.settings.history();
  version: ConsoleSettings['version'] = (hash) => this.#parts.settings.version(hash);
  draft: ConsoleSettings['draft'] = (base, edits) => this.#parts.settings.draft(base, edits);

  async apply(base: string, edits: readonly SettingsEdit[], by: string, note: string): Promise<ApplyResult> {
    const { settings, inForce } = this.#parts;
    const old = inForce();
    const sensorsUp = this.#sensorsThat((state) => state === 'up');
    const result = await settings.apply(base, edits, by, note);
    const isNew = result.outcome === 'applied' && result.settings.hash !== base;
    if (isNew && edits.some((edit) => canCollapse(edit, old))) {
      const atRisk = findSensorsAtRisk(old, inForce());
      const sensorsAtRisk = sensorsUp.filter((id) => atRisk.has(id));
      await this.#begin({ oldHash: base, hash: result.settings.hash, by, sensorsAtRisk }, old);
    }
    return result;
  }

  async rollBack(base: string, to: string, by: string): Promise<ApplyResult | undefined> {
    const result = await this.#parts.settings.rollBack(base, to, by);
    if (result?.outcome === 'applied') this.#stop();
    return result;
  }

  view(): ReturnType<ConsoleTrials['view']> {
    const last = this.#last;
    if (this.#trial === undefined) return { running: null, last };
    const { hash, oldHash, by, startedAt } = this.#trial.about;
    const times = { startedAt: isoOf(startedAt), endsAt: isoOf(startedAt + TRIAL_MS) };
    return { running: { hash, oldHash, by, ...times, counts: this.#trial.counts }, last };
  }

  async end(outcome: TrialEnd['outcome'], by: string): Promise<ApplyResult | undefined> {
    const trial = this.#trial?.about;
    if (trial === undefined) return undefined;
    if (outcome === 'taken-back') return await this.rollBack(trial.hash, trial.oldHash, by);
    this.#stop();
    this.#parts.journal.logEntry({ who: by, what: 'settings-kept', details: { hash: trial.hash } });
    return { outcome: 'applied', settings: this.read() };
  }

  /** Judges the running trial. Called every few seconds. */
  async check(): Promise<void> {
    const trial = this.#trial;
    if (trial === undefined) return;
    const at = this.#parts.now();
    if (this.read().hash !== trial.about.hash) return this.#stop();
    const { startedAt } = trial.about;
    trial.counts = await this.#counts(trial.old, this.#parts.inForce(), startedAt);
    // A user may have ended the trial meanwhile.
    if (this.#trial !== trial) return;
    this.#clearProven(trial, at);
    const because = this.#failure(trial, at);
    if (because !== undefined) await this.#takeBack(trial.about, because, at);
    else if (at - startedAt >= TRIAL_MS) {
      this.#stop();
      this.#last = { at: isoOf(at), outcome: 'kept' };
    }
  }

  #failure(trial: Running, at: EpochMs): TrialEnd['because'] {
    const count = findCountDrop(trial.counts, trial.about.foretold);
    if (count !== undefined) return { kind: 'count', count };
    if (at - trial.about.startedAt < SENSORS_BACK_MS) return undefined;
    const lost = this.#sensorsThat((state) => state === 'waiting' || state === 'degraded');
    const sensor = trial.about.sensorsAtRisk.find((id) => lost.includes(id));
    return sensor === undefined ? undefined : { kind: 'sensor', sensor };
  }

  /** A sensor that has run long enough on the new settings is no longer at risk, even after a restart. */
  #clearProven(trial: Running, at: EpochMs): void {
    const up = this.#sensorsThat((state) => state === 'up');
    for (const id of trial.about.sensorsAtRisk) {
      if (!up.includes(id)) trial.upSince.delete(id);
      else if (!trial.upSince.has(id)) trial.upSince.set(id, at);
    }
    const sensorsAtRisk = trial.about.sensorsAtRisk.filter((id) => !isProven(trial, id, at));
    if (sensorsAtRisk.length === trial.about.sensorsAtRisk.length) return;
    trial.about = { ...trial.about, sensorsAtRisk };
    writeDurably(this.#parts.path, JSON.stringify(trial.about));
  }

  async #takeBack(trial: Trial, because: NonNullable<TrialEnd['because']>, at: EpochMs): Promise<void> {
    const result = await this.rollBack(trial.hash, trial.oldHash, 'lintel');
    if (result?.outcome !== 'applied') return;
    this.#last = { at: isoOf(at), outcome: 'taken-back', because };
    this.#parts.journal.logEntry({
      who: 'lintel',
      what: 'settings-taken-back',
      details: { hash: trial.hash, because: JSON.parse(JSON.stringify(because)) },
    });
  }

  async #begin(about: Omit<Trial, 'startedAt' | 'foretold'>, old: Settings): Promise<void> {
    const { inForce, now, path } = this.#parts;
    // The settings are already active, so the trial starts even when the backtest failed.
    const foretold = await this.#counts(old, inForce()).catch(() => []);
    const trial = { ...about, startedAt: now(), foretold };
    writeDurably(path, JSON.stringify(trial));
    this.#last = null;
    this.#watch(trial, old);
  }

  #watch(about: Trial, old: Settings): void {
    this.#trial = { about, old, counts: [], upSince: new Map() };
    clearInterval(this.#timer);
    this.#timer = setInterval(() => void this.check().catch(() => undefined), CHECK_EVERY_MS);
    this.#timer.unref();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#trial = undefined;
    rmSync(this.#parts.path, { force: true });
  }

  /** Continues a trial that a restart interrupted, if the file is still the one on trial. */
  #resume(): void {
    try {
      const about = JSON.parse(readFileSync(this.#parts.path, 'utf8')) as Trial;
      const old = parseSettings(this.#parts.settings.readVersion(about.oldHash), this.#parts.schema).settings;
      const { text, hash } = this.read();
      // An update of Lintel may have migrated the file meanwhile.
      const isOnTrial = text === migrateSettings(this.#parts.settings.readVersion(about.hash));
      if (old !== undefined && isOnTrial) this.#watch({ ...about, hash }, old);
    } catch {
      // There was no trial.
    }
  }

  /** Counts the track history since `from` (or all of it) under both settings. */
  async #counts(old: Settings, fresh: Settings, from?: EpochMs): Promise<TrialComparison[]> {
    const models = [buildStoreModel(old), buildStoreModel(fresh)];
    const { counts } = await this.#parts.ring.ask('recount', { models, ...(from !== undefined && { from }) });
    const [before, now] = counts;
    return before === undefined || now === undefined ? [] : trialCounts(before, now);
  }

  #sensorsThat(has: (state: SensorHealth['state']) => boolean): string[] {
    return this.#parts.sensors().flatMap(({ sensor, state }) => (has(state) ? [sensor] : []));
  }
}

/**
 * Returns whether an edit can reduce counts. A new thing has no counts yet, and a position on the floor plan is only
 * drawn.
 */
function canCollapse({ path: [list, id, key] }: SettingsEdit, old: Settings): boolean {
  if (list === 'thresholds') return true;
  if (list === 'sensors') return key !== 'position' && key !== 'name';
  return (list === 'zones' || list === 'lines') && old[list].some((entry) => entry.id === id);
}

function isProven({ upSince }: Running, id: string, at: EpochMs): boolean {
  const since = upSince.get(id);
  return since !== undefined && at - since >= PROVEN_MS;
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}
