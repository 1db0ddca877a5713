/** The engine's facts about doors, occupancy and store visits. */

import type { CrossingEvidence } from './crossing.ts';
import type { FactBase } from './fact-base.ts';
import type { DoorId, EpochMs, LineId, SensorId } from './ids.ts';

/** A track began or ended at a tolerant line: the person came from beyond it, or went there, and was not seen to cross. */
export interface TrackBrokenAtLine extends FactBase<'TrackBrokenAtLine'> {
  readonly line: LineId;
  readonly person: number;
}

export interface DoorCrossed extends FactBase<'DoorCrossed'> {
  readonly door: DoorId;
  readonly direction: 'in' | 'out';
  readonly count: number;
  /** The sensor that reported the crossing. */
  readonly sensor: SensorId;
  readonly evidence?: CrossingEvidence;
}

/** One minute's count at a door, from all its sensors. */
export interface DoorCounted extends FactBase<'DoorCounted'> {
  readonly door: DoorId;
  readonly direction: 'in' | 'out';
  /** Start of the minute; `at` is its end. */
  readonly from: EpochMs;
  readonly count: number;
  /**
   * Relative error that all counted people share: the best sensor's error, combined with the error learned from the
   * difference of ins and outs.
   */
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

/** A counter's report for the time from `from` to `at`, which it had not reported before. */
export interface IntervalReported extends FactBase<'IntervalReported'> {
  readonly door: DoorId;
  readonly sensor: SensorId;
  readonly from: EpochMs;
  /** Null when the counter did not report that direction: its time is then not covered. */
  readonly in: number | null;
  readonly out: number | null;
  /** The counter's assumed relative error. */
  readonly errorShare: number;
}

/** A sensor was live from `from` to `at`, but its count was lost. Its coverage excludes that time. */
export interface CountsLost extends FactBase<'CountsLost'> {
  readonly sensor: SensorId;
  readonly from: EpochMs;
}

/** Withdraws `CountsLost` for this time: the count turned out to be complete. */
export interface CountsRegained extends FactBase<'CountsRegained'> {
  readonly sensor: SensorId;
  readonly from: EpochMs;
}

/** A counter's totals restarted between `from` and `at`. */
export interface CounterRestarted extends FactBase<'CounterRestarted'> {
  readonly sensor: SensorId;
  readonly from: EpochMs;
  /** `daily-reset`: the totals restarted at this time of day on an earlier day too. */
  readonly cause: 'restart' | 'daily-reset';
}

/** Corrected occupancy since the store was last known to be empty. */
export interface OccupancyRestated extends FactBase<'OccupancyRestated'> {
  readonly from: EpochMs;
  /** Time between two values of the lists. The first value belongs to `from` + `stepMs`. */
  readonly stepMs: number;
  readonly means: readonly number[];
  readonly lows: readonly number[];
  readonly highs: readonly number[];
}

/** The store visits of a span of time that began and ended with an empty store. */
export interface VisitsEstimated extends FactBase<'VisitsEstimated'> {
  readonly from: EpochMs;
  /** Share of the time span in which every door had a live sensor, 0 to 1. */
  readonly coverage: number;
  readonly entries: number;
  /** Mean duration of a store visit by Little's law, with its 95 % interval. */
  readonly meanMs: number;
  readonly meanLowMs: number;
  readonly meanHighMs: number;
  /** Store visits shorter than this are bounces. */
  readonly bounceMs: number;
  /** Share of bounces over the last weeks; absent until there are enough store visits. */
  readonly bounce?: {
    readonly share: number;
    readonly low: number;
    readonly high: number;
    /** Share of the store visits in each duration band: longer than the previous `upToMs`, and up to this one. */
    readonly upToMs: readonly number[];
    readonly shares: readonly number[];
  };
}
