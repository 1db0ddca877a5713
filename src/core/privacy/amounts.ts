import type { Table, TableStream } from './rules.ts';

/** Input and output of the gate. The table in `rules.ts` defines the names of all amounts. */

/** Null: no sensor was live. Absent: not measured here. Times are in seconds; other amounts count people or events. */
export type Amount = number | null;

type NameIn<S extends TableStream, K extends keyof Table[S]> = Table[S][K] extends {
  readonly fields: infer F;
}
  ? keyof F & string
  : never;

/**
 * All amounts of a group. Each must be named, so that none is forgotten: undefined when not set up. An amount may also
 * have a variance `…Var`, which adds up too.
 */
export type EveryAmount<S extends TableStream, K extends keyof Table[S]> = {
  readonly [N in NameIn<S, K>]: Amount | undefined;
} & { readonly [N in NameIn<S, K> as `${N}Var`]?: number | undefined };

/** The amounts that are set up. */
export type Known<E> = { readonly [N in keyof E]?: Exclude<E[N], undefined> };

/** The amounts of one zone, door or sensor in one window. */
export type Counted<S extends TableStream, K extends keyof Table[S]> = {
  readonly id: string;
  readonly seenS: number;
} & Known<EveryAmount<S, K>>;

export type CountedGroups<S extends TableStream> = {
  readonly [K in keyof Table[S]]: readonly Counted<S, K>[];
};

/** Kinds of rows. Durations leave in `day` rows, definitions in `meaning` rows. */
export type Stream = 'count' | 'indoor' | 'day' | 'forecast' | 'meaning';

/** The number of one transition of anonymous journeys, from one zone to another. */
export type Step = readonly [from: string, to: string, n: number];

/** Visits of at least `from` and less than `to` seconds, by whether they ended or were cut. Null: no upper end. */
export type DwellBin = readonly [fromS: number, toS: number | null, ended: number, cut: number];

/** A time span that ended with an empty store, or a day in which radios were counted. */
export type Stretch<K extends keyof Table['day']> = Counted<'day', K> & {
  readonly fromMs: number;
  readonly toMs: number;
  /** Visits by duration, and by whether their end was observed. */
  readonly bins?: readonly DwellBin[];
};

/** Amounts that leave once a period, and durations that leave once a day. */
type InsideGroups = Omit<CountedGroups<'indoor'>, keyof Table['times']> & {
  readonly [K in keyof Table['times']]: readonly (Counted<'indoor', K> &
    Counted<'times', K> & {
      /** Visits by duration, for zones only. */
      readonly bins?: readonly DwellBin[];
    })[];
};

export interface ClosedWindow {
  readonly startMs: number;
  readonly durationMs: number;
  /** Revision, from 1. A higher one replaces all lower ones of the same start. */
  readonly rev: number;
  /** True when the gateway stopped in the window. The whole window may follow with a higher revision. */
  readonly isPartial: boolean;
  readonly count: CountedGroups<'count'>;
  readonly indoor: InsideGroups;
  /** The id of a transition is `from>to`. */
  readonly steps: CountedGroups<'steps'>;
  readonly visits: readonly Stretch<'visits'>[];
  readonly repeat: readonly Stretch<'repeat'>[];
}
