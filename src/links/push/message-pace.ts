/** A device that was away for a day sends a report for each of its minutes at once. */
const BURST = 2_000;
/** Nothing that counts people reports more often for long. */
const PER_S = 20;

/** How many messages of one device are looked at. What is above it costs nothing further. */
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
