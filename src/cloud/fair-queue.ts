/** A queue in which senders take turns, one item each. So a sender with many items delays only its own. */
export class FairQueue<T> {
  /** Waiting items by sender. The first sender in the map has the next turn. */
  readonly #bySender = new Map<string, T[]>();

  get isEmpty(): boolean {
    return this.#bySender.size === 0;
  }

  add(sender: string, item: T): void {
    const waiting = this.#bySender.get(sender);
    if (waiting === undefined) this.#bySender.set(sender, [item]);
    else waiting.push(item);
  }

  /**
   * Takes items in turn whose sizes add up to `most` at most. If the next item is larger than `most`, it is taken
   * alone.
   */
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

  /** Removes the sender's first item and moves the sender to the end. */
  #serve(sender: string): void {
    const [, ...rest] = this.#bySender.get(sender) ?? [];
    this.#bySender.delete(sender);
    if (rest.length > 0) this.#bySender.set(sender, rest);
  }
}
