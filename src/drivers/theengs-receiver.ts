import { z } from 'zod';
import { brokerSettings } from '../ports/broker-settings.ts';
import { defineMqttReceiver, receiverTopic, unknownRadios } from './support/mqtt-receiver.ts';
import { receiverSettings } from './support/receiver-settings.ts';
import { FORWARDED_ADVERTS } from './support/sensing.ts';

/** A computer that runs Theengs Gateway. */
export const driver = defineMqttReceiver({
  type: 'theengs-receiver',
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
