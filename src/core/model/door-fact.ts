/** What the engine concludes of doors, occupancy and visits to the store. */

import type { CrossingEvidence } from './crossing.ts';
import type { FactBase } from './fact-base.ts';
import type { DoorId, EpochMs, SensorId } from './ids.ts';

export interface DoorCrossed extends FactBase<'DoorCrossed'> {
  readonly door: DoorId;
  readonly direction: 'in' | 'out';
  readonly count: number;
  /** The sensor that reported it. */
  readonly sensor: SensorId;
  readonly evidence?: CrossingEvidence;
}

/** One minute of a door, from all its sensors: how many passed, and where that number is with 95%. */
export interface DoorCounted extends FactBase<'DoorCounted'> {
  readonly door: DoorId;
  readonly direction: 'in' | 'out';
  /** Start of the minute; `at` is its end. */
  readonly from: EpochMs;
  readonly count: number;
  readonly low: number;
  readonly high: number;
  /** Relative error that everybody counted shares in, of the surest sensor. */
  readonly errorShare: number;
}

/** People who passed between `from` and `at` while the counter's link was down, known only from its totals. */
export interface CrossingsBackfilled extends FactBase<'CrossingsBackfilled'> {
  readonly door: DoorId;
  readonly sensor: SensorId;
  readonly direction: 'in' | 'out';
  readonly count: number;
  readonly from: EpochMs;
}

/** A counter told of the time from `from` to `at`, of which it had not told before. */
export interface IntervalReported extends FactBase<'IntervalReported'> {
  readonly door: DoorId;
  readonly sensor: SensorId;
  readonly from: EpochMs;
  /** null where it did not tell of that direction: then the time is not covered. */
  readonly in: number | null;
  readonly out: number | null;
  /** Relative error that is believed of the counter. */
  readonly errorShare: number;
}

/** A sensor was live from `from` to `at`, but who passed is not known: its coverage leaves that time out. */
export interface CountsLost extends FactBase<'CountsLost'> {
  readonly sensor: SensorId;
  readonly from: EpochMs;
}

/** What `CountsLost` said of this time is taken back: the count of it turned out to be whole. */
export interface CountsRegained extends FactBase<'CountsRegained'> {
  readonly sensor: SensorId;
  readonly from: EpochMs;
}

/** A counter's totals began again between `from` and `at`. */
export interface CounterRestarted extends FactBase<'CounterRestarted'> {
  readonly sensor: SensorId;
  readonly from: EpochMs;
  /** `daily-reset`: it did so at this time of day before. */
  readonly cause: 'restart' | 'daily-reset';
}

/** Corrected occupancy since the store was last known to be empty. */
export interface OccupancyRestated extends FactBase<'OccupancyRestated'> {
  readonly from: EpochMs;
  /** One value per step: the first at `from` + `stepMs`. */
  readonly stepMs: number;
  readonly means: readonly number[];
  readonly lows: readonly number[];
  readonly highs: readonly number[];
}

/** The store visits of a span of time that began and ended with an empty store. */
export interface VisitsEstimated extends FactBase<'VisitsEstimated'> {
  readonly from: EpochMs;
  /** Share of that time in which every door was counted. */
  readonly coverage: number;
  readonly entries: number;
  /** Mean visit by Little's law, and where it is with 95%. */
  readonly meanMs: number;
  readonly meanLowMs: number;
  readonly meanHighMs: number;
  /** A shorter visit is a bounce. */
  readonly bounceMs: number;
  /** Over the last weeks; absent until they are enough. */
  readonly bounce?: {
    readonly share: number;
    readonly low: number;
    readonly high: number;
    /** Shares of visits that lasted up to each of `upToMs`, and longer than the one before. */
    readonly upToMs: readonly number[];
    readonly shares: readonly number[];
  };
}
