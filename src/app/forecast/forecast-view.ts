import type { Settings } from '../../config/schema.ts';
import { findAlarmBand } from '../../core/forecast/day-alarms.ts';
import { toRoot } from '../../core/forecast/forecast-errors.ts';
import type { ForecastMetric } from '../../core/forecast/forecast-metrics.ts';
import type { ForecastHour, Interval } from '../../core/forecast/forecast-week.ts';
import { intervalAround } from '../../core/forecast/forecast-week.ts';
import { forecastRestOfDay } from '../../core/forecast/rest-of-day.ts';
import { planStaff } from '../../core/forecast/staffing.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import type {
  ForecastHourView,
  ForecastView,
  MetricForecastView,
} from '../../ports/console/console-forecast.ts';
import type { ForecastService } from './forecast-service.ts';
import { toDate } from './store-calendar.ts';

const HOUR_MS = 3_600_000;

/** Returns the newest forecasts, as the console draws them. */
export function viewForecast(service: ForecastService | undefined, settings: Settings): ForecastView {
  const { longestWaitSeconds } = settings.forecast;
  if (service === undefined)
    return { isEnabled: false, longestWaitSeconds, metrics: [], unusual: [], visibleDrop: null };
  return {
    ...{ isEnabled: true, longestWaitSeconds },
    metrics: service.metrics.map((metric) => viewMetric(service, metric, longestWaitSeconds)),
    unusual: service.alarms.map(({ day, hour, actual, expected }) => ({
      ...{ date: toDate(day), hour, entries: actual, expected: Math.round(expected) },
    })),
    visibleDrop: findVisibleDrop(service),
  };
}

function viewMetric(
  service: ForecastService,
  metric: ForecastMetric,
  longestWaitSeconds: number,
): MetricForecastView {
  const { week, service: record } = service.history(metric);
  const hours = updateToday(service, metric);
  const staff = planStaff(hours, record, 1_000 * longestWaitSeconds);
  const actual = service.today(metric);
  return {
    kind: metric.kind,
    zone: metric.kind === 'queue' ? metric.zone : null,
    basis: week?.basis ?? 'none',
    historyDays: week?.historyDays ?? 0,
    hours: hours.map((hour): ForecastHourView => {
      const { day, expected, band80, band95 } = hour;
      const was = day === actual.day ? (actual.hours[hour.hour] ?? null) : null;
      return { at: getStart(service, hour), actual: was, expected, band80, band95 };
    }),
    staff: staff.map((hour) => ({ at: getStart(service, hour), staff: hour.staff, range: hour.range })),
  };
}

function getStart(
  service: ForecastService,
  { day, hour }: { readonly day: number; readonly hour: number },
): EpochMs {
  // When the clocks change, the day has 23 or 25 hours. The hours after the change are counted back from the next
  // midnight.
  const fromStart = service.clock.getDayStart(day) + hour * HOUR_MS;
  const isShifted = service.clock.hourAt(fromStart) !== hour;
  return (isShifted ? service.clock.getDayStart(day + 1) - (24 - hour) * HOUR_MS : fromStart) as EpochMs;
}

/**
 * Returns the forecast with today's remaining hours updated by the hours that are over. Other days keep the forecast
 * made at night.
 */
function updateToday(service: ForecastService, metric: ForecastMetric): readonly ForecastHour[] {
  const { week, log, series } = service.history(metric);
  const { day, hours } = service.today(metric);
  const ahead = log.find(day);
  if (week === null || ahead === undefined) return week?.hours ?? [];
  const soFar = hours.slice(0, hours.findLastIndex((value) => value !== null) + 1);
  const rest = new Map(
    forecastRestOfDay(ahead, soFar, log.compare(series, day)).map((hour) => [hour.hour, hour]),
  );
  return week.hours.map((hour) => {
    const known = hour.day === day ? rest.get(hour.hour) : undefined;
    if (known === undefined) return hour;
    const { expected, widthShare } = known;
    const band = (interval: Interval | null) =>
      interval && intervalAround(expected, widthShare * (toRoot(interval[1]) - toRoot(hour.expected)));
    return { ...hour, expected, band80: band(hour.band80), band95: band(hour.band95) };
  });
}

function findVisibleDrop(service: ForecastService): number | null {
  const metric = service.metrics.find(({ kind }) => kind === 'entries');
  if (metric === undefined) return null;
  const { log, series } = service.history(metric);
  const { day } = service.today(metric);
  const ahead = log.find(day);
  const band = ahead && findAlarmBand({ ...ahead, actual: ahead.expected }, log.compare(series, day));
  return band === undefined ? null : 1 - band.lowShare;
}
