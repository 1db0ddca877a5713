/** Something that is due at a time. `Deadlines` keeps its fields. */
export interface Due {
  /** Of things that are due at one moment, the lowest comes first. */
  readonly order: number;
  /** Infinity: not due. */
  dueAt: number;
  /** No later than `dueAt`: when it is looked at. */
  plannedAt: number;
  /** In the heap; −1 outside of it. */
  place: number;
}

/**
 * What is due next of many things: a binary heap. Most deadlines are put off before they are reached. A thing that is
 * due later than before, or no longer, keeps its place until its old time.
 */
export class Deadlines<T extends Due> {
  readonly #heap: T[] = [];

  /** When the first is to be looked at, no later than it is due; infinity where nothing is due. */
  get next(): number {
    return this.#heap[0]?.plannedAt ?? Number.POSITIVE_INFINITY;
  }

  /** Infinity: not due. */
  set(thing: T, at: number): void {
    thing.dueAt = at;
    if (thing.place < 0 ? at === Number.POSITIVE_INFINITY : at >= thing.plannedAt) return;
    thing.plannedAt = at;
    if (thing.place < 0) thing.place = this.#heap.push(thing) - 1;
    this.#rise(thing, thing.place);
  }

  /** What is due first, up to `at`; it is no longer due. Its `plannedAt` is when it was due. */
  removeDue(at: number): T | undefined {
    for (let first = this.#heap[0]; first !== undefined && first.plannedAt <= at; first = this.#heap[0]) {
      const { dueAt, plannedAt } = first;
      if (dueAt === plannedAt || dueAt === Number.POSITIVE_INFINITY) this.#removeFirst(first);
      else {
        first.plannedAt = dueAt;
        this.#sink(first, 0);
      }
      if (dueAt !== plannedAt) continue;
      first.dueAt = Number.POSITIVE_INFINITY;
      return first;
    }
    return undefined;
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
