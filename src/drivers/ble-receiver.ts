import { z } from 'zod';
import { defineDriver } from '../ports/driver.ts';
import type { BleOptions } from '../ports/links.ts';
import { observeAdvert } from './support/observe-advert.ts';
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

/** Proof of life comes from the link: a receiver that has gone deaf must not look alive. */
export const driver = defineDriver({
  type: 'ble-receiver',
  link: 'ble',
  config,
  async *observe({ adapter, mode, unknownRadios, presentMinDbm, canary: beacon }, { sensor, link, signal }) {
    const options: BleOptions = {
      sensor,
      adapter,
      mode,
      unknownRadios,
      insideDbm: presentMinDbm,
      ...(beacon && { canary: { tag: beacon.tag, intervalMs: beacon.intervalSeconds * 1000 } }),
    };
    for await (const advert of link.adverts(options, signal)) yield* observeAdvert(advert, sensor);
  },
});
