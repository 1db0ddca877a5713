import type { Settings } from '../../config/schema.ts';
import type { DoorAudit } from '../../core/door-audit/audit-stamp.ts';
import type { TagObserver } from '../../core/engine/tag-tracker.ts';
import type { EpochMs, Json } from '../../core/model/ids.ts';
import { plainValues } from '../../core/model/plain-text.ts';
import { localDayEnd } from '../../core/time/local-day.ts';
import type { TrackObserver } from '../../core/tracking/track-observer.ts';
import type { PreviewCameras } from '../../ports/camera-link.ts';
import type { Clock, TimeQuality } from '../../ports/clock.ts';
import type { SensorTrace } from '../../ports/console/sensor-trace.ts';
import type { EventStore, StoreStatus, WindowRecord } from '../../ports/event-store.ts';
import type { SensorHealth } from '../../ports/health.ts';
import type { Links } from '../../ports/links.ts';
import type { Log } from '../../ports/log.ts';
import type { OutputContext, OutputStatus } from '../../ports/output.ts';
import type { NearReceivers } from '../../ports/tag-registration.ts';
import type { GatewayHealth, Uplink, UplinkStatus } from '../../ports/uplink.ts';
import { readFreeShare } from '../../system/free-share.ts';
import type { ExperimentService } from '../experiments/experiment-service.ts';
import type { ForecastService } from '../forecast/forecast-service.ts';
import { createEgress } from '../privacy/create-egress-gate.ts';
import { buildStoreModel } from '../settings/build-store-model.ts';
import { hashSettings } from '../settings/hash-settings.ts';
import { AfterCommitQueue } from './after-commit-queue.ts';
import type { ClockAdjuster, ClockListener } from './clock-adjuster.ts';
import { createOutlook } from './create-outlook.ts';
import type { OpenUplink } from './create-uplink-factory.ts';
import { OccupancyResetSchedule } from './occupancy-reset-schedule.ts';
import { Pipeline } from './pipeline.ts';
import type { Reactions } from './reactions.ts';
import { createReactions } from './reactions.ts';
import type { DaySums } from './roll-ups/day-sums.ts';
import { RollUpWriter } from './roll-ups/roll-up-writer.ts';
import { RuleAlarm } from './rule-alarm.ts';
import { StorageMonitor } from './storage-monitor.ts';
import { Supervisor } from './supervisor.ts';
import { findVisitsADay } from './visits-a-day.ts';

const TICK_MS = 1_000;
const STORE_LOOK_MS = 60_000;
/** Longest time to stop all parts, in ms. systemd waits longer before it kills the process. */
const STOP_MS = 4_500;

export interface GatewayOptions {
  readonly settings: Settings;
  readonly links: Links;
  readonly store: EventStore;
  /** Opens the uplink after the sensors have started. Undefined when the settings name no broker. */
  readonly openUplink: OpenUplink | undefined;
  readonly clock: Clock;
  readonly timeQuality: () => TimeQuality;
  /** Adjusts the clock when the system clock gets set. Undefined when the clock is simulated. */
  readonly time?: ClockAdjuster;
  readonly random: () => number;
  /** A new store publishes its first counts after this time, even if its first window is still open. */
  readonly firstCountMs?: number;
  readonly log: Log;
  readonly version: string;
  readonly tracks?: TrackObserver;
  /** Gets the positions of registered tags, for the console. */
  readonly tags?: TagObserver;
  /**
   * How outputs resolve host names, and the GPIO lines that they switch. Undefined in simulations, whose outputs have
   * no effect.
   */
  readonly outside?: Pick<OutputContext, 'network' | 'gpio'>;
  /** Returns the audits of doors, which are files on the device. */
  readonly audits?: () => readonly DoorAudit[];
  /** Folder for forecasts and experiments. Undefined in simulations, which have neither. */
  readonly keptDirectory?: string;
}

export interface GatewayStatus {
  readonly version: string;
  readonly gateway: string;
  readonly startedAt: string;
  readonly sensors: readonly SensorHealth[];
  readonly store: StoreStatus;
  readonly uplink: UplinkStatus | { readonly state: 'off' };
  readonly outputs: readonly OutputStatus[];
  readonly memoryMb: number;
}

/** Time from a new store's first start to its first counts, in ms: they must reach the cloud within 70 s. */
export const FIRST_COUNT_MS = 45_000;

/** A running gateway. Creates all its parts, starts them in order, and stops them in reverse order. */
export class Gateway {
  readonly pipeline: Pipeline;
  /** Undefined when the settings have no output. */
  readonly reactions: Reactions | undefined;
  /** Undefined when the settings turn forecasts off. */
  readonly forecast: ForecastService | undefined;
  readonly experiments: ExperimentService | undefined;
  readonly #parts: GatewayOptions;
  readonly #supervisors: Supervisor[] = [];
  readonly #startedAt: string;
  #uplink: Uplink | undefined;
  #ticking: Promise<void> = Promise.resolve();
  readonly #stop = new AbortController();
  readonly #stored: AfterCommitQueue;
  readonly #alarm: RuleAlarm | undefined;
  readonly #rollUps: RollUpWriter;

  constructor(parts: GatewayOptions) {
    const { settings, store, clock, log, timeQuality } = parts;
    this.#parts = parts;
    this.#stored = new AfterCommitQueue(log);
    this.#startedAt = new Date(clock.now()).toISOString();
    const model = buildStoreModel(settings);
    this.reactions = createReactions(parts, parts.outside);
    this.#rollUps = new RollUpWriter({
      ...{ store, log, timeZone: settings.store.timezone, hours: settings.store.hours },
      isTimeSure: () => timeQuality() !== 'unsynced',
    });
    const egress = createEgress(settings, model, parts.audits?.());
    this.pipeline = new Pipeline({
      ...{ model, egress, clock, log, timeQuality },
      store: this.#rollUps,
      committed: () => {
        this.#stored.committed();
        this.#uplink?.nudge();
      },
      closingTime: new OccupancyResetSchedule(settings.store),
      dayEnd: localDayEnd(settings.store.timezone),
      ...(parts.firstCountMs === undefined ? {} : { firstCountMs: parts.firstCountMs }),
      rule: (change) => this.reactions?.changed(change),
      ...(parts.tracks === undefined ? {} : { tracks: parts.tracks }),
      ...(parts.tags === undefined ? {} : { tags: parts.tags }),
      ...(parts.audits === undefined ? {} : { audits: parts.audits }),
    });
    const { keptDirectory } = parts;
    const kept =
      keptDirectory === undefined
        ? undefined
        : createOutlook({
            ...{ settings, model, store, log, directory: keptDirectory, def: egress.meaning.def },
            pipeline: this.pipeline,
          });
    this.forecast = kept?.forecast;
    this.experiments = kept?.experiments;
    const { rules } = this.pipeline.engine;
    this.#alarm = rules === undefined ? undefined : new RuleAlarm(rules, clock);
  }

  /**
   * Starts all parts. Returns without waiting for sensors or the network. `lost` are the lost sensors of the gateway
   * that this one replaces.
   */
  start(lost: ReadonlyMap<string, EpochMs> = new Map()): void {
    const { settings, links, clock, log, random, store, openUplink } = this.#parts;
    for (const sensor of settings.sensors) {
      const observe = (seen: Parameters<Pipeline['observe']>[0]) => {
        this.pipeline.observe(seen);
        this.#alarm?.check();
      };
      const parts = { links, clock, log, random, observe, lostAt: lost.get(sensor.id) };
      this.#supervisors.push(new Supervisor(sensor, parts));
    }
    this.reactions?.open();
    for (const supervisor of this.#supervisors) supervisor.start();
    this.#ticking = this.#tick();
    const hash = hashSettings(settings);
    this.#uplink = openUplink?.(store, () => this.#health(hash));
  }

  /** Sensors that worked and are lost, each with the time of its loss. */
  get lost(): ReadonlyMap<string, EpochMs> {
    const health = this.#supervisors.map((supervisor) => supervisor.health);
    return new Map(health.flatMap(({ sensor, lostAt }) => (lostAt === undefined ? [] : [[sensor, lostAt]])));
  }

  /** Calls `act` after a commit that includes all observations made so far. */
  whenStored(act: () => void): void {
    this.#stored.wait(act);
  }

  get aiming(): PreviewCameras | undefined {
    return this.#parts.links.aiming;
  }

  /** Receivers that can report tags held to them. */
  get near(): NearReceivers | undefined {
    return this.#parts.links.near;
  }

  /** Hourly and daily sums of the store. They are kept longer than the windows. */
  get sums(): DaySums {
    return this.#rollUps.sums;
  }

  event(event: Json): void {
    this.pipeline.event(plainValues(event) as Json);
  }

  /** Publishes the report on remote settings. Call it when the report has changed. */
  publishReport(): void {
    this.#uplink?.publishReport();
  }

  /** Resolves when all sensors have ended. A sensor that plays a recording ends; a live sensor never does. */
  async finished(): Promise<void> {
    await Promise.all(this.#supervisors.map((supervisor) => supervisor.finished()));
  }

  /** Returns the gateway's state for terminals, pages and support bundles. Of addresses it has only the host. */
  status(): GatewayStatus {
    const { version, settings, store } = this.#parts;
    const status: GatewayStatus = {
      version,
      gateway: settings.gateway,
      startedAt: this.#startedAt,
      sensors: this.#supervisors.map((supervisor) => supervisor.health),
      store: store.status(),
      uplink: this.#uplink?.status() ?? { state: 'off' },
      outputs: this.reactions?.status() ?? [],
      memoryMb: Math.round(process.memoryUsage.rss() / 1e6),
    };
    return plainValues(status) as GatewayStatus;
  }

  /** Returns the last text lines and the last reading of a sensor. Undefined for an unknown id. */
  trace(id: string): SensorTrace | undefined {
    return this.#supervisors.find(({ health }) => health.sensor === id)?.trace();
  }

  /** Returns stored windows, oldest first. */
  windows(from: EpochMs, to: EpochMs): readonly WindowRecord[] {
    return this.#parts.store.windows(from, to);
  }

  /** Returns the mean number of visits a day in the last week. Undefined before the first day is over. */
  async visitsADay(): Promise<number | undefined> {
    return await findVisitsADay(this.#parts.store, this.#parts.clock.now());
  }

  /** Stops sensors, engine, uplink and storage in this order, within `STOP_MS`. */
  async stop(): Promise<void> {
    const { clock, store } = this.#parts;
    const deadline = clock.monotonicMs() + STOP_MS;
    const sensors = Promise.all(this.#supervisors.map((supervisor) => supervisor.stop()));
    await Promise.race([sensors, clock.sleep(STOP_MS / 2)]);
    this.#stop.abort();
    await this.#ticking;
    this.#alarm?.stop();
    await this.reactions?.close();
    this.pipeline.stop();
    await this.#uplink?.close(Math.max(0, deadline - clock.monotonicMs()));
    store.close();
  }

  #health(settings: string): GatewayHealth {
    const health = this.#supervisors.map((supervisor) => supervisor.health);
    const broken = health.filter(({ state }) => state === 'waiting' || state === 'degraded');
    const diskFree = readFreeShare(this.#parts.settings.storage.directory);
    return {
      settings,
      down: broken.map(({ sensor }) => sensor),
      ...(diskFree === undefined ? {} : { diskFree }),
    };
  }

  #tickRules(): void {
    const { rules } = this.pipeline.engine;
    if (rules !== undefined) this.reactions?.tick(rules.snapshot());
  }

  #tickOutlook(nowMs: number): void {
    this.forecast?.tick(nowMs);
    this.experiments?.tick(nowMs);
  }

  async #tick(): Promise<void> {
    const { clock, time, store, settings, timeQuality } = this.#parts;
    const { signal } = this.#stop;
    const bound: ClockListener = {
      moveTime: (deltaMs) => this.pipeline.moveTime(deltaMs),
      event: (event) => this.pipeline.event(event),
      restamp: (deltaMs, limit) => store.restamp(deltaMs, limit),
      windowMs: settings.windows.seconds * 1000,
    };
    const { megabytesPerDay, syncsPerDay } = settings.storage.writeBudget;
    const watch = new StorageMonitor({ bytesPerDay: megabytesPerDay * 1e6, syncsPerDay });
    let lookedMs = clock.monotonicMs();
    while (!signal.aborted) {
      await clock.sleep(TICK_MS, signal).catch(() => undefined);
      if (signal.aborted) return;
      time?.check(bound);
      this.pipeline.tick();
      this.#rollUps.work(clock.now());
      this.#tickRules();
      if (timeQuality() !== 'unsynced') this.#tickOutlook(clock.now());
      if (clock.monotonicMs() - lookedMs < STORE_LOOK_MS) continue;
      lookedMs = clock.monotonicMs();
      for (const event of watch.check(store.status(), lookedMs)) this.pipeline.event(event);
    }
  }
}
