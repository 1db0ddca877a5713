/** An entry with a due time. `Deadlines` writes its fields. */
export interface Due {
  /** Among entries due at the same time, the entry with the lowest number comes first. */
  readonly order: number;
  /** Due time in ms; infinity when not due. */
  dueAt: number;
  /** Time in ms by which the heap sorts the entry: `dueAt`, or an earlier time from before a delay. */
  plannedAt: number;
  /** Index in the heap; −1 outside the heap. */
  place: number;
}

/**
 * Finds the next due entry by a binary heap. Most deadlines are put off before they are reached. An entry that is put
 * off therefore keeps its place in the heap until its old time.
 */
export class Deadlines<T extends Due> {
  readonly #heap: T[] = [];
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
    if (thing.place < 0 ? at === Number.POSITIVE_INFINITY : at >= thing.plannedAt) return;
    thing.plannedAt = at;
    if (thing.place < 0) thing.place = this.#heap.push(thing) - 1;
    this.#rise(thing, thing.place);
    this.#findNext();
  }

  /** Returns and cancels the first entry due up to `at`. Its `plannedAt` is its due time. */
  removeDue(at: number): T | undefined {
    for (let first = this.#heap[0]; first !== undefined && first.plannedAt <= at; first = this.#heap[0]) {
      const { dueAt, plannedAt } = first;
      if (dueAt === plannedAt || dueAt === Number.POSITIVE_INFINITY) this.#removeFirst(first);
      else {
        first.plannedAt = dueAt;
        this.#sink(first, 0);
      }
      this.#findNext();
      if (dueAt !== plannedAt) continue;
      first.dueAt = Number.POSITIVE_INFINITY;
      return first;
    }
    return undefined;
  }

  /** Stores the next time, because each observation reads it. */
  #findNext(): void {
    this.#next = this.#heap[0]?.plannedAt ?? Number.POSITIVE_INFINITY;
  }

  #removeFirst(first: T): void {
    first.place = -1;
    const last = this.#heap.pop();
    if (last !== undefined && last !== first) this.#sink(last, 0);
  }

  #rise(thing: T, from: number): void {
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = this.#heap[parent];
      if (above === undefined || !isBefore(thing, above)) break;
      this.#put(above, place);
      place = parent;
    }
    this.#put(thing, place);
  }

  #sink(thing: T, from: number): void {
    let place = from;
    for (let child = 2 * place + 1; child < this.#heap.length; child = 2 * place + 1) {
      const [left, right] = [this.#heap[child], this.#heap[child + 1]];
      const below = right !== undefined && left !== undefined && isBefore(right, left) ? right : left;
      if (below === undefined || !isBefore(below, thing)) break;
      const next = below.place;
      this.#put(below, place);
      place = next;
    }
    this.#put(thing, place);
  }

  #put(thing: T, place: number): void {
    thing.place = place;
    this.#heap[place] = thing;
  }
}

function isBefore(one: Due, other: Due): boolean {
  return one.plannedAt < other.plannedAt || (one.plannedAt === other.plannedAt && one.order < other.order);
}
