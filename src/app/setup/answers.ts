import { hostname } from 'node:os';
import { z } from 'zod';
import { id } from '../../config/fields.ts';
import { timezone } from '../../config/schema.ts';
import { brokerUrl } from '../../ports/broker-settings.ts';

/** The five answers that setup needs. Other settings have defaults, or the technician sets them in the console. */
export const answersSchema = z.strictObject({
  tenant: id('Tenant'),
  store: id('Store'),
  gateway: id('Gateway'),
  timezone,
  broker: brokerUrl,
});
export type Answers = z.output<typeof answersSchema>;

export interface Question {
  readonly key: keyof Answers;
  readonly ask: string;
  readonly example: string;
  /** Answer to use when the person types nothing. */
  readonly preset?: string;
}

export function questions(): readonly Question[] {
  const name = hostname()
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '-');
  return [
    { key: 'tenant', ask: 'Whose shop is this (tenant)?', example: 'acme' },
    { key: 'store', ask: 'Site code of the store?', example: 'high-street-12' },
    { key: 'gateway', ask: 'Name of this device?', example: 'gw-1', preset: name },
    {
      key: 'timezone',
      ask: 'Time zone of the store?',
      example: 'Europe/London',
      preset: Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
    { key: 'broker', ask: 'Cloud broker?', example: 'mqtts://broker.example:8883' },
  ];
}

export function findAnswerFault(key: keyof Answers, value: string): string | undefined {
  const result = answersSchema.shape[key].safeParse(value);
  return result.success ? undefined : result.error.issues.map(({ message }) => message).join('; ');
}
