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
/** Wait after the end of an hour, in ms. By then its windows are closed and corrected by the totals of counters. */
const SETTLE_MS = 10 * 60_000;
/** A new forecast starts with at most this many days from storage. Reading one hour of them takes one slice of work. */
const MOST_DAYS_BACK = 60;
const KEPT_ALARMS = 20;

export interface ForecastServiceOptions {
  readonly settings: Pick<Settings, 'store' | 'forecast'>;
  readonly model: StoreModel;
  readonly file: ForecastFile;
  /** Returns a text that identifies how a metric is counted. Counts of different definitions are never compared. */
  readonly define: (metric: ForecastMetric) => string;
  /** Returns stored windows that do not overlap. */
  readonly windows: (fromMs: number, toMs: number) => readonly WindowSummary[];
  /** Returns whether the stored windows of this hour were counted under the present definition. */
  readonly isAsNow: (fromMs: number, toMs: number) => boolean;
  readonly event: (event: Json) => void;
  readonly log: Log;
  /** Called each night after the forecasts are made. `day` is the first day in them. */
  readonly made: (day: LocalDay, service: ForecastService) => void;
}

/**
 * Reads the counts of each hour after its end, closes each day, and makes the forecasts at night. To keep the counting
 * fast, the work is cut into slices of a few milliseconds, one per second.
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

  /** Does one slice of work. Called about once a second. */
  tick(nowMs: number): void {
    // The clock was set back by more than a day. Starts again, because those hours come a second time.
    if (nowMs < this.#nowMs - DAY_MS) [this.#slices, this.#dueMs] = [this.#work(), nowMs];
    this.#nowMs = nowMs;
    if (this.metrics.length === 0 || nowMs < this.#dueMs) return;
    try {
      this.#slices.next();
    } catch (error) {
      // Storage could not be read. Only the forecast is affected: it tries again in an hour.
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

  /** Returns the present day and its 24 local hours. An hour is null if it is not over, or if no sensor counted it. */
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

  /**
   * Returns the day after the last closed day. Without any closed day, starts with the oldest usable day in storage.
   */
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

  /** A changed definition applies from the next day on, because the counts of this day are mixed. */
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
    // Makes no forecast for days in the past, while the service still reads older days. Keeps what it has read: after a
    // change of settings, those days could not be read again.
    if (day + 1 < this.clock.dayAt(this.#nowMs)) {
      this.#options.file.write(this.#state);
      return;
    }
    // A door that began to count during the day changes what is counted.
    for (const metric of this.metrics) this.history(metric).define(day + 1, this.#options.define(metric));
    for (const metric of this.metrics) yield* this.#forecast(this.history(metric));
    this.#options.file.write(this.#state);
    this.#options.made(day + 1, this);
  }

  *#forecast(history: MetricHistory): Generator<void> {
    history.keep(yield* forecastWeekInSlices(history.series, this.calendar));
    yield;
  }

  /**
   * Looks for unusual entries once a day, as soon as the last hour with expected visitors is over. Staff then still
   * remember the day when the alarm arrives. A store that never closes is checked before midnight.
   */
  #lookForAlarm(hourMs: number): void {
    const { day } = this.#today;
    const metric = this.metrics.find(({ kind }) => kind === 'entries');
    if (metric === undefined || !this.#options.settings.forecast.alarms) return;
    const { log, series } = this.history(metric);
    const expected = log.find(day)?.expected ?? [];
    const lastHour = expected.findLastIndex((value) => value !== null && value > 0);
    // A store that never closes has no last hour, so its check follows the hour from 22:00.
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
