/**
 * What the gateway counts of each thing, as names of amounts. The rules in `rules.ts`, the rows that leave and the
 * schemas of the messages all follow from these types. Times are seconds, everything else is a number of people or events.
 */

/** Null: no sensor looked. Absent: not set up. */
export type Amount = number | null;

/** The whole store in some time. `in`, `out` and `sales` add up; the occupancy is the state at the end. */
export interface StoreAmounts {
  readonly in: Amount;
  readonly out: Amount;
  /** Absent where no till reports. */
  readonly sales: Amount;
  readonly occupancy: Amount;
  readonly occupancyLow: Amount;
  readonly occupancyHigh: Amount;
}

export interface DoorAmounts {
  readonly in: Amount;
  readonly out: Amount;
  /** Relative error that all counted people share. */
  readonly err: Amount;
  /** People of `in` and `out` that a counter's totals made known after an outage. */
  readonly backfilled: Amount;
}

export interface CrossingAmounts {
  readonly in: Amount;
  readonly out: Amount;
}

export interface ShopfrontAmounts {
  readonly passersBy: Amount;
}

export interface FeedbackAmounts {
  readonly answers: Amount;
  /** 100 for the happiest button to 0 for the unhappiest, added up. */
  readonly points: Amount;
}

export interface ZoneAmounts {
  readonly in: Amount;
  readonly out: Amount;
  /** Of `out`: stays of at least the visit threshold. */
  readonly visits: Amount;
  readonly engaged: Amount;
  /** Of `out`: stays whose start or end no sensor saw. They lasted longer than counted. */
  readonly cut: Amount;
}

/** A line in an aisle; of a door's line only the groups, as its people are counted with the doors. */
export interface LineAmounts extends CrossingAmounts {
  /** People who cross together count once. Absent for lines off the floor plan. */
  readonly groupsIn: Amount;
  readonly groupsOut: Amount;
}

export interface QueueAmounts {
  readonly joined: Amount;
  readonly served: Amount;
  /** Absent without a service zone. */
  readonly abandoned: Amount;
  /** Waits of the served. */
  readonly waitS: Amount;
  /** Person-seconds in the queue: divided by `seenS` it is the mean length. */
  readonly lengthS: Amount;
}

export interface TrolleyAmounts {
  readonly in: Amount;
  readonly out: Amount;
}

/** Time in a zone, told once a day: by the hour, the mean of a few people tells who was among them. */
export interface ZoneTimes {
  /** Decides whether the times leave; leaves in its own right with the zone. */
  readonly out: Amount;
  readonly personTimeS: Amount;
  /** Dwell of those who went out. */
  readonly dwellS: Amount;
}

export interface TrolleyTimes {
  readonly out: Amount;
  readonly trolleyTimeS: Amount;
  readonly dwellS: Amount;
}

export interface ProductAmounts {
  readonly pickUps: Amount;
  readonly putBacks: Amount;
}

/** Radios around a receiver: an index of how busy it is. */
export interface RadioAmounts {
  readonly insideTimeS: Amount;
  /** People that these radios stand for, as person-seconds. */
  readonly peopleTimeS: Amount;
}

/** Visits of the whole store, told once a day. */
export interface VisitAmounts {
  readonly visits: Amount;
  readonly personTimeS: Amount;
  /** Visits under the bounce threshold; null until enough are known. */
  readonly bounced: Amount;
}

/** Estimates of one day, which do not add up over days. */
export interface RepeatAmounts {
  readonly radios: Amount;
  /** Null where the day before is not known. */
  readonly repeatVisitors: Amount;
}

/** Any additive amount may carry its variance beside it, which adds up too. */
export type WithVariance<A> = A & { readonly [K in keyof A & string as `${K}Var`]?: number };

/** Every kind of group that leaves, by stream and by its name in the row. */
export interface Streams {
  readonly count: {
    readonly store: StoreAmounts;
    readonly doors: DoorAmounts;
    readonly lines: CrossingAmounts;
    readonly shopfront: ShopfrontAmounts;
    readonly feedback: FeedbackAmounts;
  };
  readonly indoor: {
    readonly zones: ZoneAmounts;
    readonly lines: LineAmounts;
    readonly queues: QueueAmounts;
    readonly trolleys: TrolleyAmounts;
    readonly products: ProductAmounts;
    readonly radios: RadioAmounts;
  };
  /** In the rows of the day. */
  readonly times: {
    readonly zones: ZoneTimes;
    readonly trolleys: TrolleyTimes;
  };
  readonly day: {
    readonly visits: VisitAmounts;
    readonly repeat: RepeatAmounts;
  };
}

/** How rows leave; times leave in the rows of the day, definitions as rows of meaning. */
export type Stream = 'count' | 'indoor' | 'day' | 'meaning';

/** What one thing had in one window. Amounts that are not set up are absent. */
export type Counted<A> = { readonly id: string; readonly seenS: number } & Partial<WithVariance<A>>;

export type CountedGroups<S extends keyof Streams> = {
  readonly [K in keyof Streams[S]]: readonly Counted<Streams[S][K]>[];
};

/** Steps of anonymous journeys from one zone to another. */
export type Step = readonly [from: string, to: string, n: number];

/** [from, to, ended, cut]: visits of at least `from` and less than `to` seconds; no end: null. */
export type DwellBin = readonly [fromS: number, toS: number | null, ended: number, cut: number];

/** A stretch of time that ended with an empty store, or a day of radios. */
export interface Stretch<A> {
  readonly fromMs: number;
  readonly toMs: number;
  readonly seenS: number;
  readonly amounts: Partial<WithVariance<A>>;
}

/** A closed window as the egress gate takes it. */
export interface ClosedWindow {
  readonly startMs: number;
  readonly durationMs: number;
  /** Starts at 1; a higher one replaces all lower ones of the same start. */
  readonly rev: number;
  /** The gateway stopped in it: the whole window follows with a higher revision, if it follows. */
  readonly isPartial: boolean;
  readonly count: CountedGroups<'count'>;
  readonly indoor: CountedGroups<'indoor'>;
  readonly times: CountedGroups<'times'>;
  readonly steps: readonly Step[];
  readonly trolleySteps: readonly Step[];
  /** Zone → lengths of the visits that ended. */
  readonly dwell: readonly { readonly id: string; readonly bins: readonly DwellBin[] }[];
  readonly visits: readonly (Stretch<VisitAmounts> & {
    /** Visits that lasted up to so many seconds and longer than the class before. */
    readonly classes: readonly (readonly [upToS: number | null, n: number])[];
  })[];
  readonly repeat: readonly Stretch<RepeatAmounts>[];
}
