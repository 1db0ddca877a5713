import type { TypeOf } from '../model/codec.ts';
import { maybe, number, row } from '../model/codec.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldObject } from '../model/state-part.ts';

/** Receives a span that was not counted; `isCounted` takes back an earlier report. */
export type UncountedSink = (from: number, to: number, isCounted: boolean) => void;

const STRETCH = row({
  /** Start of the span that may still be taken back. */
  from: maybe(number),
  /** End of the reported time; no time is reported twice. */
  reportedTo: number,
});

/** The time in which a counter was live but its counts are unknown. Both totals of the counter share it. */
export class UncountedTime implements Checkpointed {
  readonly #report: UncountedSink;
  readonly #stretch: TypeOf<typeof STRETCH> = { from: undefined, reportedTo: 0 };
  readonly state = heldObject(STRETCH, this.#stretch);

  constructor(report: UncountedSink) {
    this.#report = report;
  }

  /** Reports a span as not counted. */
  add(from: number, to: number): void {
    const start = Math.max(from, this.#stretch.reportedTo);
    if (start >= to) return;
    this.#stretch.from ??= start;
    this.#stretch.reportedTo = to;
    this.#report(start, to, false);
  }

  /** Takes back the open span: its people were counted. */
  takeBack(): void {
    if (this.#stretch.from === undefined) return;
    this.#report(this.#stretch.from, this.#stretch.reportedTo, true);
    this.#stretch.reportedTo = this.#stretch.from;
    this.#stretch.from = undefined;
  }

  /** Closes the open span, which stays unknown. */
  keep(): void {
    this.#stretch.from = undefined;
  }
}
