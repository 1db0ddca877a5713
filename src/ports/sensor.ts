import type { SensorId } from '../core/model/ids.ts';
import type { SensorObservation } from '../core/model/observation.ts';
import type { SensorModel } from '../core/model/store-model.ts';
import type { Clock } from './clock.ts';
import type { Links, SensorPort } from './links.ts';

/** What a device of a type is called, in each language of the console. */
export type SensorLabels = Readonly<Record<'en' | 'de' | 'fr' | 'es', string>>;

/** In words for the people who are sensed. ETSI EN 303 645, provision 5.8-3. */
export interface Sensing {
  /** What it senses. */
  readonly senses: string;
  /** What becomes of it, and for how long it exists. */
  readonly keeps: string;
}

/** What is the same for every sensor of one type. */
export interface SensorTraits {
  readonly labels: SensorLabels;
  readonly sensing: Sensing;
  /** It hangs on a plug: looking whether it is back costs little, and the person who put it back waits for it. */
  readonly canBeUnplugged: boolean;
}

/** What the floor plan shows of a sensor. */
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
  /** As the settings name it: a label for people. Nothing is decided by it. */
  readonly type: string;
  readonly name?: string | undefined;
  readonly traits: SensorTraits;
  /** What the engine makes of it: switch on its `kind`. */
  readonly model: SensorModel;
  readonly port: SensorPort;
  readonly plan: PlanEntry;
  /** Yields until `signal` aborts. Throws when the link is lost, and the supervisor opens it again. */
  open(
    links: Links,
    context: { readonly clock: Clock; readonly signal: AbortSignal },
  ): AsyncIterable<SensorObservation>;
}
