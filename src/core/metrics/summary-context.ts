import type { EpochMs } from '../model/ids.ts';
import type { StoreModel } from '../model/store-model.ts';
import type { CountedTime } from './coverage/counted-time.ts';
import type { FindCoverage } from './coverage/sensor-coverage.ts';
import type { DoorErrors } from './door-errors.ts';

/** Inputs of a group's summary other than its counts. */
export interface SummaryContext {
  readonly model: StoreModel;
  readonly start: EpochMs;
  /** Returns the window's coverage by the given sensors. */
  readonly coverage: FindCoverage;
  /** Times in which each door sensor was live and its count known. */
  readonly counted: CountedTime;
  /** Open visits in each zone at the window's start. */
  readonly insideAtStart: readonly number[];
  /** Latest relative errors of each door's counts. */
  readonly doorErrors: readonly DoorErrors[];
}

/** Returns the window's end (epoch ms). */
export function getWindowEnd({ start, model }: SummaryContext): number {
  return start + model.windows.durationMs;
}

/** Returns the counts of the window that contains `at`. */
export type CountsAt<Counts> = (at: EpochMs) => Counts;
