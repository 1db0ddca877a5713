import { numbers } from './codec.ts';
import type { Checkpointed } from './state-part.ts';
import { held } from './state-part.ts';

/** A set of times as merged intervals in order. The list stays short as long as old times are removed. */
export class TimeSet implements Checkpointed {
  /** Starts and ends in turn: start, end, start, end, … */
  #bounds: number[];
  readonly state = held(
    numbers(),
    () => this.#bounds,
    (bounds) => {
      this.#bounds = bounds;
    },
  );

  constructor(bounds: readonly number[] = []) {
    this.#bounds = [...bounds];
  }

  /** Hot path: an interval that continues the last one only moves its end. */
  add(from: number, to: number): void {
    if (!(from < to)) return;
    const bounds = this.#bounds;
    const last = bounds.length - 1;
    const [begin = Number.POSITIVE_INFINITY, end = Number.NEGATIVE_INFINITY] = bounds.slice(-2);
    if (bounds.length === 0 || from > end) bounds.push(from, to);
    else if (from >= begin) bounds[last] = Math.max(end, to);
    else this.#bounds = combine(bounds, [from, to], (inOne, inOther) => inOne || inOther);
  }

  remove(from: number, to: number): void {
    if (from < to) this.#bounds = combine(this.#bounds, [from, to], (inOne, inOther) => inOne && !inOther);
  }

  union(other: TimeSet): TimeSet {
    return new TimeSet(combine(this.#bounds, other.#bounds, (inOne, inOther) => inOne || inOther));
  }

  without(other: TimeSet): TimeSet {
    return new TimeSet(combine(this.#bounds, other.#bounds, (inOne, inOther) => inOne && !inOther));
  }

  intersection(other: TimeSet): TimeSet {
    return new TimeSet(combine(this.#bounds, other.#bounds, (inOne, inOther) => inOne && inOther));
  }

  /** Intervals between `from` and `to` that are not in the set: start, end, start, end, … */
  missing(from: number, to: number): readonly number[] {
    return new TimeSet([from, to]).without(this).#bounds;
  }

  /** Total time between `from` and `to` that is in the set. */
  lengthWithin(from: number, to: number): number {
    let length = 0;
    for (let i = 0; i < this.#bounds.length; i += 2) {
      length += Math.max(0, Math.min(to, this.#bounds[i + 1] ?? 0) - Math.max(from, this.#bounds[i] ?? 0));
    }
    return length;
  }

  forgetBefore(at: number): void {
    while (this.#bounds.length > 0 && (this.#bounds[1] ?? 0) <= at) this.#bounds.splice(0, 2);
  }
}

/** Combines two lists of bounds into the times for which `isIn` is true. */
function combine(
  one: readonly number[],
  other: readonly number[],
  isIn: (inOne: boolean, inOther: boolean) => boolean,
): number[] {
  const bounds: number[] = [];
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    const at = Math.min(one[i] ?? Number.POSITIVE_INFINITY, other[j] ?? Number.POSITIVE_INFINITY);
    while (one[i] === at) i += 1;
    while (other[j] === at) j += 1;
    const wasIn = bounds.length % 2 === 1;
    if (isIn(i % 2 === 1, j % 2 === 1) !== wasIn) bounds.push(at);
  }
  return bounds;
}
