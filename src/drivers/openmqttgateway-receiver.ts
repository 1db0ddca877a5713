import { z } from 'zod';
import { brokerSettings } from '../ports/broker-settings.ts';
import { defineMqttReceiver, receiverTopic, unknownRadios } from './support/mqtt-receiver.ts';
import { receiverSettings } from './support/receiver-settings.ts';
import { FORWARDED_ADVERTS } from './support/sensing.ts';

/** An ESP32 with OpenMQTTGateway. It decodes adverts with the same decoder as Theengs Gateway. */
export const driver = defineMqttReceiver({
  type: 'openmqttgateway-receiver',
  offer: {
    name: {
      en: 'OpenMQTTGateway receiver',
      de: 'OpenMQTTGateway-Empfänger',
      fr: 'Récepteur OpenMQTTGateway',
      es: 'Receptor OpenMQTTGateway',
    },
    about: {
      en: 'A small board with OpenMQTTGateway, behind the store’s broker.',
      de: 'Eine kleine Platine mit OpenMQTTGateway hinter dem Broker des Ladens.',
      fr: 'Une petite carte avec OpenMQTTGateway, derrière le broker.',
      es: 'Una placa con OpenMQTTGateway, tras el bróker de la tienda.',
    },
  },
  sensing: FORWARDED_ADVERTS,
  config: z.strictObject({
    broker: brokerSettings,
    topic: receiverTopic
      .default('home/OpenMQTTGateway')
      .meta({ title: 'Topic', description: 'Its base topic and its name, without /BTtoMQTT.' }),
    unknownRadios,
    ...receiverSettings,
  }),
  device: ({ topic }) => ({ kind: 'theengs', topic }),
});
