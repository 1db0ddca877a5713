import { z } from 'zod';
import { brokerSettings } from '../ports/broker-settings.ts';
import { defineDriver } from '../ports/driver.ts';
import { observeMqttReceiver } from './support/mqtt-receiver.ts';
import { receiverSettings } from './support/receiver-settings.ts';

const TOPIC = /^[^+#\s]+$/;

const config = z.strictObject({
  broker: brokerSettings,
  topic: z
    .string()
    .regex(TOPIC, 'a topic without + and #')
    .default('home/TheengsGateway')
    .meta({ title: 'Topic', description: 'Up to and without /BTtoMQTT.' }),
  unknownRadios: z.boolean().default(true).meta({
    title: 'Count unknown radios',
    description: 'Under pseudonyms that live for five minutes at most.',
  }),
  ...receiverSettings,
});

/** A computer with Theengs Gateway. */
export const driver = defineDriver({
  type: 'theengs-receiver',
  link: 'mqttReceiver',
  config,
  observe: (settings, context) =>
    observeMqttReceiver(settings, { kind: 'theengs', topic: settings.topic }, context),
});
