import type { RuleChanged } from '../../core/model/rule-model.ts';

/**
 * Shortest time between two messages of a rule to the same output. If a rule changes faster, only its newest state is
 * sent.
 */
const LEAST_GAP_MS = 100;

export interface RuleLaneOptions {
  send(change: RuleChanged): void;
  /** How long a message is valid, in ms. While the rule stays on, the message is repeated after half of this time. */
  readonly ttlMs: number | undefined;
  readonly isLamp: boolean;
}

/** Sends the state changes of one rule to one output. */
export class RuleLane {
  readonly #options: RuleLaneOptions;
  #last: RuleChanged | undefined;
  #sentMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: RuleLaneOptions) {
    this.#options = options;
  }

  put(change: RuleChanged, nowMs: number): void {
    this.#last = change;
    if (this.#timer !== undefined) return;
    const waitMs = this.#sentMs + LEAST_GAP_MS - nowMs;
    if (waitMs <= 0) this.#send(change, nowMs);
    else
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        if (this.#last !== undefined) this.#send(this.#last, nowMs + waitMs);
      }, waitMs);
  }

  tick(nowMs: number): void {
    const { ttlMs } = this.#options;
    const isDue = ttlMs !== undefined && nowMs - this.#sentMs >= ttlMs / 2;
    if (isDue && this.#last?.state === 'on') this.#send(this.#last, nowMs);
  }

  /** Sends the last change again, because the output has only now opened. */
  repeatLast(): void {
    if (this.#last !== undefined) this.#options.send(this.#last);
  }

  test(change: RuleChanged): void {
    if (!this.#options.isLamp) this.#options.send(change);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #send(change: RuleChanged, nowMs: number): void {
    this.#sentMs = nowMs;
    this.#options.send(change);
  }
}
