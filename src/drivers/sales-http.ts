import { z } from 'zod';
import { defineDriver } from '../ports/driver.ts';
import { decodeCount, observeSales } from './support/observe-sales.ts';
import { reportIntervalSeconds } from './support/serial-settings.ts';

const config = z.strictObject({
  address: z.union([z.ipv4(), z.ipv6()]).default('127.0.0.1').meta({
    title: 'Address',
    description: 'Where to listen: this device alone, unless it is its address in the shop’s network.',
  }),
  port: z.int().min(1).max(65_535).default(8090).meta({ title: 'Port' }),
  tokenFile: z.string().min(1).meta({
    title: 'Token',
    description: 'A file whose first line is what the till sends as its bearer token, 16 characters or more.',
  }),
  reportIntervalSeconds,
});

export { decodeCount as decode };

/** A till that posts its sales: POST /sales, `{"transactions": 1}` or no body for one. */
export const driver = defineDriver({
  type: 'sales-http',
  link: 'salesHttp',
  config,
  observe({ address, port, tokenFile, reportIntervalSeconds }, context) {
    const open = (signal: AbortSignal) => context.link.counts({ address, port, tokenFile }, signal);
    return observeSales(open, context, reportIntervalSeconds);
  },
});
