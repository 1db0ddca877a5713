import type { Settings } from '../../config/schema.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { LastRestart } from '../../system/restart-history.ts';
import { RestartHistory } from '../../system/restart-history.ts';
import type { ServiceManager } from '../../system/systemd-notify.ts';
import { createServiceManager } from '../../system/systemd-notify.ts';
import type { GatewayRunner } from '../gateway/gateway-runner.ts';
import type { Environment } from '../process/environment.ts';
import { readVersion } from '../process/version.ts';
import { leaveSafeModeLater, safeSettings } from './safe-mode.ts';
import { WatchdogFeeder } from './watchdog-feeder.ts';

export interface ServiceStatus {
  readonly mode: 'normal' | 'safe';
  /** Number of unplanned ends since the device was set up. */
  readonly restarts: number;
  readonly lastRestart: LastRestart | null;
}

interface ServiceOptions {
  readonly environment: Pick<Environment, 'service' | 'stateDirectory' | 'runtimeDirectory' | 'stop'>;
  /** Folder for the restart history. Used if the service manager names no folder. */
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Runs the gateway as a service: explains its last end, decides on safe mode, and triggers the watchdog of the service
 * manager.
 */
export class ServiceLifecycle {
  readonly #parts: ServiceOptions;
  readonly #manager: ServiceManager;
  readonly #record: RestartHistory;
  #watch: WatchdogFeeder | undefined;
  #isSafe = false;
  #news: LastRestart | undefined;

  constructor(parts: ServiceOptions) {
    const { service, stateDirectory, runtimeDirectory } = parts.environment;
    this.#parts = parts;
    this.#manager = createServiceManager(service ?? { notifySocket: undefined, watchdogUs: undefined });
    const folders = [
      stateDirectory ?? parts.directory,
      ...(runtimeDirectory === undefined ? [] : [runtimeDirectory]),
    ];
    this.#record = new RestartHistory(folders);
  }

  /** Returns the settings to start with. After a crash loop these contain only storage and broker. */
  begin(settings: Settings): Settings {
    const { log } = this.#parts;
    this.#news = this.#record.begin(readVersion());
    this.#isSafe = this.#record.isCrashLoop;
    if (this.#news !== undefined) log.error({ ...this.#news }, `started again: ${this.#news.reason}`);
    if (this.#isSafe) log.error({}, 'safe mode: no sensor is opened; everything is tried again in an hour');
    return this.#isSafe ? safeSettings(settings) : settings;
  }

  /**
   * Tells the service manager that the gateway has started, reports a restart to the cloud, and starts the watchdog
   * checks. Call it when all parts run.
   */
  async ready(host: GatewayRunner, settings: Settings): Promise<void> {
    const { environment, clock, log } = this.#parts;
    const news = this.#news;
    if (news !== undefined) {
      host.gateway.event({
        kind: 'GatewayRestarted',
        reason: news.reason,
        safeMode: this.#isSafe ? 'yes' : 'no',
      });
    }
    this.#watch = new WatchdogFeeder({
      ...{ manager: this.#manager, record: this.#record, clock, log },
      status: () => host.gateway.status(),
      isSafe: () => this.#isSafe,
    });
    this.#watch.start();
    if (this.#isSafe) void this.#leaveSafeMode(host, settings, environment.stop);
    await this.#manager.notify('READY=1', `STATUS=${this.#isSafe ? 'safe mode' : 'counting'}`);
  }

  status(): ServiceStatus {
    const { restarts, last } = this.#record;
    return { mode: this.#isSafe ? 'safe' : 'normal', restarts, lastRestart: last ?? null };
  }

  async stopping(): Promise<void> {
    this.#watch?.stop();
    await this.#manager.notify('STOPPING=1');
  }

  async #leaveSafeMode(host: GatewayRunner, settings: Settings, stop: AbortSignal): Promise<void> {
    const { clock, log } = this.#parts;
    await leaveSafeModeLater({ host, settings, record: this.#record, clock, stop });
    if (stop.aborted) return;
    this.#isSafe = false;
    log.info({}, 'safe mode left: everything is tried again');
  }
}
