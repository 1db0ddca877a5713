import type { SensorId } from '../core/model/ids.ts';
import type { SensorObservation } from '../core/model/observation.ts';
import type { SensorModel } from '../core/model/store-model.ts';
import type { Clock } from './clock.ts';
import type { Links, SensorPort } from './links.ts';

/** The name of a sensor type, in each language of the console. */
export type SensorLabels = Readonly<Record<'en' | 'de' | 'fr' | 'es', string>>;

/** In words for the people who are sensed. ETSI EN 303 645, provision 5.8-3. */
export interface Sensing {
  /** What the sensor senses. */
  readonly senses: string;
  /** What is kept of it, and for how long. */
  readonly keeps: string;
}

/** Properties shared by every sensor of one type. */
export interface SensorTraits {
  readonly labels: SensorLabels;
  readonly sensing: Sensing;
  /** It has a plug: checking whether it is back costs little, and its user waits for it. */
  readonly canBeUnplugged: boolean;
}

/** A sensor's entry on the floor plan. */
export interface PlanEntry {
  /** Metres on the floor plan. */
  readonly position?: { readonly x: number; readonly y: number } | undefined;
  /** The same points in a camera's picture (px) and on the floor plan (m). */
  readonly calibration?: readonly CalibrationPair[] | undefined;
}

export interface CalibrationPair {
  readonly picture: readonly [number, number];
  readonly floor: readonly [number, number];
}

/** One sensor of the settings. Its own settings stay with its driver, typed. */
export interface Sensor {
  readonly id: SensorId;
  /** The type from the settings: a label for people. No code depends on it. */
  readonly type: string;
  readonly name?: string | undefined;
  readonly traits: SensorTraits;
  /** The sensor's model for the engine: switch on its `kind`. */
  readonly model: SensorModel;
  readonly port: SensorPort;
  readonly plan: PlanEntry;
  /** Yields until `signal` aborts. Throws when the link is lost, and the supervisor opens it again. */
  open(
    links: Links,
    context: { readonly clock: Clock; readonly signal: AbortSignal },
  ): AsyncIterable<SensorObservation>;
}
