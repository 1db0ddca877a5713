import type { TypeOf } from '../model/codec.ts';
import { maybe, number, row } from '../model/codec.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldObject } from '../model/state-part.ts';

/**
 * Step of the median per value, as a share of the median. The estimate reaches the median after a few dozen values, and
 * one outlier moves it little.
 */
const STEP = 0.05;

const MEDIAN = row({ value: maybe(number), seen: number });

/** Estimates a median of positive values without a list: each value moves the estimate a small step towards it. */
export class RunningMedian implements Checkpointed {
  readonly #median: TypeOf<typeof MEDIAN> = { value: undefined, seen: 0 };
  readonly state = heldObject(MEDIAN, this.#median);

  get value(): number | undefined {
    return this.#median.value;
  }

  get seen(): number {
    return this.#median.seen;
  }

  add(value: number): void {
    this.#median.seen += 1;
    if (this.#median.value === undefined) this.#median.value = value;
    else this.#median.value *= value > this.#median.value ? 1 + STEP : 1 / (1 + STEP);
  }
}
