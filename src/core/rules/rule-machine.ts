import type { TypeOf } from '../model/codec.ts';
import { boolean, choice, count, nullable, number, row } from '../model/codec.ts';
import type { RuleChanged, RuleModel } from '../model/rule-model.ts';
import type { Truth } from './truth.ts';

const NEVER = Number.POSITIVE_INFINITY;
/** A rule stays pending over a restart if the program was gone for at most `for` plus 60 s. */
const GONE_SPARE_MS = 60_000;

/** Saved state. A time that has not occurred is null. */
export const MACHINE = row({
  state: choice('unknown', 'off', 'pending', 'on', 'clearing'),
  /** Time at which the rule entered the state. */
  since: number,
  onAt: nullable(number),
  offAt: nullable(number),
  repeatedAt: nullable(number),
  /** Time since which the condition has no answer. */
  blindSince: nullable(number),
  /** Whether the rule was on for too long. Such a rule stays off until its condition has been false. */
  isStuck: boolean,
  /** Whether the condition held at the last evaluation. */
  isTrue: boolean,
  number: count,
});
export type MachineState = TypeOf<typeof MACHINE>;

export type Report = (state: RuleChanged['state'], cause: RuleChanged['cause'], at: number) => void;

function createMachineState(): MachineState {
  return {
    ...{ state: 'unknown', since: 0, onAt: null, offAt: null, repeatedAt: null, blindSince: null },
    ...{ isStuck: false, isTrue: false, number: 0 },
  };
}

/**
 * State machine of one rule: unknown → off → pending → on → clearing. Changes take effect at their due time, however
 * often `advance` is called.
 */
export class RuleMachine {
  readonly #rule: RuleModel;
  readonly #report: Report;
  readonly state: MachineState = createMachineState();

  constructor(rule: RuleModel, report: Report) {
    this.#rule = rule;
    this.#report = report;
  }

  get isOn(): boolean {
    return this.state.state === 'on' || this.state.state === 'clearing';
  }

  /** Returns undefined until the condition has an answer. */
  get truth(): Truth {
    return this.state.state === 'unknown' ? undefined : this.isOn;
  }

  /** Time at which the state may change without new input; infinity for never. */
  get dueAt(): number {
    const { state, since, blindSince, offAt, isStuck, isTrue } = this.state;
    const { forMs, clearForMs, cooldownMs, unknownForMs } = this.#rule;
    const blindAt = blindSince === null || state === 'unknown' ? NEVER : blindSince + unknownForMs;
    if (state === 'pending') return Math.min(blindAt, blindSince === null ? since + forMs : NEVER);
    if (state === 'clearing') return Math.min(blindAt, since + clearForMs);
    if (state === 'on') return Math.min(blindAt, this.#onDueAt());
    const isCooling = state === 'off' && isTrue && !isStuck && offAt !== null;
    return Math.min(blindAt, isCooling ? offAt + cooldownMs : NEVER);
  }

  /** Handles an evaluation of the condition. `inForce` says whether the time is within the rule's hours. */
  look(truth: Truth, at: number, inForce: boolean): void {
    const { state } = this;
    if (!inForce) this.#leaveHours(at);
    else if (truth === undefined) state.blindSince ??= at;
    else this.#acceptTruth(truth, at);
  }

  /** Makes the change that is due at `at`. */
  advance(at: number): void {
    const { state } = this;
    const { unknownForMs, forMs, clearForMs } = this.#rule;
    if (state.blindSince !== null && state.state !== 'unknown' && at >= state.blindSince + unknownForMs) {
      this.#blind(at);
    } else if (state.state === 'pending' && at >= state.since + forMs) this.#turnOn(at);
    else if (state.state === 'clearing' && at >= state.since + clearForMs) this.#turnOff(at, 'changed');
    else if (state.state === 'on') this.#stayOn(at);
    else if (state.state === 'off' && state.isTrue) this.#acceptTruth(true, at);
  }

  /** Ends a rule that stays on until a person ends it. */
  acknowledge(at: number): void {
    if (this.isOn && this.#rule.stickyUntil !== undefined) this.#turnOff(at, 'changed');
  }

  /** Starts after an outage that began at `lastAt`. A rule that was pending too long starts again at off. */
  begin(at: number, lastAt: number): void {
    const { state } = this;
    if (state.state === 'pending' && at - lastAt > this.#rule.forMs + GONE_SPARE_MS) this.#enter('off', at);
    state.blindSince = state.state === 'unknown' ? null : at;
    if (state.state !== 'unknown') this.#report(this.isOn ? 'on' : 'off', 'start', at);
  }

  #acceptTruth(isTrue: boolean, at: number): void {
    const { state } = this;
    state.blindSince = null;
    state.isTrue = isTrue;
    if (!isTrue) this.#acceptFalse(at);
    else if (state.state === 'clearing') this.#enter('on', state.onAt ?? at);
    else if (state.state === 'off' || state.state === 'unknown') this.#acceptTrue(at);
  }

  #acceptTrue(at: number): void {
    const { isStuck, offAt } = this.state;
    if (isStuck || (offAt !== null && at < offAt + this.#rule.cooldownMs)) {
      if (this.state.state === 'unknown') this.#enter('off', at);
      return;
    }
    this.#enter('pending', at);
    if (this.#rule.forMs === 0) this.#turnOn(at);
  }

  #acceptFalse(at: number): void {
    const { state } = this;
    state.isStuck = false;
    if (state.state === 'unknown') {
      this.#enter('off', at);
      this.#report('off', 'changed', at);
    } else if (state.state === 'pending') this.#enter('off', at);
    else if (state.state === 'on') this.#clear(at);
  }

  /** Starts clearing, unless the rule is sticky or has been on for less than `holdMs`. */
  #clear(at: number): void {
    const { holdMs, clearForMs, stickyUntil } = this.#rule;
    if (stickyUntil !== undefined || at < (this.state.onAt ?? at) + holdMs) return;
    this.#enter('clearing', at);
    if (clearForMs === 0) this.#turnOff(at, 'changed');
  }

  #turnOn(at: number): void {
    const { state } = this;
    this.#enter('on', at);
    state.onAt = at;
    state.repeatedAt = at;
    state.number += 1;
    this.#report('on', 'changed', at);
  }

  #turnOff(at: number, cause: RuleChanged['cause']): void {
    this.state.offAt = at;
    this.state.isStuck = cause === 'stuck';
    this.#enter('off', at);
    this.#report('off', cause, at);
  }

  #onDueAt(): number {
    const { onAt, repeatedAt, isTrue } = this.state;
    const { holdMs, maxOnMs = NEVER, repeatEveryMs = NEVER, stickyUntil } = this.#rule;
    const heldAt = isTrue || stickyUntil !== undefined ? NEVER : (onAt ?? 0) + holdMs;
    return Math.min(heldAt, (onAt ?? 0) + maxOnMs, (repeatedAt ?? 0) + repeatEveryMs);
  }

  #stayOn(at: number): void {
    const { state } = this;
    const { maxOnMs = NEVER, repeatEveryMs = NEVER } = this.#rule;
    if (at >= (state.onAt ?? 0) + maxOnMs) this.#turnOff(at, 'stuck');
    else if (!state.isTrue && this.#rule.stickyUntil === undefined) this.#clear(at);
    if (this.state.state !== 'on' || at < (state.repeatedAt ?? 0) + repeatEveryMs) return;
    state.repeatedAt = at;
    this.#report('on', 'repeated', at);
  }

  #blind(at: number): void {
    this.#enter('unknown', at);
    this.state.blindSince = null;
    this.state.isTrue = false;
    this.#report('unknown', 'changed', at);
  }

  /** Turns the rule off, because its hours ended. */
  #leaveHours(at: number): void {
    const { state } = this;
    state.blindSince = null;
    state.isTrue = false;
    state.isStuck = false;
    if (this.isOn) this.#turnOff(at, 'changed');
    else if (state.state === 'unknown') {
      this.#enter('off', at);
      this.#report('off', 'changed', at);
    } else if (state.state === 'pending') this.#enter('off', at);
  }

  #enter(next: MachineState['state'], at: number): void {
    this.state.state = next;
    this.state.since = at;
  }
}
