import type { Counted, DwellBin, Step } from './amounts.ts';
import type { Table } from './rules.ts';

/** Fields of every row. The outbox adds the sequence number and the clock's quality. */
interface RowHead {
  /** ISO 8601, UTC. */
  readonly from: string;
  readonly seconds: number;
  /** Hash of the definitions and settings behind these numbers. */
  readonly def: string;
}

type Single<K extends keyof Table['count']> = Omit<Counted<'count', K>, 'id'>;
type Lists<K extends keyof Table['count']> = { readonly [Kind in K]?: readonly Counted<'count', Kind>[] };

/** Store-level counts of a window, as counted. */
export interface CountRow extends RowHead, Lists<'doors' | 'lines' | 'feedback'> {
  /** Revision, from 1. A higher one replaces the row. */
  readonly rev: number;
  readonly store?: Single<'store'>;
  readonly shopfront?: Single<'shopfront'>;
}

/** A group of indoor metrics: `few` replaces the amounts when they are below the minimum count. */
interface Inside {
  /** Start of these amounts. It is before the row when earlier rows said `few`. */
  readonly since: string;
  readonly few?: true;
}

type InsideLists = { readonly [K in keyof Table['indoor']]?: readonly (Counted<'indoor', K> & Inside)[] };
type StepLists = { readonly [K in keyof Table['steps']]?: readonly Step[] };

/** Indoor metrics, once a period. */
export interface IndoorRow extends RowHead, InsideLists, StepLists {}

/** Visits up to this many seconds and longer than the previous class. Null: no upper end. */
export type VisitClass = readonly [upToS: number | null, n: number];

type Timed<K extends keyof Table['times']> = Omit<
  Counted<'times', K>,
  'out' | 'outVar' | 'gone' | 'goneVar'
> &
  Inside;
type OfDay<K extends keyof Table['day']> = Omit<Counted<'day', K>, 'id'>;

/** One hour's expected value and the ends of its 80 % and 95 % intervals. Null when closed or unknown. */
export type ExpectedHour = readonly [expected: number, ...ends: readonly (number | null)[]] | null;
/** Store-level counts expected in the hours of a week, from published numbers. */
export type Forecast = readonly [metric: string, hours: readonly ExpectedHour[]];

/** Rows of a whole day: dwell in zones, store visits, repeat visitors. */
export interface DayRow extends RowHead {
  /** Date in store time. */
  readonly day: string;
  readonly zones?: readonly (Timed<'zones'> & { readonly bins?: readonly DwellBin[] })[];
  readonly trolleys?: readonly Timed<'trolleys'>[];
  readonly store?: OfDay<'visits'> &
    OfDay<'repeat'> & {
      readonly classes?: readonly VisitClass[];
      /** Person-seconds of each hour from the row's start, corrected once the store was empty. */
      readonly hourlyTimeS?: readonly number[];
    };
}

/** One door, zone or sensor of the settings. */
export interface Meaning {
  readonly kind: string;
  readonly id: string;
  readonly name?: string;
  readonly sensors?: readonly string[];
  readonly visitS?: number;
  readonly engagedS?: number;
  /** Id of a door's newest audit. */
  readonly auditId?: string;
}

/** Explains the numbers under one definition hash. */
export interface MeaningRow {
  readonly def: string;
  /** Time from which the definitions apply. ISO 8601, UTC. */
  readonly from: string;
  readonly timezone: string;
  /** Local opening and closing times of the store. */
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
