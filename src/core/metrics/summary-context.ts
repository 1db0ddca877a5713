import type { EpochMs } from '../model/ids.ts';
import type { StoreModel } from '../model/store-model.ts';
import type { CountedTime } from './coverage/counted-time.ts';
import type { FindCoverage } from './coverage/sensor-coverage.ts';

/** What a group's summary needs besides its counts. */
export interface SummaryContext {
  readonly model: StoreModel;
  /** Start of the window. */
  readonly start: EpochMs;
  /** Coverage of the window by the given sensors. */
  readonly coverage: FindCoverage;
  /** When each sensor of a door was live and its count known. */
  readonly counted: CountedTime;
  /** Visits under way in each zone when the window began. */
  readonly insideAtStart: readonly number[];
  /** Relative error of each door's count, as its sensors have it by now. */
  readonly doorErrors: readonly (number | null)[];
}

/** The counts of the window that a moment belongs to. */
export type CountsAt<Counts> = (at: EpochMs) => Counts;
