import type { Counted, DwellBin, Step } from './amounts.ts';
import type { Table } from './rules.ts';

/** What every row says of itself. The outbox adds the sequence number and the quality of the clock. */
interface RowHead {
  /** ISO 8601, UTC. */
  readonly from: string;
  readonly seconds: number;
  /** Hash of the definitions and settings that these numbers were counted under. */
  readonly def: string;
}

type Single<K extends keyof Table['count']> = Omit<Counted<'count', K>, 'id'>;
type Lists<K extends keyof Table['count']> = { readonly [Kind in K]?: readonly Counted<'count', Kind>[] };

/** Store-level counts of a window, as counted. */
export interface CountRow extends RowHead, Lists<'doors' | 'lines' | 'feedback'> {
  /** Starts at 1; a higher one replaces the row. */
  readonly rev: number;
  readonly store?: Single<'store'>;
  readonly shopfront?: Single<'shopfront'>;
}

/** Of a group of people inside: `few` in place of its amounts when fewer than the minimum count made them. */
interface Inside {
  /** Where these amounts begin: earlier than the row when rows before it said `few`. */
  readonly since: string;
  readonly few?: true;
}

type InsideLists = { readonly [K in keyof Table['indoor']]?: readonly (Counted<'indoor', K> & Inside)[] };
type StepLists = { readonly [K in keyof Table['steps']]?: readonly Step[] };

/** What people did inside, once a period. */
export interface IndoorRow extends RowHead, InsideLists, StepLists {}

/** Visits that lasted up to so many seconds, and longer than the class before. No end: null. */
export type VisitClass = readonly [upToS: number | null, n: number];

type Timed<K extends keyof Table['times']> = Omit<
  Counted<'times', K>,
  'out' | 'outVar' | 'gone' | 'goneVar'
> &
  Inside;
type OfDay<K extends keyof Table['day']> = Omit<Counted<'day', K>, 'id'>;

/** Of one hour: expected, and both ends of its 80 and 95 % intervals. Null: closed, or unknown. */
export type ExpectedHour = readonly [expected: number, ...ends: readonly (number | null)[]] | null;
/** Store-level people in the hours of a week, from numbers that left before. */
export type Forecast = readonly [metric: string, hours: readonly ExpectedHour[]];

/** What leaves of a whole day: dwell of zones, visits of the store, repeat visitors. */
export interface DayRow extends RowHead {
  /** Local date. */
  readonly day: string;
  readonly zones?: readonly (Timed<'zones'> & { readonly bins?: readonly DwellBin[] })[];
  readonly trolleys?: readonly Timed<'trolleys'>[];
  readonly store?: OfDay<'visits'> &
    OfDay<'repeat'> & {
      readonly classes?: readonly VisitClass[];
      /** Person-seconds of each hour from the row's start, as they turned out to be when the store was empty. */
      readonly hourlyTimeS?: readonly number[];
    };
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
  readonly forecast: Pick<DayRow, keyof RowHead | 'day'> & { readonly forecast: Forecast };
  readonly meaning: MeaningRow;
}
