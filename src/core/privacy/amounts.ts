import type { Table, TableStream } from './rules.ts';

/** What the gate takes and what leaves: the names of all amounts are those of the table in `rules.ts`. */

/** Null: no sensor looked. Absent: not set up. Times are seconds, all else is a number of people or events. */
export type Amount = number | null;

type NameIn<S extends TableStream, K extends keyof Table[S]> = Table[S][K] extends {
  readonly fields: infer F;
}
  ? keyof F & string
  : never;

/**
 * Every amount of a group, so that none is forgotten; undefined: not set up. Any of them may carry its variance beside
 * it, which adds up too.
 */
export type EveryAmount<S extends TableStream, K extends keyof Table[S]> = {
  readonly [N in NameIn<S, K>]: Amount | undefined;
} & { readonly [N in NameIn<S, K> as `${N}Var`]?: number | undefined };

/** Without those that are not set up. */
export type Known<E> = { readonly [N in keyof E]?: Exclude<E[N], undefined> };

/** What one thing had in one window. */
export type Counted<S extends TableStream, K extends keyof Table[S]> = {
  readonly id: string;
  readonly seenS: number;
} & Known<EveryAmount<S, K>>;

export type CountedGroups<S extends TableStream> = {
  readonly [K in keyof Table[S]]: readonly Counted<S, K>[];
};

/** How rows leave; times leave in the rows of the day, definitions as rows of meaning. */
export type Stream = 'count' | 'indoor' | 'day' | 'forecast' | 'meaning';

/** Steps of anonymous journeys from one zone to another. */
export type Step = readonly [from: string, to: string, n: number];

/** [from, to, ended, cut]: visits of at least `from` and less than `to` seconds; no end: null. */
export type DwellBin = readonly [fromS: number, toS: number | null, ended: number, cut: number];

/** A stretch of time that ended with an empty store, or a day of radios. */
export type Stretch<K extends keyof Table['day']> = Counted<'day', K> & {
  readonly fromMs: number;
  readonly toMs: number;
  /** Visits by how long they lasted; of a visit it is known whether it ended. */
  readonly bins?: readonly DwellBin[];
};

/** What leaves once a period, and what leaves of the same things once a day. */
type InsideGroups = Omit<CountedGroups<'indoor'>, keyof Table['times']> & {
  readonly [K in keyof Table['times']]: readonly (Counted<'indoor', K> &
    Counted<'times', K> & {
      /** Of zones: their visits by how long they lasted. */
      readonly bins?: readonly DwellBin[];
    })[];
};

/** A closed window as the egress gate takes it. */
export interface ClosedWindow {
  readonly startMs: number;
  readonly durationMs: number;
  /** Starts at 1; a higher one replaces all lower ones of the same start. */
  readonly rev: number;
  /** The gateway stopped in it: the whole window follows with a higher revision, if it follows. */
  readonly isPartial: boolean;
  readonly count: CountedGroups<'count'>;
  readonly indoor: InsideGroups;
  /** The id of a step is `from>to`. */
  readonly steps: CountedGroups<'steps'>;
  readonly visits: readonly Stretch<'visits'>[];
  readonly repeat: readonly Stretch<'repeat'>[];
}
