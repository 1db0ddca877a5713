/** When each of a few things is due next. The earliest is known without a search, which most calls need. */
export class Deadlines<T> {
  readonly #dueAt = new Map<T, number>();
  /** No later than the earliest. */
  #next = Number.POSITIVE_INFINITY;

  /** Infinity where nothing is due. */
  get next(): number {
    return this.#next;
  }

  /** Infinity: not due. */
  set(thing: T, at: number): void {
    if (at === Number.POSITIVE_INFINITY) this.#dueAt.delete(thing);
    else this.#dueAt.set(thing, at);
    this.#next = Math.min(this.#next, at);
  }

  /** What is due first, up to `at`; it is no longer due. */
  removeDue(at: number): { readonly thing: T; readonly at: number } | undefined {
    if (this.#next > at) return undefined;
    let first: { readonly thing: T; readonly at: number } | undefined;
    let second = Number.POSITIVE_INFINITY;
    for (const [thing, dueAt] of this.#dueAt) {
      if (first === undefined || dueAt < first.at) {
        second = first?.at ?? second;
        first = { thing, at: dueAt };
      } else second = Math.min(second, dueAt);
    }
    if (first === undefined || first.at > at) {
      this.#next = first?.at ?? Number.POSITIVE_INFINITY;
      return undefined;
    }
    this.#dueAt.delete(first.thing);
    this.#next = second;
    return first;
  }
}
