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

/** A till that posts its sales: `POST /sales` with `{"transactions": 1}`. No body means one. */
export const driver = defineDriver({
  type: 'sales-http',
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
