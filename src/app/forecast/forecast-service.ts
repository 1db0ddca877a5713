import type { Settings } from '../../config/schema.ts';
import type { DayAlarm } from '../../core/forecast/day-alarms.ts';
import { findDayAlarms } from '../../core/forecast/day-alarms.ts';
import type { ForecastMetric } from '../../core/forecast/forecast-metrics.ts';
import { listMetrics, metricId } from '../../core/forecast/forecast-metrics.ts';
import { forecastWeekInSlices } from '../../core/forecast/forecast-week.ts';
import { MetricHistory } from '../../core/forecast/metric-history.ts';
import type { LocalDay, StoreCalendar } from '../../core/forecast/store-calendar.ts';
import { HOURS_PER_DAY } from '../../core/forecast/store-calendar.ts';
import type { Json } from '../../core/model/ids.ts';
import type { StoreModel } from '../../core/model/store-model.ts';
import type { WindowSummary } from '../../core/model/window-summary.ts';
import { LocalClock } from '../../core/time/local-clock.ts';
import type { Log } from '../../ports/log.ts';
import type { ForecastFile, ForecastState } from './forecast-file.ts';
import { OpenDay } from './open-day.ts';
import { createStoreCalendar, toDate } from './store-calendar.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Wait after an hour. By then its windows are closed, and totals of counters have corrected them. */
const SETTLE_MS = 10 * 60_000;
/** Most days of stored windows that a new forecast reads. Each hour takes one slice of work. */
const MOST_DAYS_BACK = 60;
const KEPT_ALARMS = 20;

export interface ForecastServiceOptions {
  readonly settings: Pick<Settings, 'store' | 'forecast'>;
  readonly model: StoreModel;
  readonly file: ForecastFile;
  /** Identifies the definition of a metric's counts. Counts of different definitions are never compared. */
  readonly define: (metric: ForecastMetric) => string;
  /** Stored windows. They do not overlap. */
  readonly windows: (fromMs: number, toMs: number) => readonly WindowSummary[];
  /** Returns whether the stored windows of this hour were counted under the present definition. */
  readonly isAsNow: (fromMs: number, toMs: number) => boolean;
  readonly event: (event: Json) => void;
  readonly log: Log;
  /** Called when a night's forecasts are made. `day` is their first day. */
  readonly made: (day: LocalDay, service: ForecastService) => void;
}

/**
 * Reads each hour when it is over, closes the day, and makes the forecasts at night. It works in slices of a few
 * milliseconds, one per second, so that it delays nothing.
 */
export class ForecastService {
  readonly metrics: readonly ForecastMetric[];
  readonly calendar: StoreCalendar;
  readonly clock: LocalClock;
  readonly #options: ForecastServiceOptions;
  readonly #state: ForecastState;
  #slices: Generator<void, never>;
  #nowMs = Number.NEGATIVE_INFINITY;
  /** Time in ms before which no work is due. */
  #dueMs = Number.NEGATIVE_INFINITY;
  #today: OpenDay;

  constructor(options: ForecastServiceOptions) {
    this.#options = options;
    const { model, settings, file } = options;
    this.metrics = listMetrics(model);
    this.calendar = createStoreCalendar(settings.store);
    this.clock = new LocalClock(settings.store.timezone);
    this.#state = file.read();
    this.#today = new OpenDay(0, settings.store.timezone);
    this.#slices = this.#work();
  }

  /** Called about once a second. */
  tick(nowMs: number): void {
    // The clock was set back by more than a day: start again, to read the repeated hours.
    if (nowMs < this.#nowMs - DAY_MS) [this.#slices, this.#dueMs] = [this.#work(), nowMs];
    this.#nowMs = nowMs;
    if (this.metrics.length === 0 || nowMs < this.#dueMs) return;
    try {
      this.#slices.next();
    } catch (error) {
      // If storage cannot be read, only the forecast is late by an hour.
      this.#options.log.warn({ err: error }, 'the forecast is tried again in an hour');
      [this.#slices, this.#dueMs] = [this.#work(), nowMs + HOUR_MS];
    }
  }

  get alarms(): readonly DayAlarm[] {
    return this.#state.alarms;
  }

  history(metric: ForecastMetric): MetricHistory {
    const known = this.#state.metrics.get(metricId(metric)) ?? new MetricHistory();
    this.#state.metrics.set(metricId(metric), known);
    return known;
  }

  /** The open day with 24 local hours. An hour is null until it is over, and when no sensor saw it. */
  today(metric: ForecastMetric): { readonly day: LocalDay; readonly hours: readonly (number | null)[] } {
    return { day: this.#today.day, hours: this.#today.hours(metric) };
  }

  *#work(): Generator<void, never> {
    const first = yield* this.#findFirstDay();
    for (const metric of this.metrics) this.#define(metric, first);
    for (let day = first; ; day += 1) {
      this.#today = new OpenDay(day, this.#options.settings.store.timezone);
      const endMs = this.clock.getDayStart(day + 1);
      for (let at = this.clock.getDayStart(day); at < endMs; at = this.clock.nextHour(at)) {
        yield* this.#wait(at + HOUR_MS + SETTLE_MS);
        const windows = this.#options.windows(at, at + HOUR_MS);
        for (const metric of this.metrics) this.#today.add(metric, at, windows);
        this.#lookForAlarm(at);
        yield;
      }
      yield* this.#closeDay(day);
    }
  }

  *#wait(untilMs: number): Generator<void> {
    this.#dueMs = untilMs;
    while (this.#nowMs < untilMs) yield;
    this.#dueMs = Number.NEGATIVE_INFINITY;
  }

  /** The day after the last closed one. A new forecast starts with the earlier days in storage. */
  *#findFirstDay(): Generator<void, LocalDay> {
    const today = this.clock.dayAt(this.#nowMs);
    const closed = this.metrics.flatMap((metric) => this.history(metric).lastDay ?? []);
    const oldest = today - MOST_DAYS_BACK;
    if (closed.length > 0) return Math.max(oldest, Math.min(today, Math.max(...closed) + 1));
    for (let day = today; day > oldest; day -= 1) {
      const noonMs = this.clock.getDayStart(day - 1) + 12 * HOUR_MS;
      if (!this.#options.isAsNow(noonMs, noonMs + HOUR_MS)) return day;
      yield;
    }
    return oldest;
  }

  /** A new definition applies from the next day on, because both counted on the day of the change. */
  #define(metric: ForecastMetric, day: LocalDay): void {
    const history = this.history(metric);
    const isNew = history.series.definitions.length === 0;
    history.define(isNew ? day : day + 1, this.#options.define(metric));
  }

  *#closeDay(day: LocalDay): Generator<void> {
    for (const metric of this.metrics) {
      this.history(metric).putDay(day, this.#today.hours(metric));
      this.history(metric).putService(day, this.#today.service(metric));
    }
    // While catching up, only the last night's forecast is needed.
    if (day + 1 < this.clock.dayAt(this.#nowMs)) return;
    for (const metric of this.metrics) yield* this.#forecast(this.history(metric));
    this.#options.file.write(this.#state);
    this.#options.made(day + 1, this);
  }

  *#forecast(history: MetricHistory): Generator<void> {
    history.keep(yield* forecastWeekInSlices(history.series, this.calendar));
    yield;
  }

  /** Checks the day after its last hour with visitors, so that people still remember it when the event comes. */
  #lookForAlarm(hourMs: number): void {
    const { day } = this.#today;
    const metric = this.metrics.find(({ kind }) => kind === 'entries');
    if (metric === undefined || !this.#options.settings.forecast.alarms) return;
    const { log, series } = this.history(metric);
    const expected = log.find(day)?.expected ?? [];
    const lastHour = expected.findLastIndex((value) => value !== null && value > 0);
    // A store that never closes is checked before midnight, while the day is still open.
    if (this.clock.hourAt(hourMs) !== Math.min(lastHour, HOURS_PER_DAY - 2)) return;
    const today = { day, expected, actual: this.#today.hours(metric) };
    for (const alarm of findDayAlarms(today, log.compare(series, day))) this.#raise(alarm);
  }

  #raise(alarm: DayAlarm): void {
    const { day, hour, actual, expected } = alarm;
    if (this.#state.alarms.some((known) => known.day === day)) return;
    this.#state.alarms.unshift(alarm);
    this.#state.alarms.splice(KEPT_ALARMS);
    this.#options.file.write(this.#state);
    this.#options.event({
      kind: 'EntriesUnusual',
      ...{ day: toDate(day), ...(hour === null ? {} : { hour }) },
      ...{ entries: Math.round(actual), expected: Math.round(expected) },
      percent: Math.round(100 * (actual / Math.max(expected, 0.1) - 1)),
    });
  }
}
