/** Waiting items by sender. Senders take turns with one item each, so a sender with many items delays only itself. */
export class FairQueue<T> {
  /** Waiting items by sender. The first sender is next. */
  readonly #bySender = new Map<string, T[]>();

  get isEmpty(): boolean {
    return this.#bySender.size === 0;
  }

  add(sender: string, item: T): void {
    const waiting = this.#bySender.get(sender);
    if (waiting === undefined) this.#bySender.set(sender, [item]);
    else waiting.push(item);
  }

  /** Takes items whose sizes add up to `most` at most, or one larger item alone. */
  takeBatch(most: number, sizeOf: (item: T) => number): T[] {
    const taken: T[] = [];
    let size = 0;
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      size += sizeOf(next.item);
      if (taken.length > 0 && size > most) break;
      taken.push(next.item);
      this.#serve(next.sender);
    }
    return taken;
  }

  #next(): { readonly sender: string; readonly item: T } | undefined {
    const [entry] = this.#bySender;
    const item = entry?.[1][0];
    return entry === undefined || item === undefined ? undefined : { sender: entry[0], item };
  }

  /** Moves the served sender to the end. */
  #serve(sender: string): void {
    const [, ...rest] = this.#bySender.get(sender) ?? [];
    this.#bySender.delete(sender);
    if (rest.length > 0) this.#bySender.set(sender, rest);
  }
}
