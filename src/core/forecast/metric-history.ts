import type { Codec, TypeOf } from '../model/codec.ts';
import { choice, converted, list, nullable, number, struct, text, tuple } from '../model/codec.ts';
import { DayAheadLog } from './day-ahead-log.ts';
import type { ForecastHour, WeekForecast } from './forecast-week.ts';
import type { HourlySeries } from './hour-grid.ts';
import type { ServiceRecord } from './staffing.ts';
import type { LocalDay } from './store-calendar.ts';
import { HOURS_PER_DAY } from './store-calendar.ts';

/** Days kept: enough to find the same date of last year. */
const MAX_DAYS = 400;
/** Days of service records behind the staffing hint. */
const SERVICE_DAYS = 28;

type Saved = TypeOf<typeof SAVED>;

const INTERVAL = nullable(tuple(number, number));
const WEEK = struct({
  firstDay: number,
  basis: choice('none', 'last-week', 'model'),
  historyDays: number,
  hours: list(tuple(number, number, number, INTERVAL, INTERVAL)),
});
const SERVICE = tuple(number, number, number);
const SAVED = struct({
  firstDay: number,
  hours: list(nullable(number)),
  definitions: list(tuple(number, text())),
  week: nullable(WEEK),
  service: list(SERVICE),
  log: list(tuple(number, list(nullable(number)))),
});

export type KeptWeek = Pick<WeekForecast, 'firstDay' | 'basis' | 'historyDays' | 'hours'>;

/** One metric's past days by hour, the forecasts made for them at midnight, and the newest forecast. */
export class MetricHistory {
  readonly log: DayAheadLog;
  #week: KeptWeek | null = null;
  #firstDay = 0;
  #hours: (number | null)[] = [];
  #definitions: { fromDay: LocalDay; id: string }[] = [];
  /** For each day: people served and milliseconds that staff were busy. */
  #service: [day: LocalDay, served: number, busyMs: number][] = [];

  constructor(log: DayAheadLog = new DayAheadLog()) {
    this.log = log;
  }

  /** Adds a day. Days between the last one and this one become null. A day that is already stored is replaced. */
  putDay(day: LocalDay, hours: readonly (number | null)[]): void {
    if (this.#hours.length === 0) this.#firstDay = day;
    const at = (day - this.#firstDay) * HOURS_PER_DAY;
    if (at < 0) return;
    while (this.#hours.length < at) this.#hours.push(null);
    for (let hour = 0; hour < HOURS_PER_DAY; hour++) this.#hours[at + hour] = hours[hour] ?? null;
    const surplus = this.#hours.length - MAX_DAYS * HOURS_PER_DAY;
    if (surplus > 0) {
      this.#hours.splice(0, surplus);
      this.#firstDay += surplus / HOURS_PER_DAY;
    }
  }

  putService(day: LocalDay, { served, busyMs }: ServiceRecord): void {
    const others = this.#service.filter(([known]) => known !== day && known > day - SERVICE_DAYS);
    this.#service = [...others, [day, served, busyMs]];
  }

  /** Keeps a night's forecast, rounded to a tenth. Its first day is later compared with the counts. */
  keep({ firstDay, basis, historyDays, hours }: WeekForecast): void {
    this.#week = { firstDay, basis, historyDays, hours: hours.map((hour) => unpackHour(packHour(hour))) };
    const expected = new Array<number | null>(HOURS_PER_DAY).fill(null);
    for (const hour of this.#week.hours) if (hour.day === firstDay) expected[hour.hour] = hour.expected;
    this.log.add({ day: firstDay, expected });
  }

  get week(): KeptWeek | null {
    return this.#week;
  }

  /** Starts a new definition on this day, if it differs. Earlier counts are then never compared with later ones. */
  define(day: LocalDay, id: string): void {
    const last = this.#definitions.at(-1);
    if (last?.id === id) return;
    this.#definitions = [...this.#definitions.filter(({ fromDay }) => fromDay < day), { fromDay: day, id }];
    if (last !== undefined) [this.#week, this.#service] = [null, []];
  }

  /** The last stored day; undefined before the first. */
  get lastDay(): LocalDay | undefined {
    const days = this.#hours.length / HOURS_PER_DAY;
    return days === 0 ? undefined : this.#firstDay + days - 1;
  }

  get series(): HourlySeries {
    return { firstDay: this.#firstDay, hours: this.#hours, definitions: this.#definitions };
  }

  get service(): ServiceRecord {
    return this.#service.reduce(
      (sum, [, served, busyMs]) => ({ served: sum.served + served, busyMs: sum.busyMs + busyMs }),
      { served: 0, busyMs: 0 },
    );
  }

  static readonly codec: Codec<MetricHistory> = converted(
    SAVED,
    (history: MetricHistory) => history.#save(),
    (saved) => MetricHistory.#restore(saved),
  );

  #save(): Saved {
    return {
      firstDay: this.#firstDay,
      hours: this.#hours,
      definitions: this.#definitions.map(({ fromDay, id }) => [fromDay, id]),
      week: this.#week && { ...this.#week, hours: this.#week.hours.map(packHour) },
      service: this.#service,
      log: this.log.days.map(({ day, expected }) => [day, [...expected]]),
    };
  }

  static #restore({ firstDay, hours, definitions, week, service, log }: Saved): MetricHistory {
    const days = log.map(([day, expected]) => ({ day, expected }));
    const history = new MetricHistory(new DayAheadLog(days));
    [history.#firstDay, history.#hours, history.#service] = [firstDay, hours, service];
    history.#definitions = definitions.map(([fromDay, id]) => ({ fromDay, id }));
    history.#week = week && { ...week, hours: week.hours.map(unpackHour) };
    return history;
  }
}

type PackedHour = [number, number, number, [number, number] | null, [number, number] | null];

function packHour({ day, hour, expected, band80, band95 }: ForecastHour): PackedHour {
  const round = (interval: ForecastHour['band80']): [number, number] | null =>
    interval === null ? null : [tenths(interval[0]), tenths(interval[1])];
  return [day, hour, tenths(expected), round(band80), round(band95)];
}

function unpackHour([day, hour, expected, band80, band95]: PackedHour): ForecastHour {
  return { day, hour, expected, band80, band95 };
}

function tenths(value: number): number {
  return Math.round(10 * value) / 10;
}
