import { z } from 'zod';
import type { SensorOffer } from '../../ports/console/sensor-offer.ts';
import type { SensorDriver } from '../../ports/driver.ts';
import { defineDriver } from '../../ports/driver.ts';
import type { MqttInOptions, MqttReceiver } from '../../ports/links.ts';
import type { Sensing } from '../../ports/sensor.ts';
import { RECEIVER_LABELS } from './labels.ts';
import { observeAdvert } from './observe-advert.ts';
import type { ReceiverSettings } from './receiver-settings.ts';
import { createCanary, receiverContribution } from './receiver-settings.ts';

/** An MQTT topic without wildcards. */
export const receiverTopic = z.string().regex(/^[^+#\s]+$/, 'a topic without + and #');

/** Setting of a receiver that also forwards adverts of unknown radios. */
export const unknownRadios = z.boolean().default(true).meta({
  title: 'Count unknown radios',
  description: 'Under pseudonyms that live for five minutes at most.',
});

const OFFER = {
  does: 'hears-tags',
  picture:
    'M14 30a14 14 0 0 1 0-20M34 10a14 14 0 0 1 0 20M19 25a7 7 0 0 1 0-10M29 15a7 7 0 0 1 0 10M24 20v12M16 40h16v-8H16z',
  isOnlyFound: true,
} as const;

interface Settings extends ReceiverSettings {
  readonly broker: Omit<MqttInOptions, 'topics'>;
  readonly unknownRadios?: boolean;
}

interface Definition<S extends Settings> {
  readonly type: string;
  readonly offer: Pick<SensorOffer, 'name' | 'about'>;
  readonly config: z.ZodObject & z.ZodType<S>;
  readonly sensing: Sensing;
  /** Returns the format and the topics of the receiver's messages. */
  device(settings: S): MqttReceiver;
}

/**
 * Defines a receiver elsewhere in the store that reports through the store's broker. Its heartbeats come from the link.
 */
export function defineMqttReceiver<S extends Settings>({
  type,
  offer,
  config,
  sensing,
  device,
}: Definition<S>): SensorDriver {
  return defineDriver({
    ...{ type, config, sensing, link: 'mqttReceiver', labels: RECEIVER_LABELS, canBeUnplugged: false },
    offer: { ...OFFER, ...offer },
    contributes: receiverContribution,
    opens: (settings, sensor) => ({
      ...{ sensor, broker: settings.broker, device: device(settings), insideDbm: settings.presentMinDbm },
      ...(settings.unknownRadios !== undefined && { unknownRadios: settings.unknownRadios }),
      ...(settings.canary && { canary: createCanary(settings.canary) }),
    }),
    plan: ({ position }) => ({ position }),
    observe: async function* (_settings, { sensor, link, options, signal }) {
      const order = { unknownRadios: true, ...options };
      for await (const advert of link.adverts(order, signal)) yield* observeAdvert(advert, sensor);
    },
  });
}
