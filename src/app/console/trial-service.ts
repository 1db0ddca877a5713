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

/** Length of a trial. Even in a quiet store, this is enough to notice that counting has stopped. */
const TRIAL_MS = 2 * 3_600_000;
const CHECK_EVERY_MS = 15_000;
/** Time for sensors to start again after the change. The detector of a camera takes a while to load. */
const SENSORS_BACK_MS = 90_000;
/** If a sensor has run for this long with the new settings, they are not why it stops later. */
const PROVEN_MS = 10 * 60_000;

interface TrialServiceOptions {
  readonly settings: SettingsService;
  readonly ring: TrackHistoryClient;
  readonly schema: ReturnType<typeof createSettingsSchema>;
  /** Returns the settings that the gateway uses now. */
  readonly inForce: () => Settings;
  readonly sensors: () => readonly SensorHealth[];
  readonly journal: ActivityLog;
  readonly now: () => EpochMs;
  /** File that stores a trial, so that it survives a restart. */
  readonly path: string;
}

/** The state of a trial that is kept over a restart. */
interface Trial {
  readonly hash: string;
  readonly oldHash: string;
  readonly by: string;
  readonly startedAt: EpochMs;
  /** What the backtest predicted before the settings were applied. */
  readonly foretold: readonly TrialComparison[];
  /** Ids of sensors that worked before the change and that it may stop. */
  readonly sensorsAtRisk: readonly string[];
}

interface Running {
  about: Trial;
  readonly old: Settings;
  /** The counts under the old and under the new settings, at the last check. */
  counts: readonly TrialComparison[];
  /** For each sensor at risk: since when it has run without interruption under the new settings. */
  readonly upSince: Map<string, EpochMs>;
}

/** Puts each change that can affect counts on trial, and rolls it back if counts drop or a sensor stops. */
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
    const earlier = this.#trial;
    const result = await settings.apply(base, edits, by, note);
    const isNew = result.outcome === 'applied' && result.settings.hash !== base;
    const isTried = isNew && edits.some((edit) => canCollapse(edit, old));
    if (isTried) this.#last = null;
    // Only the newest change can be rolled back alone, so applying it keeps the one before.
    if (isNew && earlier !== undefined) this.#keep(earlier.about, by);
    if (isTried) {
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
    this.#keep(trial, by);
    return { outcome: 'applied', settings: this.read() };
  }

  /** Checks the running trial, and ends it or rolls it back. Called every CHECK_EVERY_MS. */
  async check(): Promise<void> {
    const trial = this.#trial;
    if (trial === undefined) return;
    const at = this.#parts.now();
    if (this.read().hash !== trial.about.hash) return this.#stop();
    const { startedAt } = trial.about;
    trial.counts = await this.#counts(trial.old, this.#parts.inForce(), startedAt);
    // While the counts were computed, a user may have ended the trial.
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

  /** A sensor that has run long enough is no longer at risk. Stores this, so that it is still known after a restart. */
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

  #keep({ hash }: Trial, by: string): void {
    const { now, journal } = this.#parts;
    this.#stop();
    this.#last = { at: isoOf(now()), outcome: 'kept' };
    journal.logEntry({ who: by, what: 'settings-kept', details: { hash } });
  }

  async #begin(about: Omit<Trial, 'startedAt' | 'foretold'>, old: Settings): Promise<void> {
    const { inForce, now, path } = this.#parts;
    // The settings are already in use, so the trial must start even if the backtest fails.
    const foretold = await this.#counts(old, inForce()).catch(() => []);
    const trial = { ...about, startedAt: now(), foretold };
    writeDurably(path, JSON.stringify(trial));
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

  /** Continues a trial after a restart, if the settings file is still the one on trial. */
  #resume(): void {
    try {
      const about = JSON.parse(readFileSync(this.#parts.path, 'utf8')) as Trial;
      const old = parseSettings(this.#parts.settings.readVersion(about.oldHash), this.#parts.schema).settings;
      const { text, hash } = this.read();
      // Compares the migrated text, because an update of the program may have migrated the file.
      const isOnTrial = text === migrateSettings(this.#parts.settings.readVersion(about.hash));
      if (old !== undefined && isOnTrial) this.#watch({ ...about, hash }, old);
    } catch {
      // The file does not exist or is damaged: no trial was running.
    }
  }

  /** Counts the track history from `from` on under the old and the new settings. Without `from`, counts all of it. */
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
 * Returns whether an edit can reduce counts. New zones and lines had no counts before. The position of a sensor is only
 * drawn on the floor plan.
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
