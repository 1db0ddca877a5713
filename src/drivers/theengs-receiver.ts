import { z } from 'zod';
import { brokerSettings } from '../ports/broker-settings.ts';
import { defineMqttReceiver, receiverTopic, unknownRadios } from './support/mqtt-receiver.ts';
import { receiverSettings } from './support/receiver-settings.ts';
import { FORWARDED_ADVERTS } from './support/sensing.ts';

/** A computer that runs Theengs Gateway. */
export const driver = defineMqttReceiver({
  type: 'theengs-receiver',
  offer: {
    name: {
      en: 'Theengs receiver',
      de: 'Theengs-Empfänger',
      fr: 'Récepteur Theengs',
      es: 'Receptor Theengs',
    },
    about: {
      en: 'A receiver with Theengs Gateway, behind the store’s broker.',
      de: 'Ein Empfänger mit Theengs Gateway hinter dem Broker des Ladens.',
      fr: 'Un récepteur avec Theengs Gateway, derrière le broker du magasin.',
      es: 'Un receptor con Theengs Gateway, tras el bróker de la tienda.',
    },
  },
  sensing: FORWARDED_ADVERTS,
  config: z.strictObject({
    broker: brokerSettings,
    topic: receiverTopic
      .default('home/TheengsGateway')
      .meta({ title: 'Topic', description: 'Up to and without /BTtoMQTT.' }),
    unknownRadios,
    ...receiverSettings,
  }),
  device: ({ topic }) => ({ kind: 'theengs', topic }),
});
