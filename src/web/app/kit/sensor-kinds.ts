import type { SensorKind } from '../../../core/model/sensor-kind.ts';
import type { StoreView } from '../../../ports/console/console.ts';
import { currentLanguage } from './i18n.ts';

type Sensors = Pick<StoreView, 'sensors'>;

/** The label of a sensor in the reader's language, from its driver. */
export function getSensorLabel({ sensors }: Sensors, id: string): string {
  return sensors.find((sensor) => sensor.id === id)?.labels[currentLanguage()] ?? '';
}

/** Undefined for a sensor that is no longer in the settings. */
export function findKind({ sensors }: Sensors, id: string): SensorKind | undefined {
  return sensors.find((sensor) => sensor.id === id)?.kind;
}
