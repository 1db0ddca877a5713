import type { DoorId, EpochMs } from './ids.ts';

/** People who passed a door while the counter's link was down, known only from its totals. */
export type CrossingsRestatement = {
  readonly kind: 'crossings';
  readonly door: DoorId;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly in: number;
  readonly out: number;
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
