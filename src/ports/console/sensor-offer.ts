import type { SensorKind } from '../../core/model/sensor-kind.ts';
import type { SensorLabels } from '../sensor.ts';
import type { PluggedDevice } from './found-device.ts';

/** A sensor type that a technician can choose. */
export interface SensorOffer {
  /** Main purpose of the type, which is its group in the list. */
  readonly does: SensorKind;
  /** SVG path in a square of 48 units. */
  readonly picture: string;
  /** Kind of search that finds such devices; absent when there is none. */
  readonly found?: PluggedDevice['kind'];
  /** Name of the setting that identifies the device, such as `path`. */
  readonly setting?: string;
  /**
   * True when some settings can be made only on the gateway itself. The console then offers only devices that were
   * found.
   */
  readonly isOnlyFound?: boolean;
  /** Name of the type for technicians, and one sentence about it. */
  readonly name: SensorLabels;
  readonly about: SensorLabels;
}

export interface OfferedSensor extends SensorOffer {
  readonly type: string;
}
