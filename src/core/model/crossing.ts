import type { EpochMs, SensorId } from './ids.ts';
import type { CountingMethod } from './sensor-kind.ts';

export type Direction = 'in' | 'out';

/** A counting line, or a sensor by the method with which it counts. */
export type SourceKind = 'line' | CountingMethod;

/** The evidence of a crossing, for checking a doubtful one. */
export type CrossingEvidence =
  | {
      readonly kind: 'beams';
      /** From the first beam's break to the second's. */
      readonly transitMs: number;
      /** How long the doorway was occupied. */
      readonly blockedMs: number;
      /** Both beams were broken at once; a person between beams far apart breaks one after the other. */
      readonly overlapped: boolean;
    }
  | {
      readonly kind: 'ranges';
      readonly transitMs: number;
      readonly blockedMs: number;
      readonly nearestMm: number;
    }
  | {
      readonly kind: 'counter';
      readonly how: 'counted' | 'wrapped';
      readonly since: EpochMs;
    }
  | { readonly kind: 'line'; readonly person: number };

/** People who passed, as one sensor has it. */
export interface Crossing {
  readonly sensor: SensorId;
  readonly at: EpochMs;
  readonly direction: Direction;
  readonly count: number;
  readonly evidence: CrossingEvidence;
}

/** People who passed while the counter's link was down, known only from its totals. */
export interface RestoredCrossings {
  readonly sensor: SensorId;
  readonly direction: Direction;
  readonly count: number;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** A stretch in which a sensor was live, but who passed is not known; or, with `isCounted`, is known after all. */
export interface UncountedStretch {
  readonly sensor: SensorId;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly isCounted: boolean;
}

/** A counter's totals began again between two readings. */
export interface CounterRestart {
  readonly sensor: SensorId;
  readonly from: EpochMs;
  readonly at: EpochMs;
  /** It did so at this time of day before. */
  readonly isDaily: boolean;
}

/** What a decoder tells of its sensor. */
export interface CrossingSink {
  crossed(crossing: Crossing): void;
  restored(crossings: RestoredCrossings): void;
  uncounted(stretch: UncountedStretch): void;
  restarted(restart: CounterRestart): void;
  faulted(sensor: SensorId, at: EpochMs, cause: DoorFault): void;
  recovered(sensor: SensorId, at: EpochMs, cause: DoorFault): void;
}

/** Every way a door's sensor can be wrong while its link is up, with what a technician does about it. */
export const DOOR_FAULTS = {
  'beam-stuck': 'Something stands in the beam, or its two ends no longer face each other.',
  'beam-bouncing': 'The beam flickers: tighten its plugs, clean its lens, and keep sunlight off it.',
  'no-counts':
    'Nobody was counted at an hour that is busy at other times: walk through and watch the console.',
  'in-out-imbalance':
    'Ins and outs differ by more than chance: check the sensor’s direction and its mounting.',
  disagrees: 'The other sensors of this door count otherwise: audit the door and check this sensor first.',
  'clock-drift': 'Its clock runs too fast or too slow: set its clock, or replace its battery or the counter.',
  'counts-while-shut': 'It counts people while the door is shut: check the door contact, then this sensor.',
} as const;
export type DoorFault = keyof typeof DOOR_FAULTS;
