import type { Json } from '../../core/model/ids.ts';
import type { TimeQuality } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { SteadyClock } from '../../system/steady-clock.ts';

export interface ClockAdjusterOptions {
  readonly clock: SteadyClock;
  /** The system's report on its clock. */
  readonly quality: () => TimeQuality;
  /** Time since the machine started. It includes suspends, which monotonic time leaves out. */
  readonly uptimeMs: () => number;
  readonly log: Log;
}

/** A part whose times move with the clock. */
export interface ClockListener {
  /** Moves the times of all visits in progress with the clock. */
  moveTime(deltaMs: number): void;
  event(event: Json): void;
  /** Moves the times of stored rows: see `EventStore.restamp`. */
  restamp(deltaMs: number, limit: number): number;
  readonly windowMs: number;
}

/** Small corrections of the machine's clock, up to this, are followed silently. A larger one is a clock step. */
const STEP_MS = 1_000;
/** Ticks this far apart mean a pause: the process was stopped, or the machine was suspended. */
const PAUSE_MS = 30_000;
/** Most rows that get new times per tick, so that a tick does not delay the sensors. */
const RESTAMP_ROWS = 500;
/** A system time outside these bounds is unknown, even when the system reports it as synchronised. */
const [EARLIEST_MS, LATEST_MS] = [Date.UTC(2025, 0, 1), Date.UTC(2100, 0, 1)];

/**
 * Decides which time counts. Until the system clock is set, windows run on monotonic time and are marked.
 * Then the clock moves once: open windows move with it, and rows stored in this boot get new times.
 */
export class ClockAdjuster {
  readonly #parts: ClockAdjusterOptions;
  #isTrusted = false;
  /** Times up to here were used before the clock was set back. When they occur again, they are marked as uncertain. */
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

  /** Quality of the times that this clock gives now. */
  readonly quality = (): TimeQuality => {
    const isUsedAgain = this.#parts.clock.now() < this.#usedUntilMs;
    return this.#isTrusted && !isUsedAgain ? this.#parts.quality() : 'unsynced';
  };

  /** Adjusts the clock. Call it before every tick. */
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

  /** Handles a suspend. The time has really passed, so open windows do not move. */
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
    // Stored windows start at whole minutes, so move them by whole windows: each to the nearest to its true time.
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
