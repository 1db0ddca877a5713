import type {
  CounterRestarted,
  CountsLost,
  CountsRegained,
  CrossingsBackfilled,
  DoorCounted,
  DoorCrossed,
  IntervalReported,
  OccupancyRestated,
  VisitsEstimated,
} from './door-fact.ts';
import type { Estimate } from './estimate.ts';
import type { FactBase } from './fact-base.ts';
import type { EpochMs, LineId, SensorId, SpaceId, TagId, ZoneId } from './ids.ts';

/** Why the true end or beginning of a visit was not seen. */
export type Censoring = 'start' | 'stop' | 'lost';

export interface ZoneEntered extends FactBase<'ZoneEntered'> {
  readonly zone: ZoneId;
  readonly person: number;
  /** The person came up where another had been lost: no new visit, but the rest of the one that began then. */
  readonly resumedFrom?: EpochMs;
}

/** The number of people that another system sees in its zone changed; null: it no longer says. */
export interface HeadsCounted extends FactBase<'HeadsCounted'> {
  readonly zone: ZoneId;
  readonly people: number | null;
  /** The number until now; null where it was not known. */
  readonly before: number | null;
}

/** A visit reached the zone's engagement time. */
export interface ZoneEngaged extends FactBase<'ZoneEngaged'> {
  readonly zone: ZoneId;
  readonly person: number;
}

/** A visit under way has lasted another while; its end is not known yet. */
export interface ZoneDwelling extends FactBase<'ZoneDwelling'> {
  readonly zone: ZoneId;
  readonly person: number;
  readonly dwellMs: number;
}

export interface ZoneLeft extends FactBase<'ZoneLeft'> {
  readonly zone: ZoneId;
  readonly person: number;
  readonly enteredAt: EpochMs;
  /** Last inside − first inside. */
  readonly dwellMs: number;
  /** Set when the visit was at least this long, but its true bounds were not seen. */
  readonly censored?: Censoring;
  /** From the fact of its entry: the visit was already counted when its first track ended. */
  readonly resumedFrom?: EpochMs;
}

/** A person came to a stand in a zone where people queue or are served; `at` is when they did. */
export interface ZoneStood extends FactBase<'ZoneStood'> {
  readonly zone: ZoneId;
  readonly person: number;
  /** When they came within a step and a half of the place. */
  readonly cameAt: EpochMs;
  /** The place, in the space's unit. */
  readonly x: number;
  readonly y: number;
}

/** A person who stood in a queue came to where it is served. */
export interface ZoneReached extends FactBase<'ZoneReached'> {
  readonly zone: ZoneId;
  readonly from: ZoneId;
  readonly person: number;
}

export interface LineCrossed extends FactBase<'LineCrossed'> {
  readonly line: LineId;
  readonly person: number;
  readonly direction: 'in' | 'out';
  /** Position of the crossing on the line, in its space's unit. */
  readonly x: number;
  readonly y: number;
}

/** A visitor came to wait in a queue, or was served without waiting. */
export interface QueueJoined extends FactBase<'QueueJoined'> {
  readonly zone: ZoneId;
  readonly person: number;
}

/** A waiting person came to the place where the queue is served. */
export interface QueueServed extends FactBase<'QueueServed'> {
  readonly zone: ZoneId;
  readonly person: number;
  readonly waitMs: number;
}

/** A waiting person was lost from view and not found again: they waited at least this long. */
export interface QueueLost extends FactBase<'QueueLost'> {
  readonly zone: ZoneId;
  readonly person: number;
  readonly waitMs: number;
}

/** A waiting person left without being served. */
export interface QueueAbandoned extends FactBase<'QueueAbandoned'> {
  readonly zone: ZoneId;
  readonly person: number;
  readonly waitMs: number;
}

/** A person went from one zone to another; null is outside of all zones: before the first and after the last. */
export interface ZoneChanged extends FactBase<'ZoneChanged'> {
  readonly from: ZoneId | null;
  readonly to: ZoneId | null;
}

/** People who crossed a line together count as one group. */
export interface GroupCrossed extends FactBase<'GroupCrossed'> {
  readonly line: LineId;
  readonly direction: 'in' | 'out';
  readonly size: number;
}

/** A person passed by outside without coming from the store or entering it. Counted once. */
export interface PasserByCounted extends FactBase<'PasserByCounted'> {
  readonly person: number;
}

/** Two fragments of one person's path were joined over a gap. */
export interface TracksStitched extends FactBase<'TracksStitched'> {
  readonly space: SpaceId;
  readonly person: number;
  readonly gapMs: number;
}

/** A detection has not moved for so long that it is a stationary object; it is filtered out from now on. */
export interface StationaryObjectFound extends FactBase<'StationaryObjectFound'> {
  readonly space: SpaceId;
  /** The middle of its box. */
  readonly x: number;
  readonly y: number;
}

export interface ButtonCounted extends FactBase<'ButtonCounted'> {
  /** A terminal, or a tag with buttons. */
  readonly sensor: SensorId | TagId;
  readonly button: number;
}

export interface SaleCounted extends FactBase<'SaleCounted'> {
  readonly sensor: SensorId;
  readonly transactions: number;
}

export interface OccupancyEstimated extends FactBase<'OccupancyEstimated'> {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface SensorFaulted extends FactBase<'SensorFaulted'> {
  readonly sensor: SensorId;
  readonly cause: string;
  readonly detail?: string;
}

export interface SensorRecovered extends FactBase<'SensorRecovered'> {
  readonly sensor: SensorId;
}

/** A trolley came into a zone. */
export interface TrolleyEntered extends FactBase<'TrolleyEntered'> {
  readonly zone: ZoneId;
  readonly tag: TagId;
}

export interface TrolleyLeft extends FactBase<'TrolleyLeft'> {
  readonly zone: ZoneId;
  readonly tag: TagId;
  readonly enteredAt: EpochMs;
  readonly dwellMs: number;
  readonly censored?: Censoring;
}

/** A trolley went from one zone to another; null is outside of all zones and at the ends of its journey. */
export interface TrolleyMoved extends FactBase<'TrolleyMoved'> {
  readonly from: ZoneId | null;
  readonly to: ZoneId | null;
}

/** A badge of opted-in loyalty came into hearing. */
export interface LoyaltyArrived extends FactBase<'LoyaltyArrived'> {
  readonly tag: TagId;
}

export interface ProductPickedUp extends FactBase<'ProductPickedUp'> {
  readonly tag: TagId;
}

export interface ProductPutBack extends FactBase<'ProductPutBack'> {
  readonly tag: TagId;
  /** How long a visitor handled the product. */
  readonly handledMs: number;
}

/** Reported once, until the battery is changed. */
export interface TagBatteryLow extends FactBase<'TagBatteryLow'> {
  readonly tag: TagId;
  readonly percent?: number;
  readonly millivolts?: number;
}

/** Unknown radios at one receiver, `from` until `at`: an index of how busy the store is, never a number of people. */
export interface RadiosCounted extends FactBase<'RadiosCounted'> {
  readonly sensor: SensorId;
  readonly from: EpochMs;
  /** Mean number of radios heard at the same time: loud enough to be inside the store, and weaker ones. */
  readonly inside: number;
  readonly outside: number;
  /** `inside` without radios that are always there, per radio that a person carries; 95 % interval. */
  readonly index: number;
  readonly indexLow: number;
  readonly indexHigh: number;
  /** Buckets that those inside fell into, in order: for how many different ones there were. */
  readonly buckets: readonly number[];
}

/** Estimates of one day's radios that keep their address, compared with the day before, over all receivers. */
export interface RepeatRadiosEstimated extends FactBase<'RepeatRadiosEstimated'> {
  readonly from: EpochMs;
  /** Share of the day in which there was something to hear them. */
  readonly coverage: number;
  readonly radios: Estimate;
  /** The share of them that was present the day before; absent where that is unknown. */
  readonly share?: Estimate;
}

/** A conclusion of the engine. */
export type Fact =
  | ZoneEntered
  | HeadsCounted
  | ZoneEngaged
  | ZoneDwelling
  | ZoneLeft
  | ZoneStood
  | ZoneReached
  | LineCrossed
  | TracksStitched
  | StationaryObjectFound
  | QueueJoined
  | QueueServed
  | QueueAbandoned
  | QueueLost
  | ZoneChanged
  | GroupCrossed
  | PasserByCounted
  | DoorCrossed
  | DoorCounted
  | CrossingsBackfilled
  | IntervalReported
  | CountsLost
  | CountsRegained
  | CounterRestarted
  | OccupancyRestated
  | VisitsEstimated
  | ButtonCounted
  | SaleCounted
  | OccupancyEstimated
  | SensorFaulted
  | SensorRecovered
  | TrolleyEntered
  | TrolleyLeft
  | TrolleyMoved
  | LoyaltyArrived
  | ProductPickedUp
  | ProductPutBack
  | TagBatteryLow
  | RadiosCounted
  | RepeatRadiosEstimated;

export type FactSink = (fact: Fact) => void;
