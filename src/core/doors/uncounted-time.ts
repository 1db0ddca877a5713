import type { TypeOf } from '../model/codec.ts';
import { maybe, number, row } from '../model/codec.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldObject } from '../model/state-part.ts';

/** `isCounted`: what was reported as not counted was counted after all. */
export type UncountedSink = (from: number, to: number, isCounted: boolean) => void;

const STRETCH = row({
  /** Where the stretch began that may still be taken back. */
  from: maybe(number),
  /** Up to here it was reported; nothing is reported twice. */
  reportedTo: number,
});

/** The stretch in which a counter was live but what it counted is not known. Both totals share it. */
export class UncountedTime implements Checkpointed {
  readonly #report: UncountedSink;
  readonly #stretch: TypeOf<typeof STRETCH> = { from: undefined, reportedTo: 0 };
  readonly state = heldObject(STRETCH, this.#stretch);

  constructor(report: UncountedSink) {
    this.#report = report;
  }

  /** Not counted from here to there. */
  add(from: number, to: number): void {
    const start = Math.max(from, this.#stretch.reportedTo);
    if (start >= to) return;
    this.#stretch.from ??= start;
    this.#stretch.reportedTo = to;
    this.#report(start, to, false);
  }

  /** It was counted after all. */
  takeBack(): void {
    if (this.#stretch.from === undefined) return;
    this.#report(this.#stretch.from, this.#stretch.reportedTo, true);
    this.#stretch.reportedTo = this.#stretch.from;
    this.#stretch.from = undefined;
  }

  /** It stays unknown. */
  keep(): void {
    this.#stretch.from = undefined;
  }
}
