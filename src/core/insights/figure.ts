import type { Absence } from '../metrics/absences.ts';
import type { NoInterval } from '../metrics/interval-reasons.ts';

/** The counts behind a share: `part` of `whole`. */
export interface ShareCounts {
  readonly part: number;
  readonly whole: number;
}

/** A number over some time, with its interval, coverage and definition. */
export interface Figure {
  /** Null when not measured or unknown. */
  readonly value: number | null;
  /** 95 % interval; null when unknown. */
  readonly low: number | null;
  readonly high: number | null;
  /** Reason why the figure never has an interval; absent when it can have one. */
  readonly noInterval?: NoInterval;
  /** Reason why the sensors can never provide the figure; absent when they can. */
  readonly absence?: Absence;
  /** Counts behind a share, over windows in which both are known. Absent for other figures and while unknown. */
  readonly of?: ShareCounts;
  /** Share of the time in which the figure's sensors were live, 0–1. */
  readonly coverage: number;
  /** Number of events behind the figure. */
  readonly n: number | null;
  /** Name and thresholds of the definition. */
  readonly definition: string;
  /** The newest audit of the sensors that counted the figure; absent when no audit applies. */
  readonly audit?: { readonly id: string | null; readonly ageDays: number | null };
}

export type Entry = readonly [key: string, figure: Figure];

/** Figures by name; the id of a zone, door or sensor follows an @: `entries`, `visits@table`. */
export type Figures = ReadonlyMap<string, Figure>;

/** Names of counts that add up over hours and days. */
const ADDITIVE: ReadonlySet<string> = new Set([
  ...['entries', 'exits', 'passersBy', 'transactions', 'groups', 'doorIn', 'doorOut', 'lineIn', 'lineOut'],
  ...['visits', 'engaged', 'presence', 'joined', 'served', 'abandoned', 'answers', 'pickUps', 'putBacks'],
  ...['trolleyVisits'],
]);

/** Names of indoor metrics. They leave the gateway once a period, and small counts only as `few`. */
const INDOOR: ReadonlySet<string> = new Set([
  ...[
    'visits',
    'engaged',
    'engagedShare',
    'presence',
    'dwellMedian',
    'dwellP90',
    'peopleMax',
    'joined',
    'served',
  ],
  ...['abandoned', 'waitMean', 'waitP95', 'lengthMean', 'lengthMax', 'pickUps', 'putBacks', 'trolleyVisits'],
  ...['trolleyDwell', 'groups'],
]);

export function readName(key: string): string {
  return key.split('@')[0] ?? key;
}

/** Returns the id of the zone, door or sensor; empty for figures of the whole store. */
export function readThing(key: string): string {
  return key.slice(readName(key).length + 1);
}

export function isAdditive(key: string): boolean {
  return ADDITIVE.has(readName(key));
}

export function isIndoor(key: string): boolean {
  return INDOOR.has(readName(key));
}
