import type { TypeOf } from '../../model/codec.ts';
import { number, row } from '../../model/codec.ts';
import type { Direction } from '../../model/crossing.ts';
import type { EpochMs } from '../../model/ids.ts';
import type { CounterRead, IntervalCounted, SensorObservation } from '../../model/observation.ts';
import type { Checkpointed } from '../../model/state-part.ts';
import { composed, heldObject } from '../../model/state-part.ts';
import { TimeSet } from '../../model/time-set.ts';
import { peopleWithin } from '../../statistics/spread-over-time.ts';
import { possibleCount } from './running-total.ts';
import { TotalSteps } from './total-steps.ts';

/** Reports are refused for times longer ago than this: the counter has then forgotten what was reported for them. */
const OLDEST_MS = 48 * 3_600_000;
/** Longest delay of a report. A counter is down after 1.5 periods plus this delay. */
const GRACE_MS = 30_000;
const PERIODS = 1.5;

const LAST = row({ to: number, lengthMs: number });

/** People of a time span that was not reported before; null for a direction that the counter does not report. */
export interface FreshInterval {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly in: number | null;
  readonly out: number | null;
}

export interface IntervalSink {
  reported(fresh: FreshInterval): void;
  /** Handles restarted totals: the people of this time are unknown. */
  restarted(from: EpochMs, at: EpochMs): void;
}

/** People of one direction, and the spans in which they passed: begin, end, begin, end, … */
interface Part {
  readonly people: number;
  readonly bounds: readonly number[];
}

/**
 * A counter that reports people some time after they passed: by intervals, by totals, or by both. No moment counts
 * twice. A total only adds people who are missing in the intervals since the last total.
 */
export class IntervalCounter implements Checkpointed {
  readonly #sink: IntervalSink;
  readonly #reported: Readonly<Record<Direction, TimeSet>> = { in: new TimeSet(), out: new TimeSet() };
  readonly #totals: Readonly<Record<Direction, TotalSteps>>;
  /** The newest interval. */
  readonly #last: TypeOf<typeof LAST> = { to: 0, lengthMs: 0 };
  readonly state;

  constructor(sink: IntervalSink, maxTotal?: number) {
    this.#sink = sink;
    this.#totals = { in: new TotalSteps(maxTotal), out: new TotalSteps(maxTotal) };
    const { in: inward, out: outward } = this.#reported;
    this.state = composed({
      reportedIn: inward.state,
      reportedOut: outward.state,
      totalIn: this.#totals.in.state,
      totalOut: this.#totals.out.state,
      last: heldObject(LAST, this.#last),
    });
  }

  /** Returns whether no report is overdue. */
  isUp(at: number): boolean {
    return at - this.#last.to <= PERIODS * this.#last.lengthMs + GRACE_MS;
  }

  accept(seen: SensorObservation): void {
    if (seen.kind === 'IntervalCounted') this.#acceptInterval(seen);
    else if (seen.kind === 'CounterRead' && seen.mode === 'total') this.#acceptTotals(seen);
  }

  #acceptInterval({ at, from, to, entered, left }: IntervalCounted): void {
    const most = possibleCount(to - from);
    if (!(from < to) || from < at - OLDEST_MS || (entered ?? 0) > most || (left ?? 0) > most) return;
    this.#forgetBefore(at - OLDEST_MS);
    const part = (direction: Direction, people: number | null) => {
      if (people === null) return undefined;
      const fresh = this.#fresh(direction, people, from, to);
      this.#totals[direction].counted(fresh.people, from);
      return fresh;
    };
    this.#report(part('in', entered), part('out', left));
  }

  #acceptTotals({ at, readAt = at, entered, left }: CounterRead): void {
    this.#forgetBefore(at - OLDEST_MS);
    let restartedFrom: number | undefined;
    const part = (direction: Direction, value: number | null) => {
      const before = this.#totals[direction].basedAt;
      const step = value === null ? undefined : this.#totals[direction].read({ value, at: readAt });
      if (step === 'restarted') restartedFrom ??= before;
      if (step === undefined || step === 'restarted') return undefined;
      const bounds = this.#reported[direction].missing(Math.max(step.from, at - OLDEST_MS), step.to);
      return { people: step.people, bounds };
    };
    this.#report(part('in', entered), part('out', left));
    if (restartedFrom !== undefined) this.#sink.restarted(restartedFrom as EpochMs, readAt);
  }

  /** Returns the spans of an interval that were not reported before, with their share of the interval's people. */
  #fresh(direction: Direction, count: number, from: number, to: number): Part {
    const bounds = this.#reported[direction].missing(from, to);
    const people = spansOf(bounds).reduce((sum, span) => sum + peopleWithin(count, { from, to }, span), 0);
    return { people, bounds };
  }

  #report(inward: Part | undefined, outward: Part | undefined): void {
    for (const [direction, part] of [
      ['in', inward],
      ['out', outward],
    ] as const) {
      for (const { from, to } of spansOf(part?.bounds ?? [])) this.#reported[direction].add(from, to);
    }
    if (inward !== undefined && outward !== undefined && String(inward.bounds) === String(outward.bounds)) {
      this.#emit(inward.bounds, inward.people, outward.people);
      return;
    }
    if (inward !== undefined) this.#emit(inward.bounds, inward.people, null);
    if (outward !== undefined) this.#emit(outward.bounds, null, outward.people);
  }

  /** Spreads the people evenly over all spans. */
  #emit(bounds: readonly number[], inward: number | null, outward: number | null): void {
    const spans = spansOf(bounds);
    const whole = { from: 0, to: spans.reduce((sum, { from, to }) => sum + to - from, 0) };
    let begin = 0;
    for (const { from, to } of spans) {
      const part = { from: begin, to: begin + to - from };
      const of = (count: number | null) => (count === null ? null : peopleWithin(count, whole, part));
      begin = part.to;
      if (to > this.#last.to) Object.assign(this.#last, { to, lengthMs: to - from });
      this.#sink.reported({ from: from as EpochMs, to: to as EpochMs, in: of(inward), out: of(outward) });
    }
  }

  #forgetBefore(at: number): void {
    this.#reported.in.forgetBefore(at);
    this.#reported.out.forgetBefore(at);
  }
}

function spansOf(bounds: readonly number[]): { readonly from: number; readonly to: number }[] {
  const spans = [];
  for (let i = 0; i + 1 < bounds.length; i += 2) {
    spans.push({ from: bounds[i] ?? 0, to: bounds[i + 1] ?? 0 });
  }
  return spans;
}
