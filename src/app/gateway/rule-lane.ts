import type { RuleChanged } from '../../core/model/rule-model.ts';

/** Shortest time between two messages of one rule to one output. Of faster changes only the newest is sent. */
const LEAST_GAP_MS = 100;

export interface RuleLaneOptions {
  send(change: RuleChanged): void;
  /** Life of a message. While the rule stays on, it is repeated after half of it. */
  readonly ttlMs: number | undefined;
  readonly isLamp: boolean;
}

/** Passes the changes of one rule to one output. */
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

  /** Repeats the last change to an output that has just opened. */
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
