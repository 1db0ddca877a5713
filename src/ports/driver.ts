import type { z } from 'zod';
import type { SensorObservation } from '../core/observation.ts';
import type { SensorId } from '../core/types.ts';
import type { Clock } from './clock.ts';
import type { Links } from './links.ts';

export interface DriverContext<Link> {
  readonly sensor: SensorId;
  readonly link: Link;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** One sensor type, with the types of its own settings and link erased. */
export interface SensorDriver {
  readonly type: string;
  readonly link: keyof Links;
  /** A strict object: the settings of one sensor of this type, without `id`, `type` and `name`. */
  readonly config: z.ZodObject;
  /** Yields until `signal` aborts; throws when the link is lost, and the supervisor opens it again. */
  open(
    rawConfig: unknown,
    links: Links,
    context: Omit<DriverContext<never>, 'link'>,
  ): AsyncIterable<SensorObservation>;
}

export function defineDriver<C extends z.ZodObject, L extends keyof Links>(driver: {
  readonly type: string;
  readonly link: L;
  readonly config: C;
  readonly observe: (
    config: z.output<C>,
    context: DriverContext<Links[L]>,
  ) => AsyncIterable<SensorObservation>;
}): SensorDriver {
  return {
    type: driver.type,
    link: driver.link,
    config: driver.config,
    open: (rawConfig, links, context) =>
      driver.observe(driver.config.parse(rawConfig), { ...context, link: links[driver.link] }),
  };
}
