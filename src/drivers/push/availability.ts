/** A device says within this time after the link came up whether it is there: such topics are retained. */
export const FIRST_WORD_MS = 60_000;

/** Whether the topics that say so agree that a device is there. Until each has spoken it is not known. */
export class Availability {
  readonly #topics: Map<string, boolean | undefined>;

  constructor(topics: readonly string[]) {
    this.#topics = new Map(topics.map((topic) => [topic, undefined]));
  }

  update(topic: string, isThere: boolean): void {
    this.#topics.set(topic, isThere);
  }

  /** Whether the device says so at all. */
  get isTold(): boolean {
    return this.#topics.size > 0;
  }

  /** The topic that says that the device is away. */
  get away(): string | undefined {
    return this.#find(false);
  }

  /** A topic that has not spoken yet. */
  get silent(): string | undefined {
    return this.#find(undefined);
  }

  #find(wanted: boolean | undefined): string | undefined {
    return [...this.#topics].find(([, isThere]) => isThere === wanted)?.[0];
  }
}
