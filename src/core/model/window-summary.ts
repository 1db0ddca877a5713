import type { DwellBin } from './dwell-bin.ts';

/**
 * The window summary: the engine's numbers of one window. The egress gate makes the published rows from it. Every
 * group has the coverage of its sensors, its number of events and the definition of its numbers. Without coverage
 * every number of a group is null, never 0.
 */
export type WindowSummary = {
  /** ISO 8601, UTC. */
  readonly startAt: string;
  readonly durationMs: number;
  /** Revision, from 1. A higher one replaces all lower ones of the same start and duration. */
  readonly revision: number;
  /** True when the gateway stopped during the window. The rest may follow with a higher revision. */
  readonly partial: boolean;
  readonly sensors: readonly SensorSummary[];
  readonly zones: readonly ZoneSummary[];
  readonly lines: readonly LineSummary[];
  readonly doors: readonly DoorSummary[];
  readonly queues: readonly QueueSummary[];
  /** Zone transitions of anonymous journeys; only those that happened. */
  readonly journeys: readonly JourneySummary[];
  /** Feedback terminals in the settings. */
  readonly feedback: readonly FeedbackSummary[];
  /** Trolleys and baskets with a tag, by zone of the floor plan. Empty without such tags. */
  readonly trolleys: readonly TrolleySummary[];
  /** Zone transitions of trolleys; only those that happened. */
  readonly trolleyJourneys: readonly JourneySummary[];
  /** Products with a tag. */
  readonly products: readonly ProductSummary[];
  /** Radios around each receiver: an index of how busy the store is, never people. */
  readonly radios: readonly RadioSummary[];
  readonly store: StoreSummary;
  /** Passers-by and the share that entered; null when no sensor watches the outside. */
  readonly shopfront: ShopfrontSummary | null;
  /** Store visits of an earlier time span. They are in the window in which the store became empty again. */
  readonly visits: readonly VisitsSummary[];
  /** Estimates of repeat visitors, if the settings enable them. They are in the window in which the day ended. */
  readonly returning: readonly RepeatVisitorSummary[];
};

/** A list item with its own coverage and definition, for another time than the window's. */
type Stretch = { readonly fromAt: string };

/** Keys of the lists whose items are groups, each with its own coverage and definition for the window's time. */
export type GroupList = {
  readonly [K in keyof WindowSummary]: WindowSummary[K] extends readonly (infer T extends Group)[]
    ? T extends Stretch
      ? never
      : K
    : never;
}[keyof WindowSummary];

export type Group = {
  /** Live time of the needed sensors ÷ length of the window, 0–1. */
  readonly coverage: number;
  /** Number of visits, crossings or events behind the group's numbers. */
  readonly n: number | null;
  /** Name, version and thresholds of the count. */
  readonly definition: string;
};

export type SensorSummary = {
  readonly sensor: string;
  readonly type: string;
  readonly coverage: number;
};

export type ZoneSummary = Group & {
  readonly zone: string;
  readonly entries: number | null;
  readonly exits: number | null;
  /** Visits that ended in this window and lasted at least the visit threshold. */
  readonly visits: number | null;
  readonly engaged: number | null;
  /** Person-milliseconds spent inside during the window. */
  readonly presenceMs: number | null;
  readonly peopleMax: number | null;
  /** Dwell of the visits that ended in this window. */
  readonly dwell: DwellSummary | null;
};

export type DwellSummary = {
  readonly n: number;
  /** Visits whose true start or end was not observed: they lasted at least this long. */
  readonly censored: number;
  readonly sumMs: number;
  readonly maxMs: number;
  /** Sum ÷ n. It counts censored visits as ended, which adds the bias `meanBiasMs`. */
  readonly meanMs: number;
  /** The mean minus the area under the Kaplan–Meier curve: 0 without censored visits, otherwise negative. */
  readonly meanBiasMs: number;
  /** Largest error of a duration, in ms: one frame at either end. */
  readonly resolutionMs: number;
  /** Kaplan–Meier median; null when too many visits are censored. */
  readonly medianMs: number | null;
  readonly medianLowMs: number | null;
  readonly medianHighMs: number | null;
  readonly p90Ms: number | null;
  readonly p90LowMs: number | null;
  readonly p90HighMs: number | null;
  /** The visits of this summary in logarithmic bins, by which several windows can be added up. */
  readonly bins: readonly DwellBin[];
};

export type LineSummary = Group & {
  readonly line: string;
  readonly in: number | null;
  readonly out: number | null;
  /** Groups that crossed; null for lines that are not on the floor plan. */
  readonly groupsIn: number | null;
  readonly groupsOut: number | null;
};

/** A 95 % interval of the true value, including people whom the sensors missed. */
export type Interval = readonly [low: number, high: number];

export type QueueNumbers = {
  /** Visitors who started to wait in the queue, or were served without waiting. */
  readonly joined: number | null;
  readonly served: number | null;
  /**
   * Visitors who left without service. Null without a service zone, because then served and abandoned look the same.
   */
  readonly abandoned: number | null;
  /** Mean number of people who wait. */
  readonly lengthMean: number | null;
  readonly lengthMax: number | null;
  /** Wait of served visitors; 0 for those who did not have to wait. */
  readonly waitMeanMs: number | null;
  readonly waitP95Ms: number | null;
  /** Predicted wait of a visitor who joins at the window's end: people waiting × mean time between two services. */
  readonly waitPredictedMs: number | null;
};

export type QueueSummary = Group &
  QueueNumbers & {
    /** Id of the queue zone. */
    readonly zone: string;
    /** Waits that ended in this window. Those of people who abandoned or were lost are censored. */
    readonly waits: DwellSummary | null;
    /** 95 % intervals of the queue's numbers, computed from these numbers. Null when the number is null. */
    readonly intervals: Readonly<Record<keyof QueueNumbers, Interval | null>> | null;
  };

export type JourneySummary = {
  /** Null for the outside of all zones. */
  readonly from: string | null;
  readonly to: string | null;
  readonly n: number;
};

/** The newest audit of these counts. */
type Audited = {
  /**
   * Id of the signed record of the newest audit, on the gateway. For a store: of the door whose newest audit is oldest.
   * Null without an audit.
   */
  readonly auditId: string | null;
  /** Whole days from that audit to the window; null without an audit. */
  readonly auditAgeDays: number | null;
};

export type DoorSummary = Group &
  Audited & {
    readonly door: string;
    readonly in: number | null;
    readonly out: number | null;
    /** 95 % interval of the true counts, from the counts and their relative errors. */
    readonly inLow: number | null;
    readonly inHigh: number | null;
    readonly outLow: number | null;
    readonly outHigh: number | null;
    /** Relative error that all people counted in share: audited, learned, or assumed for the kind of sensor. */
    readonly errorShare: number | null;
    /** The same of people counted out. Null: as `errorShare`. */
    readonly errorShareOut: number | null;
    /** The part of `in` and `out` that is backfilled from a counter's totals, spread evenly over its outage. */
    readonly restored: number;
  };

export type StoreSummary = Group &
  Audited & {
    readonly entries: number | null;
    readonly exits: number | null;
    /** Occupancy at the window's end, with its 95 % interval. */
    readonly occupancy: number | null;
    readonly occupancyLow: number | null;
    readonly occupancyHigh: number | null;
    /** Transactions at the tills; null without sales data. */
    readonly transactions: number | null;
    /** Groups that entered. Null unless every door has a counting line on the floor plan. */
    readonly groups: number | null;
    /** Transactions ÷ entries, with Wilson's 95 % interval, and transactions ÷ groups. Derived. */
    readonly conversion: number | null;
    readonly conversionLow: number | null;
    readonly conversionHigh: number | null;
    readonly conversionPerGroup: number | null;
    /** The part of `entries` and `exits` that is backfilled from counters' totals. */
    readonly restored: number;
  };

export type ShopfrontSummary = Group & {
  readonly passersBy: number | null;
  /** Entries ÷ (entries + passers-by), with Wilson's 95 % interval. Derived. */
  readonly captureRate: number | null;
  readonly captureLow: number | null;
  readonly captureHigh: number | null;
};

/** Store visits of a time span that started and ended with an empty store. They identify no person. */
export type VisitsSummary = {
  /** ISO 8601, UTC. */
  readonly fromAt: string;
  readonly toAt: string;
  readonly coverage: number;
  readonly definition: string;
  /** Entries in that time span. */
  readonly n: number;
  /** Person-time inside ÷ entries (Little's law), in ms, with its 95 % interval. */
  readonly meanMs: number;
  readonly meanLowMs: number;
  readonly meanHighMs: number;
  /**
   * Share of visits under the bounce threshold, from matching exits to entries over weeks. Null until there are enough
   * visits.
   */
  readonly bounceShare: number | null;
  readonly bounceLow: number | null;
  readonly bounceHigh: number | null;
  /**
   * Share of the visits in each duration band: longer than the previous `upToMs`, and up to this one. Empty until
   * known.
   */
  readonly upToMs: readonly number[];
  readonly shares: readonly number[];
};

export type TrolleySummary = Group & {
  readonly zone: string;
  readonly entries: number | null;
  readonly exits: number | null;
  /** Visits that ended in this window and lasted at least the zone's visit threshold. */
  readonly visits: number | null;
  /** Trolley-milliseconds inside the zone, weighted by probability, so that errors at borders cancel. */
  readonly presenceMs: number | null;
  readonly dwell: DwellSummary | null;
};

export type ProductSummary = Group & {
  readonly tag: string;
  readonly pickUps: number | null;
  readonly putBacks: number | null;
};

export type RadioSummary = Group & {
  readonly sensor: string;
  /** Mean number of radios heard at the same time: `inside` strong enough to be in the store, `outside` weaker. */
  readonly inside: number | null;
  readonly outside: number | null;
  /** `inside` without permanent radios, divided by the radios per person; with its 95 % interval. */
  readonly index: number | null;
  readonly indexLow: number | null;
  readonly indexHigh: number | null;
  /** Error variances of a minute's index: of the learned line, which all minutes share, and of the radios heard. */
  readonly indexLineVar: number | null;
  readonly indexScatterVar: number | null;
  /**
   * Estimated distinct radios strong enough to be inside, with its 95 % interval. Only in windows of up to five
   * minutes.
   */
  readonly unique: number | null;
  readonly uniqueLow: number | null;
  readonly uniqueHigh: number | null;
};

/** Estimates of a day's radios that keep their address, and of how many were present the day before. Never a list. */
export type RepeatVisitorSummary = {
  /** ISO 8601, UTC. */
  readonly fromAt: string;
  readonly toAt: string;
  readonly coverage: number;
  readonly definition: string;
  /** Distinct radios of that day, with the 95 % interval. */
  readonly n: number;
  readonly radiosLow: number;
  readonly radiosHigh: number;
  /** Share of these radios that was present the day before, with its 95 % interval. Null when that day is unknown. */
  readonly share: number | null;
  readonly shareLow: number | null;
  readonly shareHigh: number | null;
};

export type FeedbackSummary = Group & {
  readonly sensor: string;
  /** Mean of the answers, 100 for the happiest button to 0 for the unhappiest; null without a press. */
  readonly happyIndex: number | null;
};
