import type { RuleEngine } from '../../core/rules/rule-engine.ts';
import type { Clock } from '../../ports/clock.ts';

/** Advances the rules when the passing of time changes one of them. So the change does not wait for the next tick. */
export class RuleAlarm {
  readonly #rules: RuleEngine;
  readonly #clock: Clock;
  #setFor = Number.POSITIVE_INFINITY;
  #waiting: AbortController | undefined;

  constructor(rules: RuleEngine, clock: Clock) {
    this.#rules = rules;
    this.#clock = clock;
  }

  /**
   * Sets the alarm to the next due time. Must be called after each observation. Usually this is a single comparison.
   */
  check(): void {
    const { dueAt } = this.#rules;
    if (dueAt >= this.#setFor || dueAt === Number.POSITIVE_INFINITY) return;
    this.#waiting?.abort();
    this.#waiting = new AbortController();
    this.#setFor = dueAt;
    void this.#wait(dueAt, this.#waiting.signal);
  }

  stop(): void {
    this.#waiting?.abort();
    this.#setFor = Number.NEGATIVE_INFINITY;
  }

  async #wait(dueAt: number, signal: AbortSignal): Promise<void> {
    await this.#clock.sleep(Math.max(0, dueAt - this.#clock.now()), signal).catch(() => undefined);
    if (signal.aborted) return;
    this.#setFor = Number.POSITIVE_INFINITY;
    this.#rules.advance(this.#clock.now());
    this.check();
  }
}
