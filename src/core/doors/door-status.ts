import type { SourceKind } from '../model/crossing.ts';

export interface CountSourceStatus {
  /** Id of the sensor or the line. */
  readonly id: string;
  readonly sensor: string;
  readonly kind: SourceKind;
  readonly isUp: boolean;
  readonly isFaulted: boolean;
  /** True when crossings of this source are emitted immediately. */
  readonly leads: boolean;
  /** Raw counts of this source since the gateway started. */
  readonly in: number;
  readonly out: number;
  /** People per counted person, learned from the other sources. */
  readonly factorIn: number;
  readonly factorOut: number;
  /** Present relative error of the corrected count. */
  readonly errorShare: number;
}

export interface DoorStatus {
  readonly door: string;
  /** Time (epoch ms) of the first heartbeat, since which the door counts; null before. */
  readonly since: number | null;
  readonly sources: readonly CountSourceStatus[];
}
