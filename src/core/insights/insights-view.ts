import type { DarkTime } from '../metrics/merging/dark-times.ts';
import type { DwellBin } from '../model/dwell-bin.ts';
import type { JourneySummary, VisitsSummary } from '../model/window-summary.ts';
import type { Usual } from './compare-figures.ts';
import type { Figure } from './figure.ts';

export const VIEW_KINDS = ['day', 'week', 'month'] as const;
export type ViewKind = (typeof VIEW_KINDS)[number];

/** What a view is held against: the last four of the same weekday or week, or the one before. */
export const AGAINST = ['usual', 'before'] as const;
export type Against = (typeof AGAINST)[number];

/** One number over the steps of a view: hours of a day, days of a week or month. */
export interface Series {
  readonly value: readonly (number | null)[];
  /** Absent where no step has an interval. */
  readonly low?: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
  /** Share seen of each step; absent where all of it was seen. */
  readonly seen?: readonly number[];
}

/** One page of Insights: every number with what it rests on. */
export interface InsightsView {
  readonly kind: ViewKind;
  readonly against: Against;
  /** Local days, `to` included. */
  readonly from: string;
  readonly to: string;
  readonly startMs: number;
  readonly endMs: number;
  /** The end of the newest window; null when nothing of this time is known. */
  readonly knownToMs: number | null;
  /** Smaller counts of what people do inside leave the device as `few`; here they are shown. */
  readonly minimumCount: number;
  /** When each step begins. Empty where hours are not kept any more. */
  readonly steps: readonly number[];
  readonly figures: Readonly<Record<string, Figure>>;
  readonly series: Readonly<Record<string, Series>>;
  readonly usual: Readonly<Record<string, Usual>>;
  /** Comparisons end here: with the last step that is over. `startMs` where none is. */
  readonly comparedToMs: number;
  /** Things that the settings had for a part of the time only: what was not seen of them is no gap. */
  readonly passing: readonly string[];
  /** Entries that are usual in each step; null where unknown. */
  readonly usualEntries: readonly (number | null)[];
  /** Entries of each hour of each day, for a week: the days in order, from each one's midnight. */
  readonly hours: readonly (readonly (number | null)[])[];
  /** Lengths of visits by zone: of people, and of trolleys. */
  readonly dwell: Readonly<Record<string, readonly DwellBin[]>>;
  readonly journeys: readonly JourneySummary[];
  readonly trolleyJourneys: readonly JourneySummary[];
  readonly visitLengths: Pick<VisitsSummary, 'upToMs' | 'shares'>;
  /** When which sensor did not live; the longest times. */
  readonly dark: readonly DarkTime[];
  readonly changes: readonly DefinitionChange[];
}

/** From this step on a thing is counted by another definition. */
export interface DefinitionChange {
  readonly atMs: number;
  readonly key: string;
  readonly before: string;
  readonly after: string;
}
