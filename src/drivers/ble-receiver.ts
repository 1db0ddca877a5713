import { z } from 'zod';
import { defineDriver } from '../ports/driver.ts';
import { RECEIVER_LABELS } from './support/labels.ts';
import { observeAdvert } from './support/observe-advert.ts';
import { createCanary, receiverContribution, receiverSettings } from './support/receiver-settings.ts';

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

/**
 * A Bluetooth receiver in this gateway. Its heartbeats come from the link, so that a deaf receiver does not look live.
 */
export const driver = defineDriver({
  type: 'ble-receiver',
  offer: {
    does: 'hears-tags',
    picture: 'M16 16l16 16-8 8V8l8 8-16 16',
    found: 'bluetooth',
    setting: 'adapter',
    name: {
      en: 'Bluetooth receiver',
      de: 'Bluetooth-Empfänger',
      fr: 'Récepteur Bluetooth',
      es: 'Receptor Bluetooth',
    },
    about: {
      en: 'The gateway’s own Bluetooth, or a USB stick: hears the tags of staff and trolleys.',
      de: 'Das Bluetooth des Gateways oder ein USB-Stick: hört die Tags von Personal und Wagen.',
      fr: 'Le Bluetooth de la passerelle ou une clé USB : entend les badges du personnel et des chariots.',
      es: 'El Bluetooth de la pasarela o una llave USB: oye las etiquetas del personal y los carros.',
    },
  },
  link: 'ble',
  config,
  labels: RECEIVER_LABELS,
  sensing: {
    senses: 'Bluetooth advertisements of tags and phones, with their strength.',
    keeps:
      'Addresses become random pseudonyms within the radio process; the key lives for five minutes at most and is overwritten.',
  },
  canBeUnplugged: false,
  suggests: ({ kind, path }) => (kind === 'bluetooth' ? { adapter: path } : undefined),
  contributes: receiverContribution,
  opens: ({ adapter, mode, unknownRadios, presentMinDbm, canary }, sensor) => ({
    ...{ sensor, adapter, mode, unknownRadios, insideDbm: presentMinDbm },
    ...(canary && { canary: createCanary(canary) }),
  }),
  plan: ({ position }) => ({ position }),
  async *observe(_settings, { sensor, link, options, signal }) {
    for await (const advert of link.adverts(options, signal)) yield* observeAdvert(advert, sensor);
  },
});
