import { number, row } from '../../model/codec.ts';
import type { Direction } from '../../model/crossing.ts';
import { TWO_SIDED_95 } from '../../model/estimate.ts';
import type { FactSink } from '../../model/fact.ts';
import type { EpochMs } from '../../model/ids.ts';
import type { Checkpointed, StatePart } from '../../model/state-part.ts';
import { composed, heldObject } from '../../model/state-part.ts';
import { truncateAtZero } from '../../statistics/truncated-normal.ts';
import { HeadAverage } from './head-average.ts';
import type { InOutBias } from './missed-entries.ts';
import { OccupancyEstimator } from './occupancy-estimator.ts';
import type { Occupancy, RestatedOccupancy } from './occupancy-steps.ts';
import type { DurationEstimate } from './visit-durations.ts';
import { VisitDurations } from './visit-durations.ts';

/**
 * Relative error of the mean visit duration. It comes from people whom sensors miss: those who turn back in the door,
 * and those who stay out of the cameras' view. Chosen on nine simulated days of five stores (`sim-stores.ts`,
 * seeds 11 to 13).
 */
const UNSEEN_SD = 0.06;

/** Estimates occupancy and visit durations from the crossings of all doors, without identities. */
export class StoreOccupancy implements Checkpointed {
  readonly state: StatePart;
  readonly #emit: FactSink;
  readonly #bounceMs: number;
  readonly #occupancy = new OccupancyEstimator();
  readonly #visits: VisitDurations;
  readonly #heads = new HeadAverage();
  /** Minutes since the store was last empty. `blind` are those in which no sensor watched one of the doors. */
  readonly #minutes = { all: 0, blind: 0 };

  constructor(bounceMs: number, emit: FactSink) {
    this.#bounceMs = bounceMs;
    this.#emit = emit;
    this.#visits = new VisitDurations(bounceMs);
    this.state = composed({
      occupancy: this.#occupancy.state,
      visits: this.#visits.state,
      minutes: heldObject(row({ all: number, blind: number }), this.#minutes),
    });
  }

  /** Adds people who passed. `factor`: people per person counted, by which the in–out bias has corrected the count. */
  crossed(direction: Direction, at: number, count: number, factor: number): void {
    // The estimate learns the bias from counts without this correction.
    this.#occupancy.crossed(direction, count / factor);
    this.#heads.passed(at, direction === 'in' ? count : -count);
    this.#visits.crossed(direction, at, count);
  }

  /** Adds a position of a person on the floor plan, in metres. */
  moved(person: number, at: number, x: number, y: number): void {
    this.#visits.moved(person, at, x, y);
  }

  ended(person: number): void {
    this.#visits.ended(person);
  }

  /** Handles a person whom cameras have followed across a door's line on the floor plan. */
  tracked(direction: Direction, at: number, person: number): void {
    this.#visits.tracked(direction, at, person);
  }

  /** Adds the visit of a person who turned back at a door. */
  turned(from: number, to: number): void {
    this.#visits.turned(from, to);
  }

  /** Adds people who crossed while the link was down. The exact time is unknown. */
  restored(direction: Direction, count: number): void {
    this.#occupancy.crossed(direction, count);
    this.#occupancy.missed();
  }

  /** Adds a count of heads on the floor. `share` is the share of the floor that live cameras see. */
  saw(at: number, count: number, share: number): void {
    this.#heads.add(at, count, share);
  }

  /**
   * Adds `minutes`. `unseen` is how many people may have crossed a door that no sensor watches, undefined if all doors
   * are watched. With `isLate`, a counter reports some crossings later.
   */
  watched(minutes: number, unseen: number | undefined, isLate = false): void {
    if (isLate || unseen !== undefined) this.#occupancy.missed();
    this.#minutes.all += minutes;
    this.#minutes.blind += unseen === undefined ? minutes - 1 : minutes;
    if (unseen !== undefined) this.#occupancy.crossed('in', 0, unseen);
  }

  /** Advances time. `errorShare` is the relative error common to all doors. Returns the occupancy when a step ended. */
  advance(at: EpochMs, errorShare: number): Occupancy | undefined {
    const heads = this.#heads.get(at);
    if (heads !== undefined) this.#occupancy.saw(heads);
    const occupancy = this.#occupancy.advance(at);
    if (occupancy !== undefined) {
      this.#emit({ kind: 'OccupancyEstimated', ...widened(occupancy, errorShare) });
    }
    return occupancy;
  }

  /** Difference between counted ins and outs. Both should be equal, because all people who enter also leave. */
  get bias(): InOutBias {
    return this.#occupancy.bias;
  }

  /** Handles an empty store: emits the occupancy since it was last empty again, and the visit durations. */
  close(at: EpochMs, errorShare: number): void {
    const restated = this.#occupancy.anchor(at, 0);
    const coverage = this.#minutes.all === 0 ? 0 : 1 - this.#minutes.blind / this.#minutes.all;
    this.#minutes.all = 0;
    this.#minutes.blind = 0;
    if (restated.points.length === 0) return;
    this.#emitOccupancy(restated, at, errorShare);
    const bounce = this.#visits.close();
    if (restated.entries >= 1) this.#emitVisits({ ...restated, errorShare }, at, coverage, bounce);
  }

  #emitOccupancy({ from, stepMs, points }: RestatedOccupancy, at: EpochMs, errorShare: number): void {
    const wide = points.map((point) => widened(point, errorShare));
    this.#emit({
      kind: 'OccupancyRestated',
      at,
      from,
      stepMs,
      means: wide.map(({ mean }) => mean),
      lows: wide.map(({ low }) => low),
      highs: wide.map(({ high }) => high),
    });
  }

  #emitVisits(
    {
      from,
      entries,
      presenceMs,
      presenceSdMs,
      errorShare,
    }: RestatedOccupancy & { readonly errorShare: number },
    at: EpochMs,
    coverage: number,
    durations: DurationEstimate | undefined,
  ): void {
    // Heads correct the time spent inside but not the entries, so the error of the entries remains in the mean.
    const sdMs = Math.hypot(presenceSdMs, errorShare * presenceMs, UNSEEN_SD * presenceMs) / entries;
    const { mean, low, high } = truncateAtZero(presenceMs / entries, sdMs);
    this.#emit({
      kind: 'VisitsEstimated',
      at,
      from,
      coverage,
      entries,
      meanMs: mean,
      meanLowMs: low,
      meanHighMs: high,
      bounceMs: this.#bounceMs,
      ...(durations === undefined ? {} : { bounce: bounceOf(durations) }),
    });
  }
}

function bounceOf({ bounceShare, bounceLow, bounceHigh, upToMs, shares }: DurationEstimate) {
  return { share: bounceShare, low: bounceLow, high: bounceHigh, upToMs, shares };
}

/**
 * Widens an interval by the common error. A sensor that counts two people as one makes ins and outs wrong alike, so
 * closings do not show it.
 */
function widened(point: Occupancy, errorShare: number): Occupancy {
  const scale = TWO_SIDED_95 * errorShare * point.mean;
  return {
    ...point,
    low: Math.max(0, Math.round(point.mean - Math.hypot(point.mean - point.low, scale))),
    high: Math.round(point.mean + Math.hypot(point.high - point.mean, scale)),
  };
}
