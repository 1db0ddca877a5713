/** Largest number of equal messages per minute. A faster repeat would fill the journal and the SD card. */
const MOST_A_MINUTE = 30;
const MINUTE_MS = 60_000;
/**
 * Largest number of different messages counted. It is only a safety limit: the program has far fewer, as its messages
 * are fixed texts.
 */
const MOST_MESSAGES = 500;

interface Told {
  sinceMs: number;
  count: number;
}

/**
 * Lets equal messages pass up to a limit per minute, and drops the others of that minute. The first message of the next
 * minute passes, with the number of dropped messages.
 */
export class LogRateLimit {
  readonly #nowMs: () => number;
  readonly #told = new Map<string, Told>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /**
   * Returns how many equal messages were dropped before this one, which may then be logged. Undefined: drop this one
   * too.
   */
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
