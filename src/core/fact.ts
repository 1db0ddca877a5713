import type { DoorId, EpochMs, LineId, SensorId, SpaceId, ZoneId } from './types.ts';

/** Why the true end or beginning of a visit was not seen. */
export type Censoring = 'start' | 'stop' | 'lost';

interface Concluded<Kind extends string> {
  readonly kind: Kind;
  /** When it happened in the shop, not when it was concluded. */
  readonly at: EpochMs;
}

export interface ZoneEntered extends Concluded<'ZoneEntered'> {
  readonly zone: ZoneId;
  readonly person: number;
}

/** A visit reached the zone's engagement time. */
export interface ZoneEngaged extends Concluded<'ZoneEngaged'> {
  readonly zone: ZoneId;
  readonly person: number;
}

export interface ZoneLeft extends Concluded<'ZoneLeft'> {
  readonly zone: ZoneId;
  readonly person: number;
  readonly enteredAt: EpochMs;
  /** Last inside − first inside. */
  readonly dwellMs: number;
  /** Set when the visit was at least this long, but its true bounds were not seen. */
  readonly censored?: Censoring;
}

export interface LineCrossed extends Concluded<'LineCrossed'> {
  readonly line: LineId;
  readonly person: number;
  readonly direction: 'in' | 'out';
}

/** Two fragments of one person's path were joined over a gap. */
export interface TracksJoined extends Concluded<'TracksJoined'> {
  readonly space: SpaceId;
  readonly person: number;
  readonly gapMs: number;
}

export interface DoorCrossed extends Concluded<'DoorCrossed'> {
  readonly door: DoorId;
  readonly direction: 'in' | 'out';
  readonly count: number;
  readonly sensor: SensorId;
}

export interface ButtonCounted extends Concluded<'ButtonCounted'> {
  readonly sensor: SensorId;
  readonly button: number;
}

export interface SaleCounted extends Concluded<'SaleCounted'> {
  readonly sensor: SensorId;
  readonly transactions: number;
}

export interface OccupancyEstimated extends Concluded<'OccupancyEstimated'> {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface SensorFaulted extends Concluded<'SensorFaulted'> {
  readonly sensor: SensorId;
  readonly cause: string;
}

export interface SensorRecovered extends Concluded<'SensorRecovered'> {
  readonly sensor: SensorId;
}

/** What the engine concluded. */
export type Fact =
  | ZoneEntered
  | ZoneEngaged
  | ZoneLeft
  | LineCrossed
  | TracksJoined
  | DoorCrossed
  | ButtonCounted
  | SaleCounted
  | OccupancyEstimated
  | SensorFaulted
  | SensorRecovered;

export type FactSink = (fact: Fact) => void;
