import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { RestartHistory } from '../../system/restart-history.ts';
import type { ServiceManager } from '../../system/systemd-notify.ts';
import type { GatewayStatus } from '../gateway/gateway.ts';

/** How often the watchdog is triggered within its period. With three times, two may fail. */
const FEEDS_PER_PERIOD = 3;
const EXAMINE_MS = 20_000;
/**
 * If all sensors are down for this long, the gateway is restarted. More frequent restarts would not help a store with
 * an unplugged cable.
 */
const SENSORS_PATIENCE_MS = 600_000;
/** After this time without a problem, earlier failures no longer count. */
export const STEADY_MS = 300_000;

export interface WatchdogFeederOptions {
  readonly status: () => Pick<GatewayStatus, 'sensors' | 'store'>;
  readonly manager: ServiceManager;
  readonly record: RestartHistory;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * Returns whether the gateway is in safe mode. Then only the event loop is checked, because restarts did not help.
   */
  readonly isSafe: () => boolean;
}

/**
 * Triggers systemd's watchdog while the gateway works. For that its event loop must run, storage must accept writes,
 * and a sensor must be live. If one fails, systemd restarts the gateway, but only once for the same problem. If the
 * problem persists, the gateway keeps running without the failed part.
 */
export class WatchdogFeeder {
  readonly #parts: WatchdogFeederOptions;
  readonly #stop = new AbortController();
  readonly #startedMs: number;
  #sensorsSeenMs: number;
  #wellSinceMs: number | undefined;
  #hasBeenWell = false;
  #complaint: string | undefined;

  constructor(parts: WatchdogFeederOptions) {
    this.#parts = parts;
    this.#startedMs = parts.clock.monotonicMs();
    this.#sensorsSeenMs = this.#startedMs;
  }

  start(): void {
    void this.#run();
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Checks the gateway once. Resolves to true if the watchdog was triggered. */
  async examine(): Promise<boolean> {
    const { manager, record, clock } = this.#parts;
    if (clock.monotonicMs() - this.#startedMs >= STEADY_MS) record.steady();
    const ill = this.#parts.isSafe() ? undefined : this.#illness();
    this.#logChange(ill);
    this.#noteHealth(ill === undefined);
    if (ill !== undefined && (this.#hasBeenWell || record.last?.reason !== ill.reason)) {
      record.suspect(ill.reason);
      return false;
    }
    if (ill === undefined) record.clear();
    await manager.notify('WATCHDOG=1', `STATUS=${this.#statusText(ill?.reason)}`);
    return true;
  }

  /** Returns the status text for systemd. The package's upgrade check reads it. */
  #statusText(illness: string | undefined): string {
    if (this.#parts.isSafe()) return 'safe mode';
    return illness === undefined ? 'counting' : `degraded: ${illness}`;
  }

  #illness(): { readonly reason: string } | undefined {
    const { sensors, store } = this.#parts.status();
    const nowMs = this.#parts.clock.monotonicMs();
    const lives = sensors.length === 0 || sensors.some(({ state }) => state === 'up' || state === 'finished');
    if (lives) this.#sensorsSeenMs = nowMs;
    if (!store.writable) return { reason: 'the store cannot be written' };
    if (nowMs - this.#sensorsSeenMs > SENSORS_PATIENCE_MS) return { reason: 'no sensor lives' };
    return undefined;
  }

  #noteHealth(isWell: boolean): void {
    const nowMs = this.#parts.clock.monotonicMs();
    this.#wellSinceMs = isWell ? (this.#wellSinceMs ?? nowMs) : undefined;
    if (this.#wellSinceMs !== undefined && nowMs - this.#wellSinceMs >= STEADY_MS) this.#hasBeenWell = true;
  }

  #logChange(ill: { readonly reason: string } | undefined): void {
    if (ill?.reason === this.#complaint) return;
    this.#complaint = ill?.reason;
    if (ill === undefined) this.#parts.log.info({}, 'of use again');
    else this.#parts.log.error({}, `not of use: ${ill.reason}`);
  }

  async #run(): Promise<void> {
    const { clock, manager, log } = this.#parts;
    const everyMs = Math.min((manager.watchdogMs ?? Number.POSITIVE_INFINITY) / FEEDS_PER_PERIOD, EXAMINE_MS);
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.examine().catch((error: unknown) =>
        log.error({ err: error }, 'the watch over itself failed'),
      );
      await clock.sleep(everyMs, signal).catch(() => undefined);
    }
  }
}
