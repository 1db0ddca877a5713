import { z } from 'zod';
import type { SensorObservation } from '../core/observation.ts';
import type { SensorId, TagId } from '../core/types.ts';
import { defineDriver } from '../ports/driver.ts';
import type { BleAdvert, BleOptions } from '../ports/links.ts';
import { receiverSettings } from './support/receiver-settings.ts';

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
  ...receiverSettings,
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
