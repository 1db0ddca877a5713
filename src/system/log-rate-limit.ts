/** Most equal messages per minute. More would fill the SD card and the journal. */
const MOST_A_MINUTE = 30;
const MINUTE_MS = 60_000;
/** Safety limit. Messages are fixed sentences in this program, so there are far fewer. */
const MOST_MESSAGES = 500;

interface Told {
  sinceMs: number;
  count: number;
}

/**
 * Passes equal messages up to a limit per minute. After that it passes one per minute, with the number of dropped ones.
 */
export class LogRateLimit {
  readonly #nowMs: () => number;
  readonly #told = new Map<string, Told>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Returns the number of equal messages dropped before this one. Undefined when this one must be dropped. */
  pass(message: string): number | undefined {
    const nowMs = this.#nowMs();
    const told = this.#told.get(message);
    if (told === undefined || nowMs - told.sinceMs >= MINUTE_MS) {
      this.#remember(message, { sinceMs: nowMs, count: 1 });
      return Math.max(0, (told?.count ?? 0) - MOST_A_MINUTE);
    }
    told.count += 1;
    return told.count > MOST_A_MINUTE ? undefined : 0;
  }

  #remember(message: string, told: Told): void {
    this.#told.delete(message);
    this.#told.set(message, told);
    const [oldest] = this.#told.keys();
    if (this.#told.size > MOST_MESSAGES && oldest !== undefined) this.#told.delete(oldest);
  }
}
