import { z } from 'zod';
import type { EpochMs, SensorId } from '../core/model/ids.ts';
import type { SaleMade } from '../core/model/observation.ts';
import { brokerSettings } from '../ports/broker-settings.ts';
import { defineDriver } from '../ports/driver.ts';
import { TILL_LABELS } from './support/labels.ts';
import { LINK_GAP_MS } from './support/link-gap.ts';
import { observeItems } from './support/observe-items.ts';
import { decodeCount } from './support/observe-sales.ts';
import { SALES } from './support/sensing.ts';
import { reportIntervalSeconds } from './support/serial-settings.ts';

const config = z.strictObject({
  broker: brokerSettings,
  topics: z
    .array(z.string().min(1).max(200))
    .min(1)
    .max(8)
    .default(['pos/sales'])
    .meta({ title: 'Topics', description: 'Topic filters on which the tills publish.' }),
  countPointer: z
    .string()
    .regex(/^(\/[^/]{1,64}){1,8}$/, 'a JSON pointer such as /transactions')
    .optional()
    .meta({
      title: 'Pointer to the count',
      description:
        'A JSON pointer to a number of transactions, or to a list with one item for each. Without it each message is one.',
    }),
  reportIntervalSeconds,
});

/**
 * Returns the number of transactions in a message, and ignores its other content. Without a pointer each message is one
 * transaction. Undefined when there is no valid number at the pointer.
 */
export function decode(
  payload: Uint8Array,
  pointer: string | undefined,
  sensor: SensorId,
  at: EpochMs,
): SaleMade | undefined {
  if (pointer === undefined) return decodeCount(1, sensor, at);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
  for (const key of pointer.slice(1).split('/')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return decodeCount(Array.isArray(value) ? value.length : value, sensor, at);
}

/** Tills that publish their sales on the store's own broker. */
export const driver = defineDriver({
  type: 'sales-mqtt',
  offer: {
    does: 'makes-sales',
    picture: 'M8 42h32V28H8zM14 28V16h20v12M19 21h10M14 35h4M22 35h4M30 35h4M24 4v6M19 8l5-5 5 5',
    isOnlyFound: true,
    name: {
      en: 'Till on the broker',
      de: 'Kasse am Broker',
      fr: 'Caisse sur le broker',
      es: 'Caja en el bróker',
    },
    about: {
      en: 'The till publishes on the store’s broker how many sales there were.',
      de: 'Die Kasse meldet am Broker des Ladens, wie viele Verkäufe es waren.',
      fr: 'La caisse publie sur le broker du magasin le nombre de ventes.',
      es: 'La caja publica en el bróker de la tienda cuántas ventas hubo.',
    },
  },
  link: 'mqttIn',
  config,
  labels: TILL_LABELS,
  sensing: SALES,
  canBeUnplugged: false,
  contributes: () => ({ kind: 'makes-sales', maxGapMs: LINK_GAP_MS }),
  opens: ({ broker, topics }) => ({ ...broker, topics }),
  observe({ countPointer, reportIntervalSeconds }, context) {
    return observeItems({
      open: (signal) => context.link.messages(context.options, signal),
      decode: ({ payload }, at) => decode(payload, countPointer, context.sensor, at),
      context,
      reportIntervalSeconds,
    });
  },
});
