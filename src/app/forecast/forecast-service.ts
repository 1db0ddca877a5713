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
/** Windows close this long after the hour at the latest; totals of counters may correct them until then. */
const SETTLE_MS = 10 * 60_000;
/** Stored windows that a new forecast looks back for: one second of the gateway's life an hour. */
const MOST_DAYS_BACK = 60;
const KEPT_ALARMS = 20;

export interface ForecastServiceOptions {
  readonly settings: Pick<Settings, 'store' | 'forecast'>;
  readonly model: StoreModel;
  readonly file: ForecastFile;
  /** Names what counts a metric: numbers of different definitions are never compared. */
  readonly define: (metric: ForecastMetric) => string;
  /** Stored windows, each moment once. */
  readonly windows: (fromMs: number, toMs: number) => readonly WindowSummary[];
  /** Whether what is stored of this hour was counted as it is now. */
  readonly isAsNow: (fromMs: number, toMs: number) => boolean;
  readonly event: (event: Json) => void;
  readonly log: Log;
  /** A night's forecasts are made; the day is the first of them. */
  readonly made: (day: LocalDay, service: ForecastService) => void;
}

/**
 * Reads each hour once it is over, closes the day, and makes the forecasts of the night. One slice of a few milliseconds
 * a second, so that nothing waits for it.
 */
export class ForecastService {
  readonly metrics: readonly ForecastMetric[];
  readonly calendar: StoreCalendar;
  readonly clock: LocalClock;
  readonly #options: ForecastServiceOptions;
  readonly #state: ForecastState;
  #slices: Generator<void, never>;
  #nowMs = Number.NEGATIVE_INFINITY;
  /** Before this nothing is to do. */
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

  /** About once a second. */
  tick(nowMs: number): void {
    // The clock was set back by more than a day: the hours to come are read again.
    if (nowMs < this.#nowMs - DAY_MS) [this.#slices, this.#dueMs] = [this.#work(), nowMs];
    this.#nowMs = nowMs;
    if (this.metrics.length === 0 || nowMs < this.#dueMs) return;
    try {
      this.#slices.next();
    } catch (error) {
      // A storage that cannot be read costs an hour of the forecast, and no count.
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

  /** The open day; 24 local hours, null what is not over or was not seen. */
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

  /** The day after the last closed one; a new forecast begins with what is stored of earlier days. */
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

  /** Another definition counts from the next day on: on the day of the change both did. */
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
    // While it catches up, only the last night's forecast is of use.
    if (day + 1 < this.clock.dayAt(this.#nowMs)) return;
    for (const metric of this.metrics) yield* this.#forecast(this.history(metric));
    this.#options.file.write(this.#state);
    this.#options.made(day + 1, this);
  }

  *#forecast(history: MetricHistory): Generator<void> {
    history.keep(yield* forecastWeekInSlices(history.series, this.calendar));
    yield;
  }

  /** Once the last hour with visitors is over: the event comes while people remember the day. */
  #lookForAlarm(hourMs: number): void {
    const { day } = this.#today;
    const metric = this.metrics.find(({ kind }) => kind === 'entries');
    if (metric === undefined || !this.#options.settings.forecast.alarms) return;
    const { log, series } = this.history(metric);
    const expected = log.find(day)?.expected ?? [];
    const lastHour = expected.findLastIndex((value) => value !== null && value > 0);
    // Of a store that never closes, while it is still the same day.
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
