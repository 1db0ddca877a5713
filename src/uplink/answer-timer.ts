import type { Clock } from '../ports/clock.ts';

interface AnswerTimerOptions {
  readonly clock: Clock;
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Called at most once, when a message is overdue. The timer then stops. */
  readonly overdue: () => void;
}

/** One timer for all unacknowledged messages. It wakes when the oldest message is overdue. */
export class AnswerTimer {
  readonly #parts: AnswerTimerOptions;
  /** Monotonic send time of each unanswered message, by message number, oldest first. */
  readonly #sentMs = new Map<number, number>();
  #isWaiting = false;

  constructor(parts: AnswerTimerOptions) {
    this.#parts = parts;
  }

  sent(message: number): void {
    this.#sentMs.set(message, this.#parts.clock.monotonicMs());
    this.#wait();
  }

  answered(message: number): void {
    this.#sentMs.delete(message);
  }

  #wait(): void {
    const [oldestMs] = this.#sentMs.values();
    if (this.#isWaiting || oldestMs === undefined) return;
    this.#isWaiting = true;
    const { clock, limitMs, signal, overdue } = this.#parts;
    const leftMs = oldestMs + limitMs - clock.monotonicMs();
    if (leftMs <= 0) {
      overdue();
      return;
    }
    const again = () => {
      this.#isWaiting = false;
      this.#wait();
    };
    clock.sleep(Math.ceil(leftMs), signal).then(again, () => undefined);
  }
}
