import type { Json } from '../../core/model/ids.ts';
import type { TimeQuality } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { SteadyClock } from '../../system/steady-clock.ts';

export interface ClockAdjusterOptions {
  readonly clock: SteadyClock;
  /** Returns the quality of the system clock, as the operating system reports it. */
  readonly quality: () => TimeQuality;
  /** Returns the time since boot, in ms. Unlike monotonic time, it includes the time in suspend. */
  readonly uptimeMs: () => number;
  readonly log: Log;
}

/** A part with times that must move when the clock is set. */
export interface ClockListener {
  /** Moves the times of visits in progress. */
  moveTime(deltaMs: number): void;
  event(event: Json): void;
  /** Moves the times of stored rows. Returns how many remain: see `EventStore.restamp`. */
  restamp(deltaMs: number, limit: number): number;
  readonly windowMs: number;
}

/**
 * Differences to the system clock of less than this, in ms, are adjusted silently. From this on, they are a clock step.
 */
const STEP_MS = 1_000;
/** If two ticks are this far apart, the process was stopped or the machine was suspended. */
const PAUSE_MS = 30_000;
/** Largest number of rows that get new times in one tick. More would delay the sensors. */
const RESTAMP_ROWS = 500;
/** A system time outside these bounds is wrong, even if the system says that its clock is set. */
const [EARLIEST_MS, LATEST_MS] = [Date.UTC(2025, 0, 1), Date.UTC(2100, 0, 1)];

/**
 * Adjusts the clock of the gateway. Until the system clock is set, the gateway's clock runs on monotonic time, and its
 * windows are marked. When the system clock is set, the gateway's clock moves once. Open windows move with it, and rows
 * stored in this boot get new times.
 */
export class ClockAdjuster {
  readonly #parts: ClockAdjusterOptions;
  #isTrusted = false;
  /** After the clock was set back, times up to this value occur a second time. They are then marked as uncertain. */
  #usedUntilMs = Number.NEGATIVE_INFINITY;
  #restampByMs = 0;
  #lastMs: number;
  #lastUptimeMs: number;

  constructor(parts: ClockAdjusterOptions) {
    this.#parts = parts;
    this.#lastMs = parts.clock.monotonicMs();
    this.#lastUptimeMs = parts.uptimeMs();
    this.#isTrusted = this.#machineKnows() && Math.abs(parts.clock.behindMs) < STEP_MS;
  }

  /** Returns the quality of the times that the clock shows now. */
  readonly quality = (): TimeQuality => {
    const isUsedAgain = this.#parts.clock.now() < this.#usedUntilMs;
    return this.#isTrusted && !isUsedAgain ? this.#parts.quality() : 'unsynced';
  };

  /** Adjusts the clock. Must be called before each tick. */
  check(bound: ClockListener): void {
    this.#notePause(bound);
    this.#restampSome(bound);
    if (!this.#machineKnows()) return;
    const { clock } = this.#parts;
    const { behindMs } = clock;
    if (Math.abs(behindMs) < STEP_MS) clock.move(behindMs);
    else this.#step(Math.round(behindMs), bound);
    this.#isTrusted = true;
  }

  #machineKnows(): boolean {
    const { clock, quality } = this.#parts;
    const machineMs = clock.now() + clock.behindMs;
    return quality() !== 'unsynced' && machineMs > EARLIEST_MS && machineMs < LATEST_MS;
  }

  /** Handles a suspend of the machine. This time really passed, so only the clock moves, not the open windows. */
  #notePause(bound: ClockListener): void {
    const { clock, uptimeMs } = this.#parts;
    const [nowMs, upMs] = [clock.monotonicMs(), uptimeMs()];
    const [ranMs, sleptMs] = [nowMs - this.#lastMs, upMs - this.#lastUptimeMs - (nowMs - this.#lastMs)];
    this.#lastMs = nowMs;
    this.#lastUptimeMs = upMs;
    if (sleptMs > STEP_MS) clock.move(sleptMs);
    const pauseMs = Math.max(0, sleptMs) + ranMs;
    if (pauseMs > PAUSE_MS) bound.event({ kind: 'GatewayPaused', forMs: Math.round(pauseMs) });
  }

  #step(deltaMs: number, bound: ClockListener): void {
    const { clock, log } = this.#parts;
    log.warn({ deltaMs }, 'the clock was set: what is under way moves with it');
    bound.moveTime(deltaMs);
    if (this.#isTrusted) this.#usedUntilMs = Math.max(this.#usedUntilMs, clock.now());
    // Stored windows start at whole minutes. So they move by whole windows, as near as possible to their true time.
    else this.#restampByMs += Math.round(deltaMs / bound.windowMs) * bound.windowMs;
    clock.move(deltaMs);
    bound.event({ kind: 'ClockStepped', byMs: deltaMs });
    this.#restampSome(bound);
  }

  #restampSome(bound: ClockListener): void {
    if (this.#restampByMs === 0) return;
    try {
      if (bound.restamp(this.#restampByMs, RESTAMP_ROWS) === 0) this.#restampByMs = 0;
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'windows could not be stamped anew; trying again');
    }
  }
}
