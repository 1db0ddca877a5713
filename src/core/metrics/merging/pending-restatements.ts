import type { CrossingsBackfilled, IntervalReported, OccupancyRestated } from '../../model/door-fact.ts';
import type { Checkpointed, EpochMs, Json } from '../../model/ids.ts';
import type { Restatement } from '../../model/restatement.ts';
import { peopleWithin } from '../../statistics/spread-over-time.ts';

/**
 * Largest number of corrections held: one per door and gap, plus those of two days from a counter that reports them
 * together.
 */
const MAX_PENDING = 5_000;

/** Holds corrections until all windows that they change have closed. */
export class PendingRestatements implements Checkpointed {
  #pending: Restatement[] = [];

  /** Adds the people of a gap. Joins both directions of the same gap in one correction. */
  restored({ door, direction, count, from, at }: CrossingsBackfilled): void {
    const index = this.#pending.findIndex(
      (other) =>
        other.kind === 'crossings' &&
        other.reported === undefined &&
        other.door === door &&
        other.from === from &&
        other.to === at,
    );
    const before = this.#pending[index];
    const hole = before?.kind === 'crossings' ? before : { kind: 'crossings', door, in: 0, out: 0 };
    const both = { ...hole, from, to: at, [direction]: hole[direction] + count } as Restatement;
    if (index >= 0) this.#pending[index] = both;
    else this.#add(both);
  }

  /** Adds the part before `to` of a counter's report. Without `widthShare` the windows stay uncovered. */
  reported(fact: IntervalReported, to: EpochMs, widthShare: number | undefined): void {
    const { door, from, errorShare } = fact;
    if (!(from < to)) return;
    const span = { from, to: fact.at };
    const of = (count: number | null) => peopleWithin(count ?? 0, span, { from, to });
    const reported = widthShare === undefined ? {} : { reported: { widthShare, errorShare } };
    this.#add({ kind: 'crossings', door, from, to, in: of(fact.in), out: of(fact.out), ...reported });
  }

  occupied({ at, from, stepMs, means, lows, highs }: OccupancyRestated): void {
    this.#add({ kind: 'occupancy', from, to: at, stepMs, means, lows, highs });
  }

  /** Removes and returns the corrections whose windows have all closed. The oldest open window starts at `openFrom`. */
  release(openFrom: number): readonly Restatement[] {
    const ready = this.#pending.filter(({ to }) => to <= openFrom);
    if (ready.length > 0) this.#pending = this.#pending.filter(({ to }) => to > openFrom);
    return ready;
  }

  snapshot(): Json {
    return [...this.#pending];
  }

  restore(saved: Json): void {
    this.#pending = [...(saved as readonly Restatement[])];
  }

  #add(restatement: Restatement): void {
    this.#pending.push(restatement);
    if (this.#pending.length > MAX_PENDING) this.#pending.shift();
  }
}
