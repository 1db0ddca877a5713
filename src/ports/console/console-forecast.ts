import type { EpochMs } from '../../core/model/ids.ts';

type Interval = readonly [low: number, high: number];

/** One open hour from today's midnight on. */
export interface ForecastHourView {
  readonly at: EpochMs;
  /** Null: not over yet, or not seen. */
  readonly actual: number | null;
  /** Of today's hours that are left: given those that are over. */
  readonly expected: number;
  /** Null while too few past forecasts are known. */
  readonly band80: Interval | null;
  readonly band95: Interval | null;
}

/** Staff for which four in five people wait less than the chosen time. */
export interface StaffView {
  readonly at: EpochMs;
  /** Null: more than any store has. */
  readonly staff: number | null;
  readonly range: readonly [number | null, number | null];
}

export interface MetricForecastView {
  readonly kind: 'entries' | 'exits' | 'occupancy' | 'passersBy' | 'queue';
  /** Of a queue. */
  readonly zone: string | null;
  /** `none`: under 7 days of the present definition; `last-week`: under 10. */
  readonly basis: 'none' | 'last-week' | 'model';
  readonly historyDays: number;
  readonly hours: readonly ForecastHourView[];
  /** Empty without a service zone. */
  readonly staff: readonly StaffView[];
}

export interface UnusualDayView {
  /** Local date, and the hour of an unusual hour. */
  readonly date: string;
  readonly hour: number | null;
  readonly entries: number;
  readonly expected: number;
}

export interface ForecastView {
  readonly isEnabled: boolean;
  readonly longestWaitSeconds: number;
  readonly metrics: readonly MetricForecastView[];
  /** Newest first. */
  readonly unusual: readonly UnusualDayView[];
  /** Least drop of today's entries that raises an event, as a share of what is expected; null until known. */
  readonly visibleDrop: number | null;
}

export interface ConsoleForecast {
  view(): ForecastView;
}
