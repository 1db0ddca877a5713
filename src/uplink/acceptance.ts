/**
 * If the broker acknowledges nothing for this long while messages are sent, it is faulty, even if it stays connected.
 */
const STALLED_MS = 120_000;

/** Tracks whether the broker accepts published messages, across reconnects. */
export class Acceptance {
  readonly #nowMs: () => number;
  /** Since when the broker has accepted nothing (monotonic ms), and the last reason that it gave. */
  #trouble: { readonly sinceMs: number; readonly detail: string } | undefined;
  #isReported = false;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get detail(): string | undefined {
    if (this.#trouble === undefined) return undefined;
    const minutes = Math.floor((this.#nowMs() - this.#trouble.sinceMs) / 60_000);
    const since = minutes === 0 ? '' : ` for ${minutes} min`;
    return `the broker accepts nothing${since}: ${this.#trouble.detail}`;
  }

  get isStalled(): boolean {
    return this.#trouble !== undefined && this.#nowMs() - this.#trouble.sinceMs >= STALLED_MS;
  }

  accepted(): void {
    this.#trouble = undefined;
    this.#isReported = false;
  }

  refused(detail: string): void {
    this.#trouble = { sinceMs: this.#trouble?.sinceMs ?? this.#nowMs(), detail };
  }

  /** Returns true once per stall, when the alarm must be raised. */
  mustReport(): boolean {
    if (this.#isReported || !this.isStalled) return false;
    this.#isReported = true;
    return true;
  }
}
