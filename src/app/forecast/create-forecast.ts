import { createHash } from 'node:crypto';
import type { Settings } from '../../config/schema.ts';
import { describeMetric } from '../../core/forecast/forecast-metrics.ts';
import type { EpochMs, Json } from '../../core/model/ids.ts';
import type { StoreModel } from '../../core/model/store-model.ts';
import type { WindowSummary } from '../../core/model/window-summary.ts';
import type { Interval } from '../../core/privacy/period.ts';
import type { Forecast } from '../../core/privacy/rows.ts';
import type { EventStore } from '../../ports/event-store.ts';
import type { Log } from '../../ports/log.ts';
import { ForecastFile } from './forecast-file.ts';
import { findInterval, listForecasts } from './forecast-rows.ts';
import { ForecastService } from './forecast-service.ts';
import { toDate } from './store-calendar.ts';

export interface CreateForecastOptions {
  readonly settings: Settings;
  readonly model: StoreModel;
  /** Returns the model without doors that never counted. */
  readonly counted: () => StoreModel;
  /** Path of the file with history and forecasts. */
  readonly path: string;
  readonly store: Pick<EventStore, 'rows'>;
  /** Returns stored windows that do not overlap. */
  readonly windows: (from: EpochMs, to: EpochMs) => readonly WindowSummary[];
  /** Hash of the active definition. Rows that were counted under another definition are ignored. */
  readonly def: string;
  readonly event: (event: Json) => void;
  readonly log: Log;
  /** Publishes those forecasts of a night that the cloud may receive. */
  readonly publish: (day: string, interval: Interval, forecasts: readonly Forecast[]) => void;
}

/** Creates the forecast service. Returns undefined when the settings turn forecasts off. */
export function createForecast(options: CreateForecastOptions): ForecastService | undefined {
  const { settings, model, counted, path, store, windows, def, event, log, publish } = options;
  if (!settings.forecast.enabled) return undefined;
  return new ForecastService({
    ...{ settings, model, event, log },
    made: (day, service) => publish(toDate(day), findInterval(service, day), listForecasts(service, day)),
    file: new ForecastFile(path, log),
    define: (metric) => hash(describeMetric(metric, counted())),
    windows: (from, to) => windows(from as EpochMs, to as EpochMs),
    isAsNow: (from, to) => {
      const rows = store.rows(from as EpochMs, to as EpochMs);
      return (
        rows.length > 0 && rows.every(({ payload }) => (JSON.parse(payload) as { def?: string }).def === def)
      );
    },
  });
}

function hash(words: string): string {
  return createHash('sha256').update(words).digest('hex').slice(0, 8);
}
