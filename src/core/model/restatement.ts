import type { DoorId, EpochMs } from './ids.ts';

/** People who passed a door and became known late: from a counter's totals, or because it told late. */
export type CrossingsRestatement = {
  readonly kind: 'crossings';
  readonly door: DoorId;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly in: number;
  readonly out: number;
  /** The counter told of all this time: it becomes covered. Absent: the people alone became known. */
  readonly reported?: ReportedInterval;
};

export type ReportedInterval = {
  /** The part of the door's width that the counter sees. */
  readonly widthShare: number;
  /** Relative error that is believed of the counter. */
  readonly errorShare: number;
};

/** Corrected occupancy since the store was last empty. One value per step. */
export type OccupancyRestatement = {
  readonly kind: 'occupancy';
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly stepMs: number;
  readonly means: readonly number[];
  readonly lows: readonly number[];
  readonly highs: readonly number[];
};

/** A correction of windows that were already published. Emitted once all its windows have closed. */
export type Restatement = CrossingsRestatement | OccupancyRestatement;

export type RestatementSink = (restatement: Restatement) => void;
