import type { Absence } from '../metrics/absences.ts';
import type { NoInterval } from '../metrics/interval-reasons.ts';

/** A share is `part` in `whole`. */
export interface ShareCounts {
  readonly part: number;
  readonly whole: number;
}

/** A number of some time with what it rests on. */
export interface Figure {
  /** Null: not seen, or not known. */
  readonly value: number | null;
  /** 95 % interval; null where none is known. */
  readonly low: number | null;
  readonly high: number | null;
  /** Why it never has an interval; absent where it can have one. */
  readonly noInterval?: NoInterval;
  /** Why it is never known where the sensors are as they are; absent where it can be. */
  readonly absence?: Absence;
  /** Of a share: the counts that it is made of, over windows that know both. Absent for all else, and while unknown. */
  readonly of?: ShareCounts;
  /** Share of the time in which its sensors lived, 0–1. */
  readonly coverage: number;
  /** Events behind it. */
  readonly n: number | null;
  /** Name and thresholds. */
  readonly definition: string;
  /** The newest audit of the sensors that counted it; absent where no audit applies. */
  readonly audit?: { readonly id: string | null; readonly ageDays: number | null };
}

export type Entry = readonly [key: string, figure: Figure];

/** By name, with the thing's id behind an @: `entries`, `visits@table`. */
export type Figures = ReadonlyMap<string, Figure>;

/** Counts that add up over hours and days, by the name before the @. */
const ADDITIVE: ReadonlySet<string> = new Set([
  ...['entries', 'exits', 'passersBy', 'transactions', 'groups', 'doorIn', 'doorOut', 'lineIn', 'lineOut'],
  ...['visits', 'engaged', 'presence', 'joined', 'served', 'abandoned', 'answers', 'pickUps', 'putBacks'],
  ...['trolleyVisits'],
]);

/** What leaves only once a period, and only as `few` when it is small. */
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

/** The id of the zone, door or sensor; empty for the store's own numbers. */
export function readThing(key: string): string {
  return key.slice(readName(key).length + 1);
}

export function isAdditive(key: string): boolean {
  return ADDITIVE.has(readName(key));
}

export function isIndoor(key: string): boolean {
  return INDOOR.has(readName(key));
}
