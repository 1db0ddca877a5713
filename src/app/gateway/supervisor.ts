import { findRemedy } from '../../core/model/fault-remedies.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import type { SensorObservation } from '../../core/model/observation.ts';
import { backOff } from '../../core/time/back-off.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SensorTrace } from '../../ports/console/sensor-trace.ts';
import type { SensorHealth, SensorState } from '../../ports/health.ts';
import type { Links } from '../../ports/links.ts';
import type { Log } from '../../ports/log.ts';
import type { Sensor } from '../../ports/sensor.ts';
import { SensorTracer } from './sensor-tracer.ts';

/** After this many failed attempts in a row, a sensor counts as degraded. Attempts continue. */
const TRIES_UNTIL_DEGRADED = 5;
const RETRY = { firstMs: 500, maxMs: 60_000 };
/**
 * Wait between attempts for a sensor that can be unplugged. It is short, because a person who plugs it in waits for it.
 */
const PLUG_RETRY_MS = 5_000;
/** After a sensor has run this long, its earlier failures no longer count. */
const STABLE_MS = 60_000;

/** For these codes, the message of the failure is shown: it says more than the general fix. */
const TELLING: ReadonlySet<string> = new Set(['LINK_UNREADABLE', 'LINK_REFUSED']);

export interface SupervisorOptions {
  readonly links: Links;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly observe: (observation: SensorObservation) => void;
  /** When the sensor was lost under the settings before, if it was. */
  readonly lostAt?: EpochMs | undefined;
}

/** Keeps one sensor running. Opens it, passes on its observations, and opens it again when its link is lost. */
export class Supervisor {
  readonly #sensor: Sensor;
  readonly #parts: SupervisorOptions;
  readonly #tracer: SensorTracer;
  readonly #stop = new AbortController();
  #health: SensorHealth;
  #running: Promise<void> = Promise.resolve();

  constructor(sensor: Sensor, parts: SupervisorOptions) {
    this.#sensor = sensor;
    this.#parts = parts;
    this.#tracer = new SensorTracer(parts.clock);
    const { id, type } = sensor;
    this.#health = {
      sensor: id,
      type,
      state: 'starting',
      since: parts.clock.now(),
      restarts: 0,
      ...(parts.lostAt !== undefined && { lostAt: parts.lostAt }),
    };
  }

  get health(): SensorHealth {
    return this.#health;
  }

  /** Returns the last lines and the last reading of the sensor. */
  trace(): SensorTrace {
    return this.#tracer.view();
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Resolves when the sensor was stopped, or when its source has ended, as a recording does. */
  finished(): Promise<void> {
    return this.#running;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, random } = this.#parts;
    let delays = backOff(RETRY, random);
    let failures = 0;
    while (!this.#stop.signal.aborted) {
      const openedMs = clock.monotonicMs();
      const failure = await this.#watch();
      if (failure === undefined || this.#stop.signal.aborted) break;
      if (clock.monotonicMs() - openedMs > STABLE_MS) {
        delays = backOff(RETRY, random);
        failures = 0;
      }
      failures += 1;
      this.#fail(failure, failures);
      const delayMs = Math.min(delays.next().value, this.#longestWaitMs);
      await clock.sleep(delayMs, this.#stop.signal).catch(() => undefined);
    }
    if (!this.#stop.signal.aborted) this.#finish();
  }

  get #longestWaitMs(): number {
    return this.#sensor.traits.canBeUnplugged ? PLUG_RETRY_MS : RETRY.maxMs;
  }

  /**
   * Runs the sensor until its link ends. Resolves to the failure. Resolves to undefined when the source ended normally
   * or the sensor was stopped.
   */
  async #watch(): Promise<GatewayError | undefined> {
    const { links, clock, observe } = this.#parts;
    const heard = (text: string, isRead: boolean) => this.#tracer.noteLine(text, isRead);
    try {
      for await (const seen of this.#sensor.open(links, { clock, signal: this.#stop.signal, heard })) {
        if (seen.kind === 'SensorDown') {
          const remedy = findRemedy(seen.cause) ?? seen.cause;
          this.#lose(seen.at, seen.cause, seen.detail ?? remedy, seen.detail);
          this.#turn('degraded');
          continue;
        }
        if (this.#health.state !== 'up') this.#recover();
        this.#tracer.noteReading(seen);
        observe(seen);
      }
      return undefined;
    } catch (error) {
      if (this.#stop.signal.aborted) return undefined;
      return error instanceof GatewayError
        ? error
        : new GatewayError('LINK_LOST', error instanceof Error ? error.message : String(error), error);
    }
  }

  #fail(failure: GatewayError, failures: number): void {
    const detail = TELLING.has(failure.code) ? failure.message : undefined;
    this.#lose(this.#parts.clock.now(), failure.code, failure.message, detail);
    this.#health = { ...this.#health, restarts: this.#health.restarts + 1 };
    this.#turn(failures >= TRIES_UNTIL_DEGRADED ? 'degraded' : 'waiting');
  }

  #lose(at: EpochMs, code: string, message: string, detail?: string): void {
    const { observe, log } = this.#parts;
    const { id } = this.#sensor;
    // Logs the loss only once, not at each failed attempt.
    if (this.#health.cause === undefined) {
      log.warn({ sensor: id, code }, `sensor lost: ${message}`);
      observe({
        kind: 'SensorDown',
        sensor: id,
        at,
        cause: code,
        ...(detail === undefined ? {} : { detail }),
      });
    }
    this.#health = { ...this.#health, cause: { code, message } };
  }

  #finish(): void {
    const { observe, clock, log } = this.#parts;
    const { id } = this.#sensor;
    log.info({ sensor: id }, 'sensor came to its end');
    observe({ kind: 'SensorDown', sensor: id, at: clock.now(), cause: 'ENDED' });
    this.#turn('finished');
  }

  #recover(): void {
    const { log } = this.#parts;
    const outage = this.#health.cause;
    const { cause: _over, lostAt: _found, ...health } = this.#health;
    this.#health = health;
    this.#turn('up');
    if (outage === undefined) log.info({ sensor: this.#sensor.id }, 'sensor up');
    else log.info({ sensor: this.#sensor.id, code: outage.code }, 'sensor back');
  }

  #turn(state: SensorState): void {
    if (this.#health.state === state) return;
    const since = this.#parts.clock.now() as EpochMs;
    const isLost = this.#health.state === 'up' && state !== 'finished';
    this.#health = { ...this.#health, state, since, ...(isLost && { lostAt: since }) };
  }
}
