import type { SourceKind } from '../model/crossing.ts';

/** One way a door is counted, as the fusion sees it. */
export interface CountSourceStatus {
  /** The sensor's id, or the line's. */
  readonly id: string;
  readonly sensor: string;
  readonly kind: SourceKind;
  readonly isUp: boolean;
  readonly isFaulted: boolean;
  /** Its crossings are emitted at once. */
  readonly leads: boolean;
  /** The counts of this source alone since the gateway started. */
  readonly in: number;
  readonly out: number;
  /** People per person it counts, as the other sensors have taught it. */
  readonly factorIn: number;
  readonly factorOut: number;
  /** Relative error that is believed of it now. */
  readonly errorShare: number;
}

/** A door with all its sensors. */
export interface DoorStatus {
  readonly door: string;
  readonly sources: readonly CountSourceStatus[];
}
