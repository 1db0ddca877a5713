import type { Counted, DwellBin, Step, Streams, WithVariance } from './amounts.ts';

/** What every row says of itself. The outbox adds the sequence number and the quality of the clock. */
interface RowHead {
  /** ISO 8601, UTC. */
  readonly from: string;
  readonly seconds: number;
  /** Hash of the definitions and settings that these numbers were counted under. */
  readonly def: string;
}

/** Store-level counts of a window, as counted. */
export interface CountRow extends RowHead {
  /** Starts at 1; a higher one replaces the row. */
  readonly rev: number;
  readonly store?: Omit<Counted<Streams['count']['store']>, 'id'>;
  readonly doors?: readonly Counted<Streams['count']['doors']>[];
  readonly lines?: readonly Counted<Streams['count']['lines']>[];
  readonly shopfront?: Omit<Counted<Streams['count']['shopfront']>, 'id'>;
  readonly feedback?: readonly Counted<Streams['count']['feedback']>[];
}

/** A group of people inside: `few` in place of its amounts when fewer than the minimum count made them. */
export type Indoor<A> = Counted<A> & {
  /** Where these amounts begin: earlier than the row when rows before it said `few`. */
  readonly since: string;
  readonly few?: true;
};

/** What people did inside, once a period. */
export interface IndoorRow extends RowHead {
  readonly zones?: readonly Indoor<Streams['indoor']['zones']>[];
  readonly lines?: readonly Indoor<Streams['indoor']['lines']>[];
  readonly queues?: readonly Indoor<Streams['indoor']['queues']>[];
  readonly trolleys?: readonly Indoor<Streams['indoor']['trolleys']>[];
  readonly products?: readonly Indoor<Streams['indoor']['products']>[];
  readonly radios?: readonly Indoor<Streams['indoor']['radios']>[];
  readonly steps?: readonly Step[];
  readonly trolleySteps?: readonly Step[];
}

/** Visits that lasted up to so many seconds, and longer than the class before. No end: null. */
export type VisitClass = readonly [upToS: number | null, n: number];

/** What leaves of a whole day: dwell of zones, visits of the store, repeat visitors. */
export interface DayRow extends RowHead {
  /** Local date. */
  readonly day: string;
  readonly zones?: readonly (Indoor<Omit<Streams['times']['zones'], 'out'>> & {
    readonly bins?: readonly DwellBin[];
  })[];
  readonly trolleys?: readonly Indoor<Omit<Streams['times']['trolleys'], 'out'>>[];
  readonly store?: {
    readonly seenS: number;
    readonly classes?: readonly VisitClass[];
    /** Person-seconds of each hour from the row's start, as they turned out to be when the store was empty. */
    readonly hourlyTimeS?: readonly number[];
  } & Partial<WithVariance<Streams['day']['visits'] & Streams['day']['repeat']>>;
}

/** One thing that is set up: a door, a zone, a sensor. */
export interface Meaning {
  readonly kind: string;
  readonly id: string;
  readonly name?: string;
  readonly sensors?: readonly string[];
  readonly visitS?: number;
  readonly engagedS?: number;
  /** Newest audit of a door. */
  readonly auditId?: string;
}

/** What the numbers of a definition's hash mean. */
export interface MeaningRow {
  readonly def: string;
  /** ISO 8601, UTC: in force since. */
  readonly from: string;
  readonly timezone: string;
  /** Local times at which the store opens and closes. */
  readonly hours: readonly [opens: string, closes: string] | null;
  readonly k: number;
  readonly things: readonly Meaning[];
}

export interface Rows {
  readonly count: CountRow;
  readonly indoor: IndoorRow;
  readonly day: DayRow;
  readonly meaning: MeaningRow;
}
