/** How far one value moves the median, as a share of it: a few dozen values settle it, one odd value does nothing. */
const STEP = 0.05;

/** A median of positive values that needs no list: it goes a small step towards every value. */
export class RunningMedian {
  #value: number | undefined;
  #seen = 0;

  get value(): number | undefined {
    return this.#value;
  }

  get seen(): number {
    return this.#seen;
  }

  add(value: number): void {
    this.#seen += 1;
    if (this.#value === undefined) this.#value = value;
    else this.#value *= value > this.#value ? 1 + STEP : 1 / (1 + STEP);
  }

  snapshot(): readonly [number | null, number] {
    return [this.#value ?? null, this.#seen];
  }

  restore([value, seen]: readonly [number | null, number]): void {
    this.#value = value ?? undefined;
    this.#seen = seen;
  }
}
