import type { EpochMs, SensorId, TagId } from './ids.ts';
import type { TagReport } from './tag-report.ts';

interface ObservationBase<Kind extends string> {
  readonly kind: Kind;
  readonly sensor: SensorId;
  readonly at: EpochMs;
}

/** People in one camera frame. */
export interface PeopleSeen extends ObservationBase<'PeopleSeen'> {
  /** Flat list of five numbers per person: left, top, width, height in the camera's pixels, score 0–1. */
  readonly boxes: readonly number[];
  /** Size of the picture, when the settings do not give it. The console needs it to draw the picture to scale. */
  readonly frame?: { readonly widthPx: number; readonly heightPx: number };
}

/** A registered tag, heard by a receiver (`sensor`). */
export interface TagHeard extends ObservationBase<'TagHeard'> {
  readonly tag: TagId;
  readonly rssiDbm: number;
  /** The tag's declared signal strength at one metre, in dBm, if its advert has one. */
  readonly powerAt1mDbm?: number;
}

/** A radio that is not a registered tag, under a pseudonym whose key is destroyed within minutes. */
export interface RadioHeard extends ObservationBase<'RadioHeard'> {
  readonly pseudonym: string;
  readonly rssiDbm: number;
}

/**
 * Hashed buckets of radios that keep their address and were in the store in the last minutes. `buckets` are in rising
 * order, and many radios share each bucket. `key` names the key that chose the buckets; the key itself exists only in
 * memory.
 */
export interface RadioBucketsRead extends ObservationBase<'RadioBucketsRead'> {
  readonly key: string;
  readonly buckets: readonly number[];
}

/** A registered tag's report about itself. */
export interface TagReported extends ObservationBase<'TagReported'>, TagReport {
  readonly tag: TagId;
}

/** One beam of a pair was interrupted or became free. The time comes from the kernel. Beam `a` is the outer one. */
export interface BeamsCrossed extends ObservationBase<'BeamsCrossed'> {
  readonly beam: 'a' | 'b';
  readonly blocked: boolean;
}

/** A counter's reading: running totals, or the change since its last message. */
export interface CounterRead extends ObservationBase<'CounterRead'> {
  readonly mode: 'total' | 'delta';
  /** Null when the message does not contain that direction. */
  readonly entered: number | null;
  readonly left: number | null;
  /** The counter's own clock, in seconds from an arbitrary start. Absent when the counter sends none. */
  readonly clockS?: number;
  /** Time at which the counter had these totals, when the message arrives later. */
  readonly readAt?: EpochMs;
}

/** Count of a counter that stores its own intervals. The gateway's clock gives the times, not the counter's. */
export interface IntervalCounted extends ObservationBase<'IntervalCounted'> {
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Null when the message does not contain that direction. */
  readonly entered: number | null;
  readonly left: number | null;
}

/** Number of people in a zone, as another system counts it. The number is valid until the next reading. */
export interface HeadCountRead extends ObservationBase<'HeadCountRead'> {
  /** A minimum when the sensor reports only whether the zone is occupied. Null when the sensor cannot count. */
  readonly people: number | null;
}

/** Distances measured by the two halves of a time-of-flight sensor over a door. */
export interface RangesRead extends ObservationBase<'RangesRead'> {
  readonly outerMm: number;
  readonly innerMm: number;
}

/** A contact on a door leaf or a shutter. */
export interface ContactRead extends ObservationBase<'ContactRead'> {
  /** True when the door is open. People cannot pass a closed door. */
  readonly open: boolean;
}

export interface ButtonPressed extends ObservationBase<'ButtonPressed'> {
  /** Number of the button. Button 1 stands for the happiest answer. */
  readonly button: number;
}

/** Number of transactions at the till, without any other data about them. */
export interface SaleMade extends ObservationBase<'SaleMade'> {
  readonly transactions: number;
}

/**
 * Heartbeat of a sensor's link: sent when the link comes up, and every few seconds after that. A sensor counts as live
 * between two heartbeats that are close enough. A power cut therefore needs no disconnect message.
 */
export type SensorAlive = ObservationBase<'SensorAlive'>;

export interface SensorDown extends ObservationBase<'SensorDown'> {
  /** A stable code from the error table, such as `LINK_LOST`. */
  readonly cause: string;
  /** Detail for the technician, such as the last text line that could not be parsed. */
  readonly detail?: string;
}

/** Time moves forward: the engine has received every observation up to `at`. */
export interface Tick {
  readonly kind: 'Tick';
  readonly at: EpochMs;
}

/** The store has closed and counts as empty: the time of the occupancy reset in the settings has come. */
export interface StoreEmptied {
  readonly kind: 'StoreEmptied';
  readonly at: EpochMs;
}

/** The store's local day has ended. */
export interface DayEnded {
  readonly kind: 'DayEnded';
  readonly at: EpochMs;
}

/** A sensor's measurement with its time. The engine's only input. */
export type Observation =
  | PeopleSeen
  | TagHeard
  | RadioHeard
  | RadioBucketsRead
  | TagReported
  | BeamsCrossed
  | CounterRead
  | IntervalCounted
  | HeadCountRead
  | RangesRead
  | ContactRead
  | ButtonPressed
  | SaleMade
  | SensorAlive
  | SensorDown
  | StoreEmptied
  | DayEnded
  | Tick;

export type SensorObservation = Exclude<Observation, Tick | StoreEmptied | DayEnded>;
