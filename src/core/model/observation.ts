import type { EpochMs, SensorId, TagId } from './ids.ts';

interface ObservationBase<Kind extends string> {
  readonly kind: Kind;
  readonly sensor: SensorId;
  readonly at: EpochMs;
}

/** People in one camera frame. */
export interface PeopleSeen extends ObservationBase<'PeopleSeen'> {
  /** Flat, five numbers a person: left, top, width, height in the camera's pixels, score 0–1. */
  readonly boxes: readonly number[];
}

/** A registered tag, heard by a receiver (`sensor`). */
export interface TagHeard extends ObservationBase<'TagHeard'> {
  readonly tag: TagId;
  readonly rssiDbm: number;
  /** What the tag says it sends at one metre, where it says so. */
  readonly powerAt1mDbm?: number;
}

/** A radio that is nobody's registered tag, under a pseudonym whose key dies within minutes. */
export interface RadioHeard extends ObservationBase<'RadioHeard'> {
  readonly pseudonym: string;
  readonly rssiDbm: number;
}

/**
 * Which of a few buckets the radios fell into that keep their address and were in the shop in the last minutes, whoever
 * they are: `buckets` in order, each shared by many. `key` names the key that chose them, which is nowhere but in memory.
 */
export interface RadioBucketsRead extends ObservationBase<'RadioBucketsRead'> {
  readonly key: string;
  readonly buckets: readonly number[];
}

/** What a registered tag reports of itself. */
export interface TagReported extends ObservationBase<'TagReported'> {
  readonly tag: TagId;
  readonly batteryPercent?: number;
  readonly batteryMv?: number;
  readonly moving?: boolean;
  readonly button?: number;
  /** The press's own number, where the tag counts: several receivers hear the same press. */
  readonly packet?: number;
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
}

/** Distances seen by the two halves of a time-of-flight sensor over a door. */
export interface RangesRead extends ObservationBase<'RangesRead'> {
  readonly outerMm: number;
  readonly innerMm: number;
}

/** A contact on a door leaf or a shutter. */
export interface ContactRead extends ObservationBase<'ContactRead'> {
  /** The door stands open; nobody passes one that is shut. */
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
 * Proof of life. Sent when a link comes up and every few seconds while it is up, so that after a power cut
 * nobody has to have said good-bye: a sensor counts as live between two proofs that are close enough.
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

/** The shop has closed and everybody is out, as its settings say. */
export interface StoreEmptied {
  readonly kind: 'StoreEmptied';
  readonly at: EpochMs;
}

/** The day is over where the shop is. */
export interface DayEnded {
  readonly kind: 'DayEnded';
  readonly at: EpochMs;
}

/** What a sensor saw, at a time. The engine's only input. */
export type Observation =
  | PeopleSeen
  | TagHeard
  | RadioHeard
  | RadioBucketsRead
  | TagReported
  | BeamsCrossed
  | CounterRead
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
