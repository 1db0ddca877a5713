/** An entry with a due time. `Deadlines` writes its fields. */
export interface Due {
  /** Among entries due at the same time, the entry with the lowest number comes first. */
  readonly order: number;
  /** Due time in ms; infinity when not due. */
  dueAt: number;
  /** Index in the heap; −1 outside the heap. */
  place: number;
}

/**
 * Finds the next due entry by a binary heap. Most deadlines are put off before they are reached. An entry that is put
 * off therefore keeps its place in the heap until its old time. Times and orders are stored in arrays of their own.
 * Reading them from the entries would cost more than the comparison.
 */
export class Deadlines<T extends Due> {
  readonly #heap: T[] = [];
  /** Time in ms by which the heap sorts each entry: its `dueAt`, or an earlier time from before a delay. */
  readonly #times: number[] = [];
  readonly #orders: number[] = [];
  #next = Number.POSITIVE_INFINITY;

  /**
   * Time in ms at which `removeDue` must be called next: the next due time or earlier. Infinity when nothing is due.
   */
  get next(): number {
    return this.#next;
  }

  /** Sets the due time in ms; infinity cancels. */
  set(thing: T, at: number): void {
    thing.dueAt = at;
    const isNew = thing.place < 0;
    if (isNew ? at === Number.POSITIVE_INFINITY : at >= (this.#times[thing.place] ?? at)) return;
    if (isNew) this.#heap.push(thing);
    this.#rise(thing, at, isNew ? this.#heap.length - 1 : thing.place);
    this.#findNext();
  }

  /** Returns the first entry due up to `at`, and removes it. Its `dueAt` is kept until the next `set`. */
  removeDue(at: number): T | undefined {
    while (this.#next <= at) {
      const [first] = this.#heap;
      const time = this.#next;
      if (first === undefined) return undefined;
      const isDue = first.dueAt === time;
      if (isDue || first.dueAt === Number.POSITIVE_INFINITY) this.#removeFirst(first);
      else this.#sink(first, first.dueAt);
      this.#findNext();
      if (isDue) return first;
    }
    return undefined;
  }

  /** Stores the next time, because each observation reads it. */
  #findNext(): void {
    this.#next = this.#times[0] ?? Number.POSITIVE_INFINITY;
  }

  #removeFirst(first: T): void {
    first.place = -1;
    const last = this.#heap.pop();
    const time = this.#times.pop();
    this.#orders.pop();
    if (last !== undefined && last !== first) this.#sink(last, time ?? last.dueAt);
  }

  #rise(thing: T, time: number, from: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#heap[parent];
      if (above === undefined || !this.#isEarlier(time, thing.order, parent)) break;
      this.#put(above, this.#times[parent] ?? time, place);
      place = parent;
    }
    this.#put(thing, time, place);
  }

  /** Places the entry at the top, and moves earlier entries above it. */
  #sink(thing: T, time: number): void {
    let place = 0;
    for (let child = 1; child < this.#heap.length; child = 2 * place + 1) {
      const isRight = child + 1 < this.#heap.length && this.#isBefore(child + 1, child);
      const earlier = isRight ? child + 1 : child;
      const below = this.#heap[earlier];
      if (below === undefined || this.#isEarlier(time, thing.order, earlier)) break;
      this.#put(below, this.#times[earlier] ?? time, place);
      place = earlier;
    }
    this.#put(thing, time, place);
  }

  #isBefore(one: number, other: number): boolean {
    return this.#isEarlier(this.#times[one] ?? 0, this.#orders[one] ?? 0, other);
  }

  #isEarlier(time: number, order: number, place: number): boolean {
    const other = this.#times[place] ?? time;
    return time < other || (time === other && order < (this.#orders[place] ?? order));
  }

  #put(thing: T, time: number, place: number): void {
    thing.place = place;
    this.#heap[place] = thing;
    this.#times[place] = time;
    this.#orders[place] = thing.order;
  }
}
