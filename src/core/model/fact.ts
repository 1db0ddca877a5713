import type {
  CounterRestarted,
  CountsLost,
  CountsRegained,
  CrossingsBackfilled,
  DoorCounted,
  DoorCrossed,
  IntervalReported,
  OccupancyRestated,
  TrackBrokenAtLine,
  VisitsEstimated,
} from './door-fact.ts';
import type { Estimate } from './estimate.ts';
import type { FactBase } from './fact-base.ts';
import type { EpochMs, LineId, SensorId, SpaceId, TagId, ZoneId } from './ids.ts';

/**
 * Reason why a visit is censored. `start`: its start was not observed; `stop`: observation stopped; `lost`: the track
 * was lost.
 */
export type Censoring = 'start' | 'stop' | 'lost';

export interface ZoneEntered extends FactBase<'ZoneEntered'> {
  readonly zone: ZoneId;
  readonly person: number;
  /** Time of entry of an earlier visit that continues here: the person appeared where a track had been lost. */
  readonly resumedFrom?: EpochMs;
}

/** Another system's count of the people in a zone has changed. `people` is null when that system reports no number. */
export interface HeadsCounted extends FactBase<'HeadsCounted'> {
  readonly zone: ZoneId;
  readonly people: number | null;
  /** The previous number; null when it was unknown. */
  readonly before: number | null;
}

/** A visit reached the zone's engagement time. */
export interface ZoneEngaged extends FactBase<'ZoneEngaged'> {
  readonly zone: ZoneId;
  readonly person: number;
}

/** Reports a visit in progress at regular intervals, before its end is known. */
export interface ZoneDwelling extends FactBase<'ZoneDwelling'> {
  readonly zone: ZoneId;
  readonly person: number;
  readonly dwellMs: number;
}

export interface ZoneLeft extends FactBase<'ZoneLeft'> {
  readonly zone: ZoneId;
  readonly person: number;
  readonly enteredAt: EpochMs;
  /** Time from the first to the last position inside, in ms. */
  readonly dwellMs: number;
  /** Set when the visit lasted at least this long, but its true start or end was not observed. */
  readonly censored?: Censoring;
  /** Entry time of an earlier part of this visit. That part was already counted when its track was lost. */
  readonly resumedFrom?: EpochMs;
}

/** A person stopped in a queue zone or a service zone. `at`: time of the stop. */
export interface ZoneStood extends FactBase<'ZoneStood'> {
  readonly zone: ZoneId;
  readonly person: number;
  /** Time at which the person came within a step and a half of the place of the stop. */
  readonly cameAt: EpochMs;
  /** Place of the stop, in the space's unit. */
  readonly x: number;
  readonly y: number;
}

/** A person who stood in a queue reached its service zone. */
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

/** A visitor started to wait in a queue, or was served without waiting. */
export interface QueueJoined extends FactBase<'QueueJoined'> {
  readonly zone: ZoneId;
  readonly person: number;
}

/** A waiting person reached the queue's service zone. */
export interface QueueServed extends FactBase<'QueueServed'> {
  readonly zone: ZoneId;
  readonly person: number;
  readonly waitMs: number;
}

/** The track of a waiting person was lost. The person waited at least this long. */
export interface QueueLost extends FactBase<'QueueLost'> {
  readonly zone: ZoneId;
  readonly person: number;
  readonly waitMs: number;
}

/** A waiting person left without service. */
export interface QueueAbandoned extends FactBase<'QueueAbandoned'> {
  readonly zone: ZoneId;
  readonly person: number;
  readonly waitMs: number;
}

/**
 * A person moved from one zone to another. Null stands for the outside of all zones, where a journey begins and ends.
 */
export interface ZoneChanged extends FactBase<'ZoneChanged'> {
  readonly from: ZoneId | null;
  readonly to: ZoneId | null;
}

/** People who crossed a line together count as one group. */
export interface GroupCrossed extends FactBase<'GroupCrossed'> {
  readonly line: LineId;
  readonly direction: 'in' | 'out';
  readonly size: number;
  /** Number of groups: more than 1 when others have probably crossed together with some group by chance. */
  readonly groups: number;
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

/** A detection has not moved for so long that it is a stationary object. The tracker ignores it from now on. */
export interface StationaryObjectFound extends FactBase<'StationaryObjectFound'> {
  readonly space: SpaceId;
  /** Middle of the object's box, in pixels of the camera's picture. */
  readonly x: number;
  readonly y: number;
}

export interface ButtonCounted extends FactBase<'ButtonCounted'> {
  /** Id of a feedback terminal, or of a tag with buttons. */
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

/** A trolley moved from one zone to another. Null stands for the outside of all zones, or for an end of the journey. */
export interface TrolleyMoved extends FactBase<'TrolleyMoved'> {
  readonly from: ZoneId | null;
  readonly to: ZoneId | null;
}

/** A receiver started to hear the badge of a visitor who opted in to the loyalty programme. */
export interface LoyaltyArrived extends FactBase<'LoyaltyArrived'> {
  readonly tag: TagId;
}

export interface ProductPickedUp extends FactBase<'ProductPickedUp'> {
  readonly tag: TagId;
}

export interface ProductPutBack extends FactBase<'ProductPutBack'> {
  readonly tag: TagId;
  readonly handledMs: number;
}

/** A tag's battery is low. Emitted once per battery. */
export interface TagBatteryLow extends FactBase<'TagBatteryLow'> {
  readonly tag: TagId;
  readonly percent?: number;
  readonly millivolts?: number;
}

/** Unknown radios at one receiver from `from` to `at`: an index of how busy the store is, never a number of people. */
export interface RadiosCounted extends FactBase<'RadiosCounted'> {
  readonly sensor: SensorId;
  readonly from: EpochMs;
  /** Mean number of radios heard at the same time: `inside` strong enough to be in the store, `outside` weaker. */
  readonly inside: number;
  readonly outside: number;
  /**
   * `inside` without permanent radios, divided by the radios per person. Its error variances: of the learned line, which
   * all minutes share, and of the radios heard in this minute.
   */
  readonly index: number;
  readonly indexLineVar: number;
  readonly indexScatterVar: number;
  /** Buckets of the radios inside, in rising order. They give the number of distinct radios. */
  readonly buckets: readonly number[];
}

/**
 * Estimates, for one day, of the radios that keep their address. They cover all receivers and compare with the day
 * before.
 */
export interface RepeatRadiosEstimated extends FactBase<'RepeatRadiosEstimated'> {
  readonly from: EpochMs;
  /** Share of the day in which a receiver was live, 0 to 1. */
  readonly coverage: number;
  readonly radios: Estimate;
  /** Share of these radios that was present the day before; absent when that is unknown. */
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
  | TrackBrokenAtLine
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
