import type { ForecastMetric } from '../../core/forecast/forecast-metrics.ts';
import { measureHour, measureService, metricId } from '../../core/forecast/forecast-metrics.ts';
import type { HourSample } from '../../core/forecast/hour-grid.ts';
import { toLocalHours } from '../../core/forecast/hour-grid.ts';
import type { ServiceRecord } from '../../core/forecast/staffing.ts';
import type { LocalDay } from '../../core/forecast/store-calendar.ts';
import { HOURS_PER_DAY } from '../../core/forecast/store-calendar.ts';
import type { WindowSummary } from '../../core/model/window-summary.ts';

/** The counts of the present local day, by metric. */
export class OpenDay {
  readonly day: LocalDay;
  readonly #timezone: string;
  readonly #samples = new Map<string, HourSample[]>();
  readonly #service = new Map<string, ServiceRecord>();

  constructor(day: LocalDay, timezone: string) {
    this.day = day;
    this.#timezone = timezone;
  }

  add(metric: ForecastMetric, startMs: number, windows: readonly WindowSummary[]): void {
    const id = metricId(metric);
    const samples = this.#samples.get(id) ?? [];
    this.#samples.set(id, samples);
    samples.push({ startMs, value: measureHour(metric, windows) });
    const { served, busyMs } = measureService(metric, windows);
    const before = this.service(metric);
    this.#service.set(id, { served: before.served + served, busyMs: before.busyMs + busyMs });
  }

  /** Returns the 24 local hours. An hour is null if it is not over, or if no sensor counted it. */
  hours(metric: ForecastMetric): readonly (number | null)[] {
    const { firstDay, hours } = toLocalHours(this.#samples.get(metricId(metric)) ?? [], this.#timezone);
    const at = (this.day - firstDay) * HOURS_PER_DAY;
    return Array.from({ length: HOURS_PER_DAY }, (_hour, hour) => hours[at + hour] ?? null);
  }

  service(metric: ForecastMetric): ServiceRecord {
    return this.#service.get(metricId(metric)) ?? { served: 0, busyMs: 0 };
  }
}
