import type { TypeOf } from '../../model/codec.ts';
import { boolean, maybe, number, row } from '../../model/codec.ts';
import type { Checkpointed } from '../../model/state-part.ts';
import { heldObject } from '../../model/state-part.ts';

/** With more drift than this, minutes of the counter no longer match minutes of the store. */
const MAX_DRIFT_MS = 30_000;
/** A larger jump of the counter's clock means that it was set, or that the counter was switched on. */
const JUMP_MS = 5_000;
const JUMP_SHARE = 0.02;
/** A clock reading may start again after this time, because some counters send only the time of day. */
const DAY_MS = 86_400_000;

export type DriftChange = 'drifts' | 'mended' | undefined;

const CLOCK = row({ offsetMs: maybe(number), at: number, driftMs: number, isDrifting: boolean });

/** Measures how far a counter's clock drifted from the gateway's since the counter's clock was last set. */
export class CounterClockDrift implements Checkpointed {
  readonly #clock: TypeOf<typeof CLOCK> = { offsetMs: undefined, at: 0, driftMs: 0, isDrifting: false };
  readonly state = heldObject(CLOCK, this.#clock);

  update(at: number, clockS: number): DriftChange {
    const offsetMs = clockS * 1000 - at;
    const changeMs = this.#clock.offsetMs === undefined ? 0 : inHalfDay(offsetMs - this.#clock.offsetMs);
    const isJump = Math.abs(changeMs) > JUMP_MS + JUMP_SHARE * Math.max(0, at - this.#clock.at);
    this.#clock.driftMs = isJump ? 0 : this.#clock.driftMs + changeMs;
    this.#clock.offsetMs = offsetMs;
    this.#clock.at = at;
    const wasDrifting = this.#clock.isDrifting;
    this.#clock.isDrifting = Math.abs(this.#clock.driftMs) > MAX_DRIFT_MS;
    if (wasDrifting === this.#clock.isDrifting) return undefined;
    return this.#clock.isDrifting ? 'drifts' : 'mended';
  }
}

/** Reduces a difference of times of day to at most half a day in either direction, in ms. */
function inHalfDay(ms: number): number {
  return ms - Math.round(ms / DAY_MS) * DAY_MS;
}
