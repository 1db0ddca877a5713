import type { ForecastHour } from '../../core/forecast/forecast-week.ts';
import type { LocalDay } from '../../core/forecast/store-calendar.ts';
import { DAYS_PER_WEEK, HOURS_PER_DAY } from '../../core/forecast/store-calendar.ts';
import type { Interval } from '../../core/privacy/period.ts';
import type { ExpectedHour, Forecast } from '../../core/privacy/rows.ts';
import type { ForecastService } from './forecast-service.ts';

const HOUR_MS = 3_600_000;

/** Returns the time of seven local days from `day` on: 167 to 169 hours. */
export function findInterval({ clock }: ForecastService, day: LocalDay): Interval {
  return { fromMs: clock.getDayStart(day), toMs: clock.getDayStart(day + DAYS_PER_WEEK) };
}

/**
 * Returns the forecasts that may leave the gateway: those of the whole store. Forecasts of queues are about people in
 * the store and stay on the device.
 */
export function listForecasts(service: ForecastService, day: LocalDay): Forecast[] {
  return service.metrics.flatMap((metric): Forecast[] => {
    const { week } = service.history(metric);
    if (metric.kind === 'queue' || week?.firstDay !== day || week.hours.length === 0) return [];
    return [[metric.kind, toHours(service, day, week.hours)]];
  });
}

function toHours(service: ForecastService, day: LocalDay, hours: readonly ForecastHour[]): ExpectedHour[] {
  const { clock } = service;
  const known = new Map(hours.map((hour) => [hour.day * HOURS_PER_DAY + hour.hour, hour]));
  const { fromMs, toMs } = findInterval(service, day);
  return Array.from({ length: Math.round((toMs - fromMs) / HOUR_MS) }, (_hour, i) => {
    const at = fromMs + i * HOUR_MS;
    return pack(known.get(clock.dayAt(at) * HOURS_PER_DAY + clock.hourAt(at)));
  });
}

function pack(hour: ForecastHour | undefined): ExpectedHour {
  if (hour === undefined) return null;
  const { expected, band80, band95 } = hour;
  return [expected, ...(band80 ?? [null, null]), ...(band95 ?? [null, null])];
}
