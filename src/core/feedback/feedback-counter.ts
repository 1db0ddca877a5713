import type { FactSink } from '../model/fact.ts';
import type { ButtonPressed, SaleMade } from '../model/observation.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { RepeatPressFilter } from './repeat-press-filter.ts';

/** Emits facts for presses of feedback terminals and for sales at the tills, without repeated presses. */
export class FeedbackCounter implements Checkpointed {
  readonly #emit: FactSink;
  readonly #presses = new RepeatPressFilter();
  readonly state = this.#presses.state;

  constructor(emit: FactSink) {
    this.#emit = emit;
  }

  handlePress({ sensor, at, button }: ButtonPressed): void {
    if (this.#presses.counts(sensor, at)) this.#emit({ kind: 'ButtonCounted', at, sensor, button });
  }

  handleSale({ sensor, at, transactions }: SaleMade): void {
    this.#emit({ kind: 'SaleCounted', at, sensor, transactions });
  }
}
