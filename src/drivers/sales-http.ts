import { z } from 'zod';
import { defineDriver } from '../ports/driver.ts';
import { TILL_LABELS } from './support/labels.ts';
import { LINK_GAP_MS } from './support/link-gap.ts';
import { decodeCount, observeSales } from './support/observe-sales.ts';
import { SALES } from './support/sensing.ts';
import { reportIntervalSeconds } from './support/serial-settings.ts';

const config = z.strictObject({
  address: z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1').meta({
    title: 'Address',
    description:
      'Where to listen: reachable from this device only, unless set to its address in the store’s network.',
  }),
  port: z.int().min(1).max(65_535).default(8090).meta({ title: 'Port' }),
  tokenFile: z.string().min(1).meta({
    title: 'Token',
    description: 'A file whose first line is what the till sends as its bearer token, 16 characters or more.',
  }),
  reportIntervalSeconds,
});

export { decodeCount as decode };

/**
 * A till that posts its sales: `POST /sales` with `{"transactions": 1}`. A request without body means one transaction.
 */
export const driver = defineDriver({
  type: 'sales-http',
  offer: {
    does: 'makes-sales',
    picture: 'M8 42h32V28H8zM14 28V16h20v12M19 21h10M14 35h4M22 35h4M30 35h4',
    isOnlyFound: true,
    name: {
      en: 'Till that reports over the network',
      de: 'Kasse, die übers Netz meldet',
      fr: 'Caisse qui signale par le réseau',
      es: 'Caja que informa por la red',
    },
    about: {
      en: 'The till’s program tells the gateway over HTTP how many sales there were.',
      de: 'Das Kassenprogramm sagt dem Gateway per HTTP, wie viele Verkäufe es waren.',
      fr: 'Le logiciel de caisse dit par HTTP combien de ventes il y a eu.',
      es: 'El programa de caja dice por HTTP cuántas ventas hubo.',
    },
  },
  link: 'salesHttp',
  config,
  labels: TILL_LABELS,
  sensing: SALES,
  canBeUnplugged: false,
  contributes: () => ({ kind: 'makes-sales', maxGapMs: LINK_GAP_MS }),
  opens: ({ address, port, tokenFile }) => ({ address, port, tokenFile }),
  observe: ({ reportIntervalSeconds }, context) =>
    observeSales((signal) => context.link.counts(context.options, signal), context, reportIntervalSeconds),
});
