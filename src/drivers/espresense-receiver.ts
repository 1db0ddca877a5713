import { z } from 'zod';
import { brokerSettings } from '../ports/broker-settings.ts';
import { defineDriver } from '../ports/driver.ts';
import { RECEIVER_LABELS } from './support/labels.ts';
import { mqttReceiverOptions, observeMqttReceiver } from './support/mqtt-receiver.ts';
import { receiverContribution, receiverSettings } from './support/receiver-settings.ts';
import { FORWARDED_ADVERTS } from './support/sensing.ts';

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
  labels: RECEIVER_LABELS,
  sensing: FORWARDED_ADVERTS,
  canBeUnplugged: false,
  contributes: receiverContribution,
  opens: (settings, sensor) =>
    mqttReceiverOptions(settings, { kind: 'espresense', topic: settings.topic, room: settings.room }, sensor),
  plan: ({ position }) => ({ position }),
  observe: (_settings, context) => observeMqttReceiver(context),
});
