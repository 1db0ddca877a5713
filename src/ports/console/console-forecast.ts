import type { EpochMs } from '../../core/model/ids.ts';

type Interval = readonly [low: number, high: number];

/** One open hour, from today's midnight on. */
export interface ForecastHourView {
  readonly at: EpochMs;
  /** Counted people. Null until the hour is over, and without a live sensor. */
  readonly actual: number | null;
  /** The forecast. For the rest of today it takes the hours that are over into account. */
  readonly expected: number;
  /** Null while too few past forecasts exist to compare with. */
  readonly band80: Interval | null;
  readonly band95: Interval | null;
}

/** Staff needed so that 80 % of people wait less than the chosen time. */
export interface StaffView {
  readonly at: EpochMs;
  /** Null when the store would need more staff than the forecast's upper limit. */
  readonly staff: number | null;
  readonly range: readonly [number | null, number | null];
}

export interface MetricForecastView {
  readonly kind: 'entries' | 'exits' | 'occupancy' | 'passersBy' | 'queue';
  /** Id of the queue zone. Null for the whole store. */
  readonly zone: string | null;
  /** `none`: fewer than 7 days under the present definition. `last-week`: fewer than 10 days. */
  readonly basis: 'none' | 'last-week' | 'model';
  readonly historyDays: number;
  readonly hours: readonly ForecastHourView[];
  /** Empty when the store has no service zone. */
  readonly staff: readonly StaffView[];
}

export interface UnusualDayView {
  /** Local date. `hour` is set when one hour was unusual and null when the whole day was. */
  readonly date: string;
  readonly hour: number | null;
  readonly entries: number;
  readonly expected: number;
}

export interface ForecastView {
  readonly isEnabled: boolean;
  readonly longestWaitSeconds: number;
  readonly metrics: readonly MetricForecastView[];
  /** Unusual days, newest first. */
  readonly unusual: readonly UnusualDayView[];
  /** Smallest drop of today's entries that raises an event, as a share of the expected entries. Null until known. */
  readonly visibleDrop: number | null;
}

export interface ConsoleForecast {
  view(): ForecastView;
}
