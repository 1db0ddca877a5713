import type { EpochMs, SensorId } from './ids.ts';
import type { CountingMethod } from './sensor-kind.ts';

export type Direction = 'in' | 'out';

/** The source of a count: a counting line, or a sensor, which is named by its counting method. */
export type SourceKind = 'line' | CountingMethod;

/** Measurements of a crossing. They help to check a doubtful crossing. */
export type CrossingEvidence =
  | {
      readonly kind: 'beams';
      /** Time from the first beam's interruption to the second's. */
      readonly transitMs: number;
      /** Time for which the doorway was occupied. */
      readonly blockedMs: number;
      /**
       * True when both beams were interrupted at the same time. A single person interrupts beams that are far apart one
       * after the other.
       */
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

/** People who passed, as counted by one sensor. */
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

/**
 * Time in which a sensor was live but its count was lost. `isCounted` withdraws an earlier report: the count of that
 * time turned out to be complete.
 */
export interface UncountedStretch {
  readonly sensor: SensorId;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly isCounted: boolean;
}

/** A counter's totals restarted between two readings. */
export interface CounterRestart {
  readonly sensor: SensorId;
  readonly from: EpochMs;
  readonly at: EpochMs;
  /** True when the totals restarted at this time of day on an earlier day too. */
  readonly isDaily: boolean;
}

/** Receives what a decoder finds in a sensor's data. */
export interface CrossingSink {
  crossed(crossing: Crossing): void;
  restored(crossings: RestoredCrossings): void;
  uncounted(stretch: UncountedStretch): void;
  restarted(restart: CounterRestart): void;
  faulted(sensor: SensorId, at: EpochMs, cause: DoorFault): void;
  recovered(sensor: SensorId, at: EpochMs, cause: DoorFault): void;
}

/** Every fault of a door's sensor while its link is up, with the technician's fix. */
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
