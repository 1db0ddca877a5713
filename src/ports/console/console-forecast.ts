import type { EpochMs } from '../../core/model/ids.ts';

type Interval = readonly [low: number, high: number];

/** One open hour, from today's midnight on. */
export interface ForecastHourView {
  readonly at: EpochMs;
  /** Number that was counted in this hour. Null until the hour is over, and when no sensor was live in it. */
  readonly actual: number | null;
  /** Forecast value. For the remaining hours of today, it takes the counts of the hours that are over into account. */
  readonly expected: number;
  /**
   * Intervals that hold the true value with 80 % and 95 % probability. Null while there are too few past forecasts to
   * compute them from.
   */
  readonly band80: Interval | null;
  readonly band95: Interval | null;
}

/** Number of staff needed in an hour so that 80 % of people wait less than the chosen time. */
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
  /**
   * `none`: the store has fewer than 7 days of counts under the present definition. `last-week`: fewer than 10 days.
   */
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
