/** Lines in so many seconds are no burst of noise at a start or on a bad cable. */
const MIN_UNREADABLE = 5;
const APART_MS = 1_000;
const MAX_SHOWN = 60;

/** What came in that nothing can be made of, since something readable came. */
export class UnreadableItems {
  #count = 0;
  #countedMs = Number.NEGATIVE_INFINITY;
  #last = '';
  #isReported = false;

  /** `text` is undefined where the link gives nothing that a person could read. */
  add(text: string | undefined, nowMs: number): void {
    if (text === undefined) return;
    this.#last = text;
    if (nowMs - this.#countedMs < APART_MS) return;
    this.#count += 1;
    this.#countedMs = nowMs;
  }

  clear(): void {
    this.#count = 0;
    this.#isReported = false;
  }

  get isAny(): boolean {
    return this.#count > 0;
  }

  /** Nothing else comes: it is the settings, or the device, and not the cable. */
  get isReported(): boolean {
    return this.#isReported;
  }

  /** True once for each time in which nothing else comes. */
  takeNews(): boolean {
    const isNews = this.#count >= MIN_UNREADABLE && !this.#isReported;
    this.#isReported ||= isNews;
    return isNews;
  }

  get last(): string {
    return this.#last;
  }

  /** For a technician: the last one, printable and short. */
  get description(): string {
    const shown = this.#last.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_SHOWN);
    return `lines come in, but none fits the patterns in the settings; the last one was '${shown}'`;
  }
}
