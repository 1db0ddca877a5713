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

    .meta({ title: 'Topic', description: 'As its log names it: lintel/TENANT/STORE/receivers/ID.' }),
  keyFile: z.string().min(1).meta({
    title: 'Key file',
    description: 'Holds the key that both machines have, at least 16 characters, mode 0600.',
  }),
  ...receiverSettings,
});

/** Another machine with `lintel run --role satellite`: it hears, and this gateway makes sense of it. */
export const driver = defineDriver({
  type: 'satellite-receiver',
  link: 'mqttReceiver',
  config,
  observe: (settings, context) =>
    observeMqttReceiver(
      settings,
      { kind: 'satellite', topic: settings.topic, keyFile: settings.keyFile },
      context,
    ),
});
