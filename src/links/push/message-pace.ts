/** A device that was offline for a day sends one report per minute of that day at once. */
const BURST = 2_000;
/** No people counter reports more often than this for long. */
const PER_S = 20;

/** Limits how many messages of one device are processed. Messages above the limit cost nothing further. */
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
