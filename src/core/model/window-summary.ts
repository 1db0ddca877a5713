import type { DwellBin } from './dwell-bin.ts';

/**
 * The window summary: the engine's numbers of a window. The egress gate makes the rows that leave from it.
 * Every group carries the coverage of its sensors, its number of events and the definition of its numbers.
 * Without coverage every number of a group is null, never 0.
 */
export type WindowSummary = {
  /** ISO 8601, UTC. */
  readonly startAt: string;
  readonly durationMs: number;
  /** Starts at 1; a higher one replaces all lower ones of the same start and duration. */
  readonly revision: number;
  /** True when the gateway was stopped in it: the rest comes with a higher revision, if it comes. */
  readonly partial: boolean;
  readonly sensors: readonly SensorSummary[];
  readonly zones: readonly ZoneSummary[];
  readonly lines: readonly LineSummary[];
  readonly doors: readonly DoorSummary[];
  readonly queues: readonly QueueSummary[];
  /** Steps of anonymous journeys between zones; only those that were made. */
  readonly journeys: readonly JourneySummary[];
  /** Feedback terminals; only those that are set up. */
  readonly feedback: readonly FeedbackSummary[];
  /** Trolleys and baskets with a tag; only zones of the floor plan, and only where there are such tags. */
  readonly trolleys: readonly TrolleySummary[];
  /** Their steps between zones; only those that were made. */
  readonly trolleyJourneys: readonly JourneySummary[];
  /** Products with a tag. */
  readonly products: readonly ProductSummary[];
  /** Radios around each receiver: an index of how busy it is, never people. */
  readonly radios: readonly RadioSummary[];
  readonly store: StoreSummary;
  /** Passers-by and how many of them came in; null where nothing outside is watched. */
  readonly shopfront: ShopfrontSummary | null;
  /** Store visits of earlier spans of time, sent in the window in which the store was empty again. */
  readonly visits: readonly VisitsSummary[];
  /** Estimates of repeat visitors, where the settings enable them, in the window in which the day ended. */
  readonly returning: readonly RepeatVisitorSummary[];
};

/** A list item with its own coverage and definition, but over another time than the window's. */
type Stretch = { readonly fromAt: string };

/**
 * The lists of a window whose items are groups: each has its own coverage and definition, over the window's own time.
 */
export type GroupList = {
  readonly [K in keyof WindowSummary]: WindowSummary[K] extends readonly (infer T extends Group)[]
    ? T extends Stretch
      ? never
      : K
    : never;
}[keyof WindowSummary];

export type Group = {
  /** Live time of the sensors needed ÷ window, 0–1. */
  readonly coverage: number;
  /** Number of visits, crossings or events behind the group's numbers. */
  readonly n: number | null;
  /** Name, version and thresholds of what is counted. */
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
  /** Visits that ended in this window and lasted the visit time. */
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
  /** Visits whose true beginning or end was not seen: they lasted at least this long. */
  readonly censored: number;
  readonly sumMs: number;
  readonly maxMs: number;
  /** Sum ÷ n: takes censored visits as ended, and is off by the bias for it. */
  readonly meanMs: number;
  /** The mean less the area under the Kaplan–Meier curve: 0 without censored visits, otherwise negative. */
  readonly meanBiasMs: number;
  /** Each length is known to within this: a frame more or less at either end. */
  readonly resolutionMs: number;
  /** Kaplan–Meier; null when too many visits are censored. */
  readonly medianMs: number | null;
  readonly medianLowMs: number | null;
  readonly medianHighMs: number | null;
  readonly p90Ms: number | null;
  readonly p90LowMs: number | null;
  readonly p90HighMs: number | null;
  /** The same visits as counts in logarithmic bins, for adding windows up. */
  readonly bins: readonly DwellBin[];
};

export type LineSummary = Group & {
  readonly line: string;
  readonly in: number | null;
  readonly out: number | null;
  /** People who crossed together count once; null for lines that are not on the floor plan. */
  readonly groupsIn: number | null;
  readonly groupsOut: number | null;
};

/** A 95 % interval of the truth, with what the sensors missed. */
export type Interval = readonly [low: number, high: number];

export type QueueNumbers = {
  /** Customers who took a place in the queue, or were served without a wait. */
  readonly joined: number | null;
  readonly served: number | null;
  /** Left without being served; null without a service zone, because then the two cannot be distinguished. */
  readonly abandoned: number | null;
  /** Mean number waiting behind others. */
  readonly lengthMean: number | null;
  readonly lengthMax: number | null;
  /** Of the customers served: 0 for those with a free counter. */
  readonly waitMeanMs: number | null;
  readonly waitP95Ms: number | null;
  /** Predicted wait of a visitor who joins at the window's end: people waiting × mean time between two served. */
  readonly waitPredictedMs: number | null;
};

export type QueueSummary = Group &
  QueueNumbers & {
    /** The zone in which people wait. */
    readonly zone: string;
    /** Waits that ended in this window; those of people who gave up or were lost from view are censored. */
    readonly waits: DwellSummary | null;
    /** Derived. Null where the number is: a number without one does not compile. */
    readonly intervals: Readonly<Record<keyof QueueNumbers, Interval | null>> | null;
  };

export type JourneySummary = {
  /** null: from outside of all zones, or to it. */
  readonly from: string | null;
  readonly to: string | null;
  readonly n: number;
};

/** The newest audit of these counts, and its age. */
type Audited = {
  /** The newest audit's signed record on the device; of a store, its least recently audited door's. null without one. */
  readonly auditId: string | null;
  /** Whole days from that audit to the window. */
  readonly auditAgeDays: number | null;
};

export type DoorSummary = Group &
  Audited & {
    readonly door: string;
    readonly in: number | null;
    readonly out: number | null;
    /** 95 % interval of the true counts, from the counts and `errorShare`. */
    readonly inLow: number | null;
    readonly inHigh: number | null;
    readonly outLow: number | null;
    readonly outHigh: number | null;
    /** Relative error that everybody counted shares in: audited, learnt, or what is believed of the kind of sensor. */
    readonly errorShare: number | null;
    /** Part of `in` and `out`: people backfilled from a counter's totals, spread evenly over its outage. */
    readonly restored: number;
  };

export type StoreSummary = Group &
  Audited & {
    readonly entries: number | null;
    readonly exits: number | null;
    /** At the window's end, with its 95 % interval. */
    readonly occupancy: number | null;
    readonly occupancyLow: number | null;
    readonly occupancyHigh: number | null;
    /** At the tills; null where no sales come in. */
    readonly transactions: number | null;
    /** Groups that came in: people together count once. null unless every door has a line on the floor plan. */
    readonly groups: number | null;
    /** Transactions ÷ entries, with Wilson's 95 % interval; and ÷ groups. Derived. */
    readonly conversion: number | null;
    readonly conversionLow: number | null;
    readonly conversionHigh: number | null;
    readonly conversionPerGroup: number | null;
    /** Of `entries` and `exits`: restored from counters' totals. */
    readonly restored: number;
  };

export type ShopfrontSummary = Group & {
  readonly passersBy: number | null;
  /** Entries ÷ (entries + passers-by), with Wilson's 95 % interval. Derived. */
  readonly captureRate: number | null;
  readonly captureLow: number | null;
  readonly captureHigh: number | null;
};

/** The store visits of a span of time that began and ended with an empty store. They identify no person. */
export type VisitsSummary = {
  /** ISO 8601, UTC. */
  readonly fromAt: string;
  readonly toAt: string;
  readonly coverage: number;
  readonly definition: string;
  /** Entries in that time. */
  readonly n: number;
  /** Person-time inside ÷ entries (Little's law), with its 95 % interval. */
  readonly meanMs: number;
  readonly meanLowMs: number;
  readonly meanHighMs: number;
  /** Share of visits under the bounce threshold, from matching exits to entries over weeks; null until enough are known. */
  readonly bounceShare: number | null;
  readonly bounceLow: number | null;
  readonly bounceHigh: number | null;
  /** Shares of visits that lasted up to each of `upToMs` and longer than the one before; empty until known. */
  readonly upToMs: readonly number[];
  readonly shares: readonly number[];
};

export type TrolleySummary = Group & {
  readonly zone: string;
  readonly entries: number | null;
  readonly exits: number | null;
  /** Visits that ended in this window and lasted the zone's visit time. */
  readonly visits: number | null;
  /** Trolley-milliseconds spent inside, by probability: no side of a border is favoured. */
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
  /** Mean number of radios at the same time: loud enough to be inside the store, and weaker ones. */
  readonly inside: number | null;
  readonly outside: number | null;
  /** `inside` without radios that are always there, per radio that a person carries; 95 % interval. */
  readonly index: number | null;
  readonly indexLow: number | null;
  readonly indexHigh: number | null;
  /** Different radios loud enough to be in, in a window of up to five minutes, with the 95 % interval: an estimate. */
  readonly unique: number | null;
  readonly uniqueLow: number | null;
  readonly uniqueHigh: number | null;
};

/** A day's radios that keep their address, and how many of them were there the day before: estimates, never a list. */
export type RepeatVisitorSummary = {
  /** ISO 8601, UTC. */
  readonly fromAt: string;
  readonly toAt: string;
  readonly coverage: number;
  readonly definition: string;
  /** Different radios of that day, with the 95 % interval. */
  readonly n: number;
  readonly radiosLow: number;
  readonly radiosHigh: number;
  /** The share of them that was present the day before, with its 95 % interval; null where that day is unknown. */
  readonly share: number | null;
  readonly shareLow: number | null;
  readonly shareHigh: number | null;
};

export type FeedbackSummary = Group & {
  readonly sensor: string;
  /** Mean of the answers, 100 for the happiest button to 0 for the unhappiest; null without a press. */
  readonly happyIndex: number | null;
};
