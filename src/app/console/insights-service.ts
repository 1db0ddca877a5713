import type { ViewStep } from '../../core/insights/build-view.ts';
import { buildView } from '../../core/insights/build-view.ts';
import type { Figures } from '../../core/insights/figure.ts';
import type { InsightsView } from '../../core/insights/insights-view.ts';
import { listFigures } from '../../core/insights/list-figures.ts';
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

/** The pages of Insights, out of roll-ups and stored windows. */
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
    const nowMs = this.#options.now();
    const parts = kind === 'day' ? this.#readDay(first, before.flat()) : this.#readDays(days, before);
    return buildView({ ...head, nowMs, ...parts, hours: kind === 'week' ? this.#listEntries(days) : [] });
  }

  newer(query: InsightsQuery, sinceMs: number): NewerInsights | undefined {
    return newerThan(this.view(query), sinceMs);
  }

  /** A day hour by hour, each held against the same hour of the other days. */
  #readDay(day: LocalDay, before: readonly LocalDate[]) {
    const hours = this.#sums.hours(day.date);
    const others = before.map((date) => this.#hoursByClock(date));
    const starts = listHours(day);
    const steps = hours.map((totals, i): ViewStep => {
      const startMs = starts[i] ?? day.startMs;
      const base = others.flatMap((other) => listKnown(other.get(this.#clockHour(startMs)) ?? null));
      return { startMs, endMs: Math.min(startMs + HOUR_MS, day.endMs), totals, base };
    });
    const whole = hours.length === 0 ? this.#sums.day(day.date) : null;
    return { steps, whole, periods: others.flatMap((other) => this.#sameTime(day, other)) };
  }

  /** Of another day the hours that are over in this one. */
  #sameTime({ endMs }: LocalDay, other: ReadonlyMap<number, HourTotals>): Figures[] {
    const nowMs = this.#options.now();
    const until = nowMs >= endMs ? Number.POSITIVE_INFINITY : this.#clockHour(nowMs);
    return listKnown(joinHours([...other].flatMap(([hour, totals]) => (hour < until ? [totals] : []))));
  }

  /** Days one by one, each held against the same weekday of the other weeks. */
  #readDays(days: readonly LocalDay[], before: readonly (readonly LocalDate[])[]) {
    const nowMs = this.#options.now();
    const others = before.map((dates) => new Map(dates.map((date) => [date, this.#sums.day(date)])));
    const figures = others.map(
      (other) => new Map([...other].map(([date, totals]) => [date, listKnown(totals)])),
    );
    const steps = days.map(({ date, startMs, endMs }): ViewStep => {
      const base = figures.flatMap((other) =>
        [...other].flatMap(([day, known]) => (weekday(day) === weekday(date) ? known : [])),
      );
      return { startMs, endMs, totals: startMs > nowMs ? null : this.#sums.day(date), base };
    });
    const over = days.filter(({ endMs }) => endMs <= nowMs).length;
    const isOver = over === days.length;
    const periods = others.flatMap((other) =>
      listKnown(joinHours([...other.values()].slice(0, isOver ? other.size : over))),
    );
    return { steps, whole: null, periods };
  }

  #listEntries(days: readonly LocalDay[]): InsightsView['hours'] {
    return days.map(({ date, startMs }) =>
      startMs > this.#options.now() ? [] : this.#sums.hours(date).map((hour) => entriesOf(hour)),
    );
  }

  /** A day's hours by the store's clock; of an hour that comes twice the first. */
  #hoursByClock(date: LocalDate): ReadonlyMap<number, HourTotals> {
    const starts = listHours(getDay(date, this.#options.timeZone()));
    const byClock = new Map<number, HourTotals>();
    this.#sums.hours(date).forEach((totals, i) => {
      const hour = this.#clockHour(starts[i] ?? 0);
      if (!byClock.has(hour)) byClock.set(hour, totals);
    });
    return byClock;
  }

  #clockHour(ms: number): number {
    const localMs = ms + utcOffset(this.#options.timeZone(), ms);
    return Math.floor(localMs / HOUR_MS) % 24;
  }

  get #sums(): DaySums {
    return this.#options.sums();
  }
}

function listKnown(totals: HourTotals): Figures[] {
  return totals === null ? [] : [listFigures(totals)];
}

function entriesOf(hour: HourTotals): number | null {
  const entries = hour?.items['store']?.[0]?.['entries'];
  return typeof entries === 'number' ? entries : null;
}

/** What is newer than a view that ends at `sinceMs`; undefined when nothing is. */
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
