import type { DarkTime } from '../metrics/merging/dark-times.ts';
import type { DwellBin } from '../model/dwell-bin.ts';
import type { JourneySummary, VisitsSummary } from '../model/window-summary.ts';
import type { Usual } from './compare-figures.ts';
import type { Figure } from './figure.ts';

export const VIEW_KINDS = ['day', 'week', 'month'] as const;
export type ViewKind = (typeof VIEW_KINDS)[number];

/**
 * What a view is compared with. `before`: the same weekday of last week, last week, or last month. `usual`: the same
 * weekday of the last four weeks, the last four weeks, or the eight weeks before a month.
 */
export const AGAINST = ['usual', 'before'] as const;
export type Against = (typeof AGAINST)[number];

/** One figure over the steps of a view: hours of a day, days of a week or month. */
export interface Series {
  readonly value: readonly (number | null)[];
  /** Absent when no step has an interval. */
  readonly low?: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
  /** Coverage of each step; absent when all steps have full coverage. */
  readonly seen?: readonly number[];
}

/** One page of Insights: every figure with its interval, coverage and definition. */
export interface InsightsView {
  readonly kind: ViewKind;
  readonly against: Against;
  /** Local days, from `from` to `to` inclusive. */
  readonly from: string;
  readonly to: string;
  readonly startMs: number;
  readonly endMs: number;
  /** End of the newest window; null when no window of this time is stored. */
  readonly knownToMs: number | null;
  /** Minimum count of indoor metrics. Smaller counts leave the gateway as `few`, but the console shows them. */
  readonly minimumCount: number;
  /** Start of each step, in epoch ms. Empty when storage no longer keeps hours. */
  readonly steps: readonly number[];
  readonly figures: Readonly<Record<string, Figure>>;
  readonly series: Readonly<Record<string, Series>>;
  readonly usual: Readonly<Record<string, Usual>>;
  /** End of the last finished step, where comparisons end. `startMs` without a finished step. */
  readonly comparedToMs: number;
  /**
   * Ids of zones, doors and sensors that the settings had only for a part of the time. Their missing figures are no
   * gap.
   */
  readonly passing: readonly string[];
  /** Usual entries in each step; null when unknown. */
  readonly usualEntries: readonly (number | null)[];
  /** Entries by day and hour, for a week. Each list starts at the day's midnight. */
  readonly hours: readonly (readonly (number | null)[])[];
  /** Durations of zone visits, by zone, for people and for trolleys. */
  readonly dwell: Readonly<Record<string, readonly DwellBin[]>>;
  readonly journeys: readonly JourneySummary[];
  readonly trolleyJourneys: readonly JourneySummary[];
  readonly visitLengths: Pick<VisitsSummary, 'upToMs' | 'shares'>;
  /** The longest sensor outages. */
  readonly dark: readonly DarkTime[];
  readonly changes: readonly DefinitionChange[];
}

/** A figure has another definition from this step on. */
export interface DefinitionChange {
  readonly atMs: number;
  readonly key: string;
  readonly before: string;
  readonly after: string;
}
