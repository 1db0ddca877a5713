/** Availability topics are retained, so each must arrive within this time after the link came up. */
export const FIRST_WORD_MS = 60_000;

/** Knows whether all availability topics report that the device is there. Unknown until each topic has reported. */
export class Availability {
  readonly #topics: Map<string, boolean | undefined>;

  constructor(topics: readonly string[]) {
    this.#topics = new Map(topics.map((topic) => [topic, undefined]));
  }

  update(topic: string, isThere: boolean): void {
    this.#topics.set(topic, isThere);
  }

  /** Returns whether the device has availability topics. */
  get isTold(): boolean {
    return this.#topics.size > 0;
  }

  /** Name of an availability topic that reports the device as away, if there is one. */
  get away(): string | undefined {
    return this.#find(false);
  }

  /** Name of an availability topic that has not reported yet, if there is one. */
  get silent(): string | undefined {
    return this.#find(undefined);
  }

  #find(wanted: boolean | undefined): string | undefined {
    return [...this.#topics].find(([, isThere]) => isThere === wanted)?.[0];
  }
}
