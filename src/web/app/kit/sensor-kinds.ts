import type { SensorKind } from '../../../core/model/sensor-kind.ts';
import type { StoreView } from '../../../ports/console.ts';
import { currentLanguage } from './i18n.ts';

type Sensors = Pick<StoreView, 'sensors'>;

/** What a sensor is called in the reader's language, as its driver says. */
export function labelOf({ sensors }: Sensors, id: string): string {
  return sensors.find((sensor) => sensor.id === id)?.labels[currentLanguage()] ?? '';
}

/** Undefined for a sensor that is no longer in the settings. */
export function findKind({ sensors }: Sensors, id: string): SensorKind | undefined {
  return sensors.find((sensor) => sensor.id === id)?.kind;
}
