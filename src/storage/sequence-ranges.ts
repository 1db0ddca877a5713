/**
 * A set of sequence numbers, stored as ordered ranges: the rows that the cloud has not acknowledged. Even a long outbox
 * is usually one range. The set adds a few dozen bytes to each commit; an index would change for every row.
 */
export class SequenceRanges {
  /** The ranges in order, with gaps between them. A range includes both of its ends. */
  readonly #ranges: [number, number][] = [];

  static decode(text: string): SequenceRanges {
    const set = new SequenceRanges();
    for (const part of text === '' ? [] : text.split(',')) {
      const [from = Number.NaN, to = from] = part.split('-').map(Number);
      set.addRange(from, to);
    }
    return set;
  }

  encode(): string {
    return this.#ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
  }

  clone(): SequenceRanges {
    const copy = new SequenceRanges();
    copy.#ranges.push(...this.#ranges.map(([from, to]): [number, number] => [from, to]));
    return copy;
  }

  get size(): number {
    return this.#ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  }

  get first(): number | undefined {
    return this.#ranges[0]?.[0];
  }

  has(seq: number): boolean {
    const range = this.#ranges[this.#endingFrom(seq)];
    return range !== undefined && range[0] <= seq;
  }

  add(seq: number): void {
    this.addRange(seq, seq);
  }

  addRange(from: number, to: number): void {
    if (!(Number.isSafeInteger(from) && Number.isSafeInteger(to) && from <= to)) {
      throw new RangeError(`not a range of sequence numbers: ${from}-${to}`);
    }
    const index = this.#endingFrom(from - 1);
    let [low, high, swallowed] = [from, to, 0];
    for (let range = this.#ranges[index]; range !== undefined && range[0] <= to + 1; ) {
      low = Math.min(low, range[0]);
      high = Math.max(high, range[1]);
      swallowed += 1;
      range = this.#ranges[index + swallowed];
    }
    this.#ranges.splice(index, swallowed, [low, high]);
  }

  /** Removes a number. Returns true when it was in the set. */
  delete(seq: number): boolean {
    const index = this.#endingFrom(seq);
    const range = this.#ranges[index];
    if (range === undefined || range[0] > seq) return false;
    const rest: [number, number][] = [];
    if (range[0] < seq) rest.push([range[0], seq - 1]);
    if (range[1] > seq) rest.push([seq + 1, range[1]]);
    this.#ranges.splice(index, 1, ...rest);
    return true;
  }

  /** Returns the index of the first range that ends at or after `seq`. */
  #endingFrom(seq: number): number {
    let [low, high] = [0, this.#ranges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const range = this.#ranges[middle];
      if (range !== undefined && range[1] < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  ranges(): (readonly [number, number])[] {
    return this.#ranges.map(([from, to]) => [from, to] as const);
  }

  *ascending(): Generator<number> {
    for (const [from, to] of this.#ranges) for (let seq = from; seq <= to; seq += 1) yield seq;
  }

  *descending(): Generator<number> {
    for (const [from, to] of this.#ranges.toReversed()) for (let seq = to; seq >= from; seq -= 1) yield seq;
  }
}
