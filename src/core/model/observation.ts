import type { EpochMs, SensorId, TagId } from './ids.ts';
import type { TagReport } from './tag-report.ts';

interface ObservationBase<Kind extends string> {
  readonly kind: Kind;
  readonly sensor: SensorId;
  readonly at: EpochMs;
}

/** People in one camera frame. */
export interface PeopleSeen extends ObservationBase<'PeopleSeen'> {
  /** Flat, five numbers a person: left, top, width, height in the camera's pixels, score 0–1. */
  readonly boxes: readonly number[];
  /** Size of the picture, where the settings do not say it: the console then knows where to draw. */
  readonly frame?: { readonly widthPx: number; readonly heightPx: number };
}

/** A registered tag, heard by a receiver (`sensor`). */
export interface TagHeard extends ObservationBase<'TagHeard'> {
  readonly tag: TagId;
  readonly rssiDbm: number;
  /** The tag's declared level at one metre, where its advert holds one. */
  readonly powerAt1mDbm?: number;
}

/** A radio that is not a registered tag, under a pseudonym whose key is destroyed within minutes. */
export interface RadioHeard extends ObservationBase<'RadioHeard'> {
  readonly pseudonym: string;
  readonly rssiDbm: number;
}

/**
 * The hashed buckets of the radios that keep their address and were in the store in the last minutes. `buckets` are
 * in order, and many radios share each. `key` names the key that chose them; the key itself exists only in memory.
 */
export interface RadioBucketsRead extends ObservationBase<'RadioBucketsRead'> {
  readonly key: string;
  readonly buckets: readonly number[];
}

/** A registered tag's report about itself. */
export interface TagReported extends ObservationBase<'TagReported'>, TagReport {
  readonly tag: TagId;
}

/** One edge of one beam of a pair, stamped by the kernel. Beam `a` is the outer one. */
export interface BeamsCrossed extends ObservationBase<'BeamsCrossed'> {
  readonly beam: 'a' | 'b';
  readonly blocked: boolean;
}

/** A counter's reading: running totals, or the change since its last message. */
export interface CounterRead extends ObservationBase<'CounterRead'> {
  readonly mode: 'total' | 'delta';
  /** null where the message says nothing of that direction. */
  readonly entered: number | null;
  readonly left: number | null;
  /** The counter's own clock, seconds since whenever, where it tells it. */
  readonly clockS?: number;
  /** When the totals stood so, where they come later. */
  readonly readAt?: EpochMs;
}

/** What a counter that keeps its own books counted from one moment to another. The times are ours, not its own. */
export interface IntervalCounted extends ObservationBase<'IntervalCounted'> {
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** null where the message says nothing of that direction. */
  readonly entered: number | null;
  readonly left: number | null;
}

/** How many people another system sees in its zone, from now until it says otherwise. */
export interface HeadCountRead extends ObservationBase<'HeadCountRead'> {
  /** At least so many, where the sensor tells only whether the zone is occupied. null: it cannot say. */
  readonly people: number | null;
}

/** Distances seen by the two halves of a time-of-flight sensor over a door. */
export interface RangesRead extends ObservationBase<'RangesRead'> {
  readonly outerMm: number;
  readonly innerMm: number;
}

/** A contact on a door leaf or a shutter. */
export interface ContactRead extends ObservationBase<'ContactRead'> {
  /** The door is open; people cannot pass a shut one. */
  readonly open: boolean;
}

export interface ButtonPressed extends ObservationBase<'ButtonPressed'> {
  /** 1 is the happiest. */
  readonly button: number;
}

/** Transactions at the till: how many, and nothing else about them. */
export interface SaleMade extends ObservationBase<'SaleMade'> {
  readonly transactions: number;
}

/**
 * Heartbeat of a sensor's link: sent when the link comes up and every few seconds while it is up.
 * A sensor counts as live between two heartbeats that are close enough, so a power cut needs no disconnect message.
 */
export type SensorAlive = ObservationBase<'SensorAlive'>;

export interface SensorDown extends ObservationBase<'SensorDown'> {
  /** A stable code from the error table, e.g. `LINK_LOST`. */
  readonly cause: string;
  /** What a technician should know of it, such as the last line that could not be read. */
  readonly detail?: string;
}

/** Time passes: every observation up to `at` has been handed over. */
export interface Tick {
  readonly kind: 'Tick';
  readonly at: EpochMs;
}

/** The store has closed and all visitors have left, according to its settings. */
export interface StoreEmptied {
  readonly kind: 'StoreEmptied';
  readonly at: EpochMs;
}

/** The local day of the store has ended. */
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
