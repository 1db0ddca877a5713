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
    .default('home/OpenMQTTGateway')
    .meta({ title: 'Topic', description: 'Its base topic and its name, without /BTtoMQTT.' }),
  unknownRadios: z.boolean().default(true).meta({
    title: 'Count unknown radios',
    description: 'Under pseudonyms that live for five minutes at most.',
  }),
  ...receiverSettings,
});

/** An ESP32 with OpenMQTTGateway; it takes adverts apart with the same decoder as Theengs Gateway. */
export const driver = defineDriver({
  type: 'openmqttgateway-receiver',
  link: 'mqttReceiver',
  config,
  labels: RECEIVER_LABELS,
  sensing: FORWARDED_ADVERTS,
  canBeUnplugged: false,
  contributes: receiverContribution,
  opens: (settings, sensor) =>
    mqttReceiverOptions(settings, { kind: 'theengs', topic: settings.topic }, sensor),
  plan: ({ position }) => ({ position }),
  observe: (_settings, context) => observeMqttReceiver(context),
});
