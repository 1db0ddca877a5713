import { z } from 'zod';
import { brokerSettings } from '../ports/broker-settings.ts';
import { defineDriver } from '../ports/driver.ts';
import { RECEIVER_LABELS } from './support/labels.ts';
import { mqttReceiverOptions, observeMqttReceiver } from './support/mqtt-receiver.ts';
import { receiverContribution, receiverSettings } from './support/receiver-settings.ts';

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
  labels: RECEIVER_LABELS,
  sensing: {
    senses: 'Bluetooth advertisements that a second Lintel machine hears.',
    keeps:
      'They come sealed; addresses become random pseudonyms there or on arrival, for five minutes at most.',
  },
  canBeUnplugged: false,
  contributes: receiverContribution,
  opens: (settings, sensor) =>
    mqttReceiverOptions(
      settings,
      { kind: 'satellite', topic: settings.topic, keyFile: settings.keyFile },
      sensor,
    ),
  plan: ({ position }) => ({ position }),
  observe: (_settings, context) => observeMqttReceiver(context),
});
