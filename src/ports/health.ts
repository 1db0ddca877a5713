import type { EpochMs, SensorId } from '../core/model/ids.ts';

export type SensorState = 'starting' | 'up' | 'waiting' | 'degraded' | 'finished';

/** State of one sensor. */
export interface SensorHealth {
  readonly sensor: SensorId;
  readonly type: string;
  readonly state: SensorState;
  readonly since: EpochMs;
  /** Code and sentence of the last failure, while it lasts. */
  readonly cause?: { readonly code: string; readonly message: string };
  readonly restarts: number;
}
