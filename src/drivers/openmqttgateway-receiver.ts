import { z } from 'zod';
import { brokerSettings } from '../ports/broker-settings.ts';
import { defineMqttReceiver, receiverTopic, unknownRadios } from './support/mqtt-receiver.ts';
import { receiverSettings } from './support/receiver-settings.ts';
import { FORWARDED_ADVERTS } from './support/sensing.ts';

/** An ESP32 with OpenMQTTGateway. It decodes adverts with the same decoder as Theengs Gateway. */
export const driver = defineMqttReceiver({
  type: 'openmqttgateway-receiver',
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
