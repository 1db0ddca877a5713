import type { z } from 'zod';
import type { Json, SensorId } from '../core/model/ids.ts';
import type { SensorObservation } from '../core/model/observation.ts';
import type { SensorContribution } from '../core/model/store-model.ts';
import type { Clock } from './clock.ts';
import type { PluggedDevice } from './console/found-device.ts';
import type { SensorOffer } from './console/sensor-offer.ts';
import type { LinkName, LinkOptions, Links, SensorPort } from './links.ts';
import type { HeardLine, PlanEntry, Sensor, SensorTraits } from './sensor.ts';

export interface DriverContext<Link, Options = unknown> {
  readonly sensor: SensorId;
  readonly link: Link;
  /** The link options that the driver returned. */
  readonly options: Options;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Receives each text line of the device, so that the console can show it. Absent: lines are not shown. */
  readonly heard?: HeardLine;
}

/** One sensor type. The types of its settings and of its link are erased, so that all sensor types fit one list. */
export interface SensorDriver extends SensorTraits {
  readonly type: string;
  readonly offer: SensorOffer;
  readonly link: LinkName;
  /** Schema of one sensor's settings as a strict object, without `id`, `type` and `name`. */
  readonly config: z.ZodObject;
  /** Suggests settings for a device that the driver knows; undefined for any other. */
  suggest(found: PluggedDevice): { readonly [key: string]: Json } | undefined;
  /** `settings` is the output of `config`. */
  configure(
    identity: { readonly id: SensorId; readonly name?: string | undefined },
    settings: Readonly<Record<string, unknown>>,
  ): Sensor;
}

interface Definition<C extends z.ZodObject, L extends LinkName> extends SensorTraits {
  readonly type: string;
  readonly offer: SensorOffer;
  readonly link: L;
  readonly config: C;
  /** What the sensor contributes to the store's counts. */
  readonly contributes: (settings: z.output<C>) => SensorContribution;
  readonly opens: (settings: z.output<C>, sensor: SensorId) => LinkOptions[L];
  /** Suggests settings for a found device. Absent: the driver recognises no devices. */
  readonly suggests?: (found: PluggedDevice) => { readonly [key: string]: Json } | undefined;
  /** The sensor's entry on the floor plan. Absent: none. */
  readonly plan?: (settings: z.output<C>) => PlanEntry;
  readonly observe: (
    settings: z.output<C>,
    context: DriverContext<Links[L], LinkOptions[L]>,
  ) => AsyncIterable<SensorObservation>;
}

/** Defines a sensor type: everything that the rest of the program needs to know about it. */
export function defineDriver<C extends z.ZodObject, L extends LinkName>(
  driver: Definition<C, L>,
): SensorDriver {
  const { type, offer, link, config, labels, sensing, canBeUnplugged } = driver;
  const traits = { labels, sensing, canBeUnplugged };
  return {
    ...{ type, offer, link, config },
    ...traits,
    suggest: (found) => driver.suggests?.(found),
    configure({ id, name }, settings: z.output<C>) {
      const options = driver.opens(settings, id);
      return {
        ...{ id, type, name, traits },
        model: { id, type, ...driver.contributes(settings) },
        port: { link, options } as SensorPort,
        plan: driver.plan?.(settings) ?? {},
        open: (links, context) =>
          driver.observe(settings, { ...context, sensor: id, link: links[link], options }),
      };
    },
  };
}
