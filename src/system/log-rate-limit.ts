/** More of the same message in a minute is a flood that would fill the SD card and the journal. */
const MOST_A_MINUTE = 30;
const MINUTE_MS = 60_000;
/** Messages are fixed sentences of the program, so there are few; this bound is for safety. */
const MOST_MESSAGES = 500;

interface Told {
  sinceMs: number;
  count: number;
}

/** Lets a message through so often, and then once a minute with how many were left out. */
export class LogRateLimit {
  readonly #nowMs: () => number;
  readonly #told = new Map<string, Told>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Number of equal messages left out before this one; undefined when this one must be left out. */
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
