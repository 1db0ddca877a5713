import type { ViewStep } from '../../core/insights/build-view.ts';
import { buildView } from '../../core/insights/build-view.ts';
import type { Figures } from '../../core/insights/figure.ts';
import type { InsightsView } from '../../core/insights/insights-view.ts';
import type { Measure, Span } from '../../core/insights/span-figures.ts';
import { figuresIn } from '../../core/insights/span-figures.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import type { LocalDate } from '../../core/time/local-date.ts';
import { weekday } from '../../core/time/local-date.ts';
import { utcOffset } from '../../core/time/utc-offset.ts';
import type { ConsoleInsights, InsightsQuery, NewerInsights } from '../../ports/console/console-insights.ts';
import type { DaySums, HourTotals } from '../gateway/roll-ups/day-sums.ts';
import { joinHours } from '../gateway/roll-ups/day-sums.ts';
import type { LocalDay } from '../gateway/roll-ups/local-day.ts';
import { getDay, listHours } from '../gateway/roll-ups/local-day.ts';
import { daysBefore, daysOfView } from './insights-calendar.ts';

interface InsightsOptions {
  readonly sums: () => DaySums;
  readonly timeZone: () => string;
  readonly minimumCount: () => number;
  readonly now: () => EpochMs;
}

const HOUR_MS = 3_600_000;

/** A time span with its counts, as far as they are known. */
type Known = Span & { readonly totals: HourTotals };

/** Computes the Insights pages from roll-ups and stored windows. */
export class InsightsService implements ConsoleInsights {
  readonly #options: InsightsOptions;

  constructor(options: InsightsOptions) {
    this.#options = options;
  }

  view({ kind, date, against }: InsightsQuery): InsightsView {
    const timeZone = this.#options.timeZone();
    const days = daysOfView(kind, date).map((day) => getDay(day, timeZone));
    const before = daysBefore(
      kind,
      against,
      days.map((day) => day.date),
    );
    const [first, last] = [days[0], days.at(-1)];
    if (first === undefined || last === undefined) throw new RangeError('a view without a day');
    const head = {
      ...{ kind, against, from: first.date, to: last.date, startMs: first.startMs, endMs: last.endMs },
      minimumCount: this.#options.minimumCount(),
    };
    const parts = kind === 'day' ? this.#readDay(first, before.flat()) : this.#readDays(days, before);
    const hours = kind === 'week' ? this.#listEntries(days) : [];
    return buildView({ ...head, ...this.#measure, ...parts, hours });
  }

  newer(query: InsightsQuery, sinceMs: number): NewerInsights | undefined {
    return newerThan(this.view(query), sinceMs);
  }

  /** Returns the hours of a day. Each hour is compared with the same hour of the days in `before`. */
  #readDay(day: LocalDay, before: readonly LocalDate[]) {
    const hours = this.#sums.hours(day.date);
    const others = before.map((date) => this.#hoursByClock(date));
    const steps = listSpans(day).flatMap((span, i): ViewStep[] => {
      const totals = hours[i];
      if (totals === undefined) return [];
      const hour = this.#clockHour(span.startMs);
      return [{ ...span, totals, base: others.flatMap((other) => this.#figures(other.get(hour))) }];
    });
    const whole = hours.length === 0 ? this.#sums.day(day.date) : null;
    return { steps, whole, periods: others.flatMap((other) => this.#sameTime(day, other)) };
  }

  /** Returns the figures of another day for comparison with today, using only the hours that are already over today. */
  #sameTime({ endMs }: LocalDay, other: ReadonlyMap<number, Known>): Figures[] {
    const { nowMs } = this.#measure;
    const until = nowMs >= endMs ? Number.POSITIVE_INFINITY : this.#clockHour(nowMs);
    return this.#joined([...other].flatMap(([hour, known]) => (hour < until ? [known] : [])));
  }

  /** Returns the days of a week or month. Each day is compared with the same weekday in `before`. */
  #readDays(days: readonly LocalDay[], before: readonly (readonly LocalDate[])[]) {
    const { nowMs } = this.#measure;
    const others = before.map((dates) => dates.map((date) => this.#knownDay(date)));
    const figures = others.map((other) => other.map((known) => [known.date, this.#figures(known)] as const));
    const steps = days.map(({ date, startMs, endMs }): ViewStep => {
      const base = figures.flatMap((other) =>
        other.flatMap(([day, known]) => (weekday(day) === weekday(date) ? known : [])),
      );
      return { startMs, endMs, totals: startMs > nowMs ? null : this.#sums.day(date), base };
    });
    const over = days.filter(({ endMs }) => endMs <= nowMs).length;
    const isOver = over === days.length;
    const periods = others.flatMap((other) => this.#joined(other.slice(0, isOver ? other.length : over)));
    return { steps, whole: null, periods };
  }

  #knownDay(date: LocalDate): Known & LocalDay {
    return { ...getDay(date, this.#options.timeZone()), totals: this.#sums.day(date) };
  }

  /** Adds up the counts of all given spans. The result covers the time from the first start to the last end. */
  #joined(parts: readonly Known[]): Figures[] {
    const [first, last] = [parts[0], parts.at(-1)];
    if (first === undefined || last === undefined) return [];
    const totals = joinHours(parts.map((part) => part.totals));
    return this.#figures({ startMs: first.startMs, endMs: last.endMs, totals });
  }

  /** Returns the figures of a span. Empty when storage has no window in it. */
  #figures(known: Known | undefined): Figures[] {
    return known === undefined || known.totals === null
      ? []
      : [figuresIn(known.totals, known, this.#measure)];
  }

  #listEntries(days: readonly LocalDay[]): InsightsView['hours'] {
    return days.map(({ date, startMs }) =>
      this.#sums
        .hours(date)
        .filter((_hour, i) => startMs + i * HOUR_MS < this.#options.now())
        .map((hour) => entriesOf(hour)),
    );
  }

  /**
   * Returns the hours of a day by local hour. When clocks go back, an hour occurs twice: only the first is returned.
   */
  #hoursByClock(date: LocalDate): ReadonlyMap<number, Known> {
    const hours = this.#sums.hours(date);
    const byClock = new Map<number, Known>();
    listSpans(getDay(date, this.#options.timeZone())).forEach((span, i) => {
      const hour = this.#clockHour(span.startMs);
      const totals = hours[i];
      if (totals !== undefined && !byClock.has(hour)) byClock.set(hour, { ...span, totals });
    });
    return byClock;
  }

  #clockHour(ms: number): number {
    const localMs = ms + utcOffset(this.#options.timeZone(), ms);
    return Math.floor(localMs / HOUR_MS) % 24;
  }

  get #measure(): Measure {
    return { nowMs: this.#options.now(), openSeconds: this.#sums.openSeconds };
  }

  get #sums(): DaySums {
    return this.#options.sums();
  }
}

/** Returns the hours of a day as time spans, from midnight on. */
function listSpans(day: LocalDay): Span[] {
  return listHours(day).map((startMs) => ({ startMs, endMs: Math.min(startMs + HOUR_MS, day.endMs) }));
}

function entriesOf(hour: HourTotals): number | null {
  const entries = hour?.items['store']?.[0]?.['entries'];
  return typeof entries === 'number' ? entries : null;
}

/** Returns the part of a view that changed after `sinceMs`. Undefined when nothing changed. */
function newerThan(view: InsightsView, sinceMs: number): NewerInsights | undefined {
  if (view.knownToMs === null || view.knownToMs <= sinceMs) return undefined;
  const firstStep = Math.max(
    0,
    view.steps.findLastIndex((startMs) => startMs <= sinceMs),
  );
  const tail = <T>(list: readonly T[]) => list.slice(firstStep);
  const series = Object.entries(view.series).map(([key, { value, low, high, seen }]) => [
    key,
    {
      value: tail(value),
      ...(low === undefined || high === undefined ? {} : { low: tail(low), high: tail(high) }),
      ...(seen === undefined ? {} : { seen: tail(seen) }),
    },
  ]);
  return { ...view, firstStep, series: Object.fromEntries(series), usualEntries: [], hours: [] };
}
