/** A broker that accepts nothing for this long, while messages are sent, is faulty even if it stays connected. */
const STALLED_MS = 120_000;

/** Whether the broker accepts published messages, over all connections. */
export class Acceptance {
  readonly #nowMs: () => number;
  /** Start of the time in which the broker accepts nothing, with the broker's last reason. */
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

  /** Returns true once per stall, for the alarm. */
  mustReport(): boolean {
    if (this.#isReported || !this.isStalled) return false;
    this.#isReported = true;
    return true;
  }
}
