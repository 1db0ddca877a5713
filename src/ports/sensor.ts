import type { SensorId } from '../core/model/ids.ts';
import type { SensorObservation } from '../core/model/observation.ts';
import type { SensorModel } from '../core/model/store-model.ts';
import type { Clock } from './clock.ts';
import type { Links, SensorPort } from './links.ts';

/** The name of a sensor type, in each language of the console. */
export type SensorLabels = Readonly<Record<'en' | 'de' | 'fr' | 'es', string>>;

/** What a sensor does, in words for the people in the store (ETSI EN 303 645, provision 5.8-3). */
export interface Sensing {
  readonly senses: string;
  /** What the gateway keeps of the sensor's data, and for how long. */
  readonly keeps: string;
}

/** Properties shared by every sensor of one type. */
export interface SensorTraits {
  readonly labels: SensorLabels;
  readonly sensing: Sensing;
  /**
   * True when the sensor has a plug. After a loss, the gateway then tries often to open it again. That is cheap, and a
   * person who has just plugged it in may be waiting.
   */
  readonly canBeUnplugged: boolean;
}

/** A sensor's entry on the floor plan. */
export interface PlanEntry {
  /** Position in metres on the floor plan. */
  readonly position?: { readonly x: number; readonly y: number } | undefined;
  /** Pairs of the same point in the camera's picture (px) and on the floor plan (m). */
  readonly calibration?: readonly CalibrationPair[] | undefined;
}

export interface CalibrationPair {
  readonly picture: readonly [number, number];
  readonly floor: readonly [number, number];
}

/** A line as the device sent it, and whether it fits the settings. */
export type HeardLine = (text: string, isRead: boolean) => void;

/** One sensor from the settings. Only its driver knows its own settings. */
export interface Sensor {
  readonly id: SensorId;
  /** Sensor type from the settings, for display. No code depends on it. */
  readonly type: string;
  readonly name?: string | undefined;
  readonly traits: SensorTraits;
  /** The sensor as the engine models it; code switches on its `kind`. */
  readonly model: SensorModel;
  readonly port: SensorPort;
  readonly plan: PlanEntry;
  /** Yields until `signal` aborts. Throws when the link is lost; the supervisor then opens it again. */
  open(
    links: Links,
    context: { readonly clock: Clock; readonly signal: AbortSignal; readonly heard?: HeardLine },
  ): AsyncIterable<SensorObservation>;
}
