import type { SensorKind } from '../../../core/model/sensor-kind.ts';
import type { StoreView } from '../../../ports/console/console.ts';
import { currentLanguage } from './i18n.ts';

type Sensors = Pick<StoreView, 'sensors'>;

export function getSensorLabel({ sensors }: Sensors, id: string): string {
  return sensors.find((sensor) => sensor.id === id)?.labels[currentLanguage()] ?? '';
}

/** Returns undefined for a sensor that is not in the settings any more. */
export function findKind({ sensors }: Sensors, id: string): SensorKind | undefined {
  return sensors.find((sensor) => sensor.id === id)?.kind;
}
