import type { EpochMs, SensorId } from '../core/model/ids.ts';

export type SensorState = 'starting' | 'up' | 'waiting' | 'degraded' | 'finished';

export interface SensorHealth {
  readonly sensor: SensorId;
  readonly type: string;
  readonly state: SensorState;
  readonly since: EpochMs;
  /**
   * When a sensor that had worked was lost; absent while it works. A change of settings does not reset it, unlike
   * `since`.
   */
  readonly lostAt?: EpochMs;
  /** Code and message of the present failure; absent while the sensor works. */
  readonly cause?: { readonly code: string; readonly message: string };
  readonly restarts: number;
}
