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
    .default('espresense')
    .meta({ title: 'Topic', description: 'What its topics begin with.' }),
  room: z
    .string()
    .regex(/^[^+#/\s]+$/, 'one level of a topic')
    .meta({ title: 'Room', description: 'The name this ESPresense device was given.' }),
  unknownRadios: z.boolean().default(true).meta({
    title: 'Count unknown radios',
    description: 'Under pseudonyms that live for five minutes at most.',
  }),
  ...receiverSettings,
});

/** An ESP32 with the ESPresense firmware. */
export const driver = defineDriver({
  type: 'espresense-receiver',
  link: 'mqttReceiver',
  config,
  observe: (settings, context) =>
    observeMqttReceiver(
      settings,
      { kind: 'espresense', topic: settings.topic, room: settings.room },
      context,
    ),
});
