import { z } from 'zod';
import { brokerSettings } from '../ports/broker-settings.ts';
import { defineMqttReceiver, receiverTopic, unknownRadios } from './support/mqtt-receiver.ts';
import { receiverSettings } from './support/receiver-settings.ts';
import { FORWARDED_ADVERTS } from './support/sensing.ts';

/** An ESP32 with the ESPresense firmware. */
export const driver = defineMqttReceiver({
  type: 'espresense-receiver',
  offer: {
    name: {
      en: 'ESPresense receiver',
      de: 'ESPresense-Empfänger',
      fr: 'Récepteur ESPresense',
      es: 'Receptor ESPresense',
    },
    about: {
      en: 'A small board with ESPresense, one in each room, behind the store’s broker.',
      de: 'Eine kleine Platine mit ESPresense, eine je Raum, hinter dem Broker des Ladens.',
      fr: 'Une petite carte avec ESPresense, une par pièce, derrière le broker.',
      es: 'Una placa con ESPresense, una por sala, tras el bróker de la tienda.',
    },
  },
  sensing: FORWARDED_ADVERTS,
  config: z.strictObject({
    broker: brokerSettings,
    topic: receiverTopic
      .default('espresense')
      .meta({ title: 'Topic', description: 'What its topics begin with.' }),
    room: z
      .string()
      .regex(/^[^+#/\s]+$/, 'one level of a topic')
      .meta({ title: 'Room', description: 'The name this ESPresense device was given.' }),
    unknownRadios,
    ...receiverSettings,
  }),
  device: ({ topic, room }) => ({ kind: 'espresense', topic, room }),
});
