/**
 * Largest number of messages that may arrive in one burst. A device that was offline for a day sends all its reports
 * together: one per minute, 1,440 in all.
 */
const BURST = 2_000;
/** Largest number of messages per second over a longer time. No people counter sends more. */
const PER_S = 20;

/** Limits how many messages of one device are processed. Messages above the limit are dropped unread. */
export class MessagePace {
  #credit = BURST;
  #atMs: number;

  constructor(nowMs: number) {
    this.#atMs = nowMs;
  }

  allows(nowMs: number): boolean {
    this.#credit = Math.min(BURST, this.#credit + ((nowMs - this.#atMs) / 1_000) * PER_S);
    this.#atMs = nowMs;
    if (this.#credit < 1) return false;
    this.#credit -= 1;
    return true;
  }
}
