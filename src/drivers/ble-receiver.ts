import { z } from 'zod';
import type { SensorObservation } from '../core/observation.ts';
import type { SensorId, TagId } from '../core/types.ts';
import { defineDriver } from '../ports/driver.ts';
import type { BleAdvert, BleOptions } from '../ports/links.ts';

const canary = z
  .strictObject({
    tag: z.string().min(1).meta({ title: 'Tag', description: 'A registered tag of kind canary.' }),
    intervalSeconds: z.number().min(0.1).max(10).default(2).meta({ title: 'Sends every', unit: 's' }),
  })
  .meta({
    title: 'Canary beacon',
    description: 'Fixed beside the receiver. Three intervals without it mean that the receiver is deaf.',
  });

const place = z
  .strictObject({
    x: z.number().meta({ title: 'x on the floor plan', unit: 'm' }),
    y: z.number().meta({ title: 'y on the floor plan', unit: 'm' }),
    height: z.number().min(0).max(20).default(2.3).meta({ title: 'Height above the floor', unit: 'm' }),
  })
  .meta({ title: 'Place on the floor plan' });

const config = z.strictObject({
  adapter: z
    .string()
    .regex(/^hci\d{1,2}$/, 'hci and a number')
    .default('hci0')
    .meta({ title: 'Bluetooth adapter' }),
  mode: z
    .enum(['raw', 'user-channel', 'dbus'])
    .default('raw')
    .meta({ title: 'Way to the adapter', description: 'dbus needs no rights and hears much less.' }),
  unknownRadios: z.boolean().default(true).meta({
    title: 'Count unknown radios',
    description: 'Under pseudonyms that live for five minutes at most.',
  }),
  canary: canary.optional(),
  place: place.optional(),
});

/** One thing the radio process told; a tag that also reports of itself makes two observations. */
export function decode(advert: BleAdvert, sensor: SensorId): SensorObservation[] {
  if (advert.kind === 'alive') return [{ kind: 'SensorUp', sensor, at: advert.at }];
  if (advert.kind === 'radio') {
    const { at, pseudonym, rssiDbm } = advert;
    return [{ kind: 'RadioHeard', sensor, at, pseudonym, rssiDbm }];
  }
  const { at, rssiDbm, powerAt1mDbm, report } = advert;
  const tag = advert.tag as TagId;
  const power = powerAt1mDbm === undefined ? {} : { powerAt1mDbm };
  const heard = { kind: 'TagHeard', sensor, at, tag, rssiDbm, ...power } as const;
  return report === undefined ? [heard] : [heard, { kind: 'TagReported', sensor, at, tag, ...report }];
}

/** Proof of life comes from the link: a receiver that has gone deaf must not look alive. */
export const driver = defineDriver({
  type: 'ble-receiver',
  link: 'ble',
  config,
  async *observe({ adapter, mode, unknownRadios, canary: beacon }, { sensor, link, signal }) {
    const options: BleOptions = {
      adapter,
      mode,
      unknownRadios,
      ...(beacon && { canary: { tag: beacon.tag, intervalMs: beacon.intervalSeconds * 1000 } }),
    };
    for await (const advert of link.adverts(options, signal)) yield* decode(advert, sensor);
  },
});
