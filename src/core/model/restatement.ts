import type { DoorId, EpochMs } from './ids.ts';

/** Late crossings of a door: from a counter's totals after an outage, or from a counter that reports late. */
export type CrossingsRestatement = {
  readonly kind: 'crossings';
  readonly door: DoorId;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly in: number;
  readonly out: number;
  /**
   * Set when the counter reports its own intervals: the time then counts as covered. Absent when only the number of
   * people is known.
   */
  readonly reported?: ReportedInterval;
};

export type ReportedInterval = {
  /** Share of the door's width that the counter sees, 0 to 1. */
  readonly widthShare: number;
  /** The counter's assumed relative error. */
  readonly errorShare: number;
};

/** Corrected occupancy since the store was last empty. The lists have one value per step. */
export type OccupancyRestatement = {
  readonly kind: 'occupancy';
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly stepMs: number;
  readonly means: readonly number[];
  readonly lows: readonly number[];
  readonly highs: readonly number[];
};

/** A correction of windows that were already published. Emitted after all these windows have closed. */
export type Restatement = CrossingsRestatement | OccupancyRestatement;

export type RestatementSink = (restatement: Restatement) => void;
