import type { Json } from '../types.ts';

/** From here on minutes of the counter are no longer minutes of the shop. */
const MAX_DRIFT_MS = 30_000;
/** A difference that came about at once is a clock that was set, or a counter that was switched on. */
const JUMP_MS = 5_000;
const JUMP_SHARE = 0.02;
/** A counter may tell the time of day only. */
const DAY_MS = 86_400_000;

export type DriftNews = 'drifts' | 'mended' | undefined;

/** How far a counter's own clock went away from ours since it was last set. */
export class ClockDrift {
  #offsetMs: number | undefined;
  #at = 0;
  #driftMs = 0;
  #isDrifting = false;

  see(at: number, clockS: number): DriftNews {
    const offsetMs = clockS * 1000 - at;
    const changeMs = this.#offsetMs === undefined ? 0 : inHalfDay(offsetMs - this.#offsetMs);
    const isJump = Math.abs(changeMs) > JUMP_MS + JUMP_SHARE * Math.max(0, at - this.#at);
    this.#driftMs = isJump ? 0 : this.#driftMs + changeMs;
    this.#offsetMs = offsetMs;
    this.#at = at;
    const wasDrifting = this.#isDrifting;
    this.#isDrifting = Math.abs(this.#driftMs) > MAX_DRIFT_MS;
    if (wasDrifting === this.#isDrifting) return undefined;
    return this.#isDrifting ? 'drifts' : 'mended';
  }

  snapshot(): Json {
    return [this.#offsetMs ?? null, this.#at, this.#driftMs, this.#isDrifting];
  }

  restore(saved: Json): void {
    const [offsetMs, at, driftMs, isDrifting] = saved as unknown as [number | null, number, number, boolean];
    this.#offsetMs = offsetMs ?? undefined;
    this.#at = at;
    this.#driftMs = driftMs;
    this.#isDrifting = isDrifting;
  }
}

/** The same time of day, as near to nothing as it can be. */
function inHalfDay(ms: number): number {
  return ms - Math.round(ms / DAY_MS) * DAY_MS;
}
