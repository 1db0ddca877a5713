import type { SensorKind } from '../../core/model/sensor-kind.ts';
import type { SensorLabels } from '../sensor.ts';
import type { PluggedDevice } from './found-device.ts';

/** A sensor type as a technician chooses it. */
export interface SensorOffer {
  /** What it mostly does: what it is listed under. */
  readonly does: SensorKind;
  /** Strokes in a square of 48, as the path of an SVG. */
  readonly picture: string;
  /** How the gateway finds such a device; absent where it finds none. */
  readonly found?: PluggedDevice['kind'];
  /** The setting that names the device. */
  readonly setting?: string;
  /** Its address is set on the gateway itself: a phone adds it only if it was found. */
  readonly isOnlyFound?: boolean;
  /** Its name in the technician's words, and one sentence on what it is. */
  readonly name: SensorLabels;
  readonly about: SensorLabels;
}

export interface OfferedSensor extends SensorOffer {
  readonly type: string;
}
