import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Settings } from '../../config/schema.ts';
import { describeMetric, withCountedDoors } from '../../core/forecast/forecast-metrics.ts';
import { selectLongestWindows } from '../../core/metrics/merging/longest-windows.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import type { StoreModel } from '../../core/model/store-model.ts';
import type { WindowSummary } from '../../core/model/window-summary.ts';
import type { EventStore } from '../../ports/event-store.ts';
import type { Log } from '../../ports/log.ts';
import { ExperimentFile } from '../experiments/experiment-file.ts';
import { ExperimentService } from '../experiments/experiment-service.ts';
import { createForecast } from '../forecast/create-forecast.ts';
import type { Pipeline } from './pipeline.ts';
import { parseWindow } from './window-codec.ts';

export interface OutlookOptions {
  readonly settings: Settings;
  readonly model: StoreModel;
  readonly store: Pick<EventStore, 'rows' | 'windows'>;
  readonly directory: string;
  /** Hash of the active definition. */
  readonly def: string;
  readonly pipeline: Pick<Pipeline, 'engine' | 'event' | 'forecast'>;
  readonly log: Log;
}

/** Creates the forecasts, and the experiments if there are any in the settings. Both read stored windows. */
export function createOutlook({ settings, model, store, directory, def, pipeline, log }: OutlookOptions) {
  const windows = (from: number, to: number): readonly WindowSummary[] =>
    selectLongestWindows(
      store.windows(from as EpochMs, to as EpochMs).map(({ payload }) => parseWindow(payload)),
    );
  const counted = () => withCountedDoors(model, pipeline.engine.doors(0 as EpochMs));
  const forecast = createForecast({
    ...{ settings, model, counted, store, windows, def, log, path: join(directory, 'forecast.json') },
    event: (event) => pipeline.event(event),
    publish: (day, interval, forecasts) => pipeline.forecast(day, interval, forecasts),
  });
  if (settings.experiments.length === 0) return { forecast };
  const experiments = new ExperimentService({
    ...{ settings, windows, log, file: new ExperimentFile(join(directory, 'experiments.json'), log) },
    define: (experiment) => defineExperiment(experiment, counted()),
  });
  return { forecast, experiments };
}

function defineExperiment({ zone, measure }: Settings['experiments'][number], model: StoreModel): string {
  const kind = measure === 'captureRate' ? 'passersBy' : 'entries';
  const words =
    zone === undefined
      ? describeMetric({ kind }, model)
      : JSON.stringify(model.zones.filter(({ id }) => id === zone));
  return createHash('sha256').update(words).digest('hex').slice(0, 8);
}
