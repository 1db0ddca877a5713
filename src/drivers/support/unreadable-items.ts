import { readableLine } from '../../core/model/plain-text.ts';

/**
 * Lines count as unreadable once there are unreadable lines in this many different seconds. A start or a bad cable may
 * give a few.
 */
const MIN_UNREADABLE = 5;
const APART_MS = 1_000;

export class UnreadableItems {
  #count = 0;
  #countedMs = Number.NEGATIVE_INFINITY;
  #last = '';
  #isReported = false;

  /** `text` is undefined when the link's items have no readable form. */
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

  /** True once the items count as unreadable: the settings or the device are wrong, not the cable. */
  get isReported(): boolean {
    return this.#isReported;
  }

  /** Returns true the first time that the items count as unreadable, and again only after a readable item. */
  takeNews(): boolean {
    const isNews = this.#count >= MIN_UNREADABLE && !this.#isReported;
    this.#isReported ||= isNews;
    return isNews;
  }

  get last(): string {
    return this.#last;
  }

  /** A sentence for the technician with the last item, shortened and printable. */
  get description(): string {
    const last = readableLine(this.#last);
    return `lines come in, but none fits the patterns in the settings; the last one was '${last}'`;
  }
}
