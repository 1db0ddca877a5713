import { z } from 'zod';
import { brokerSettings } from '../ports/broker-settings.ts';
import { defineMqttReceiver, receiverTopic } from './support/mqtt-receiver.ts';
import { receiverSettings } from './support/receiver-settings.ts';

/** Another device with `lintel run --role satellite`. It forwards adverts, and this gateway interprets them. */
export const driver = defineMqttReceiver({
  type: 'satellite-receiver',
  offer: {
    name: {
      en: 'Second gateway that listens',
      de: 'Zweites Gateway, das mithört',
      fr: 'Seconde passerelle à l’écoute',
      es: 'Segunda pasarela que escucha',
    },
    about: {
      en: 'Another small computer with Lintel that hears tags elsewhere in the store.',
      de: 'Ein weiterer kleiner Rechner mit Lintel, der anderswo im Laden Tags hört.',
      fr: 'Un autre petit ordinateur avec Lintel qui entend les badges ailleurs.',
      es: 'Otro ordenador pequeño con Lintel que oye etiquetas en otra parte.',
    },
  },
  sensing: {
    senses: 'Bluetooth advertisements that a second Lintel machine hears.',
    keeps:
      'They come sealed; addresses become random pseudonyms there or on arrival, for five minutes at most.',
  },
  config: z.strictObject({
    broker: brokerSettings,
    topic: receiverTopic.meta({
      title: 'Topic',
      description: 'As its log names it: lintel/TENANT/STORE/receivers/ID.',
    }),
    keyFile: z.string().min(1).meta({
      title: 'Key file',
      description: 'Holds the key that both machines have, at least 16 characters, mode 0600.',
    }),
    ...receiverSettings,
  }),
  device: ({ topic, keyFile }) => ({ kind: 'satellite', topic, keyFile }),
});
