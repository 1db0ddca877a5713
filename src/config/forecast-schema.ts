import { z } from 'zod';
import { clockTime, id } from './fields.ts';

const localDate = z
  .string()
  .refine(isDate, 'a date such as 2026-12-24')
  .meta({ title: 'Date', examples: ['2026-12-24'] });

/** Returns whether the text is an existing date in the form `YYYY-MM-DD`. */
function isDate(text: string): boolean {
  const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00Z`) : Number.NaN;
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text);
}

export const specialDay = z
  .strictObject({
    date: localDate,
    name: z.string().min(1).max(80).meta({
      title: 'Name',
      description: 'Days of one name are compared with each other, as Easter of several years.',
    }),
    closed: z.boolean().default(false).meta({ title: 'Closed all day' }),
    hours: z
      .strictObject({ opens: clockTime, closes: clockTime })
      .optional()
      .meta({ title: 'Other hours', description: 'Only where they differ from `store.hours`.' }),
  })
  .meta({ title: 'Special day' });

export const forecast = z
  .strictObject({
    enabled: z.boolean().default(true).meta({ title: 'Forecast', description: 'Made every night.' }),
    alarms: z.boolean().default(true).meta({
      title: 'Unusual days',
      description: 'An event tells of a day or hour that is out of the ordinary while the sensors are well.',
    }),
    longestWaitSeconds: z.int().min(10).max(3600).default(180).meta({
      title: 'Longest wait',
      description: 'The staffing hint keeps the wait of four in five people below this.',
      unit: 's',
    }),
  })
  .prefault({})
  .meta({ title: 'Forecast' });

const MEASURES = ['dwell', 'engaged', 'captureRate', 'conversion', 'wait'] as const;

export const experiment = z
  .strictObject({
    id: id('Experiment id'),
    name: z.string().max(80).optional().meta({ title: 'Name' }),
    a: z.string().min(1).max(80).default('a').meta({ title: 'Variant a' }),
    b: z.string().min(1).max(80).default('b').meta({ title: 'Variant b' }),
    measure: z.enum(MEASURES).meta({ title: 'Outcome', description: 'What the variants are to change.' }),
    zone: z.string().optional().meta({
      title: 'Zone',
      description: 'Of dwell and engaged; of wait, a queue. Without it: not for captureRate and conversion.',
    }),
    unit: z.enum(['blocks', 'days']).default('blocks').meta({
      title: 'Unit',
      description: 'Blocks of hours see smaller differences; days suit what cannot be changed within a day.',
    }),
    blockHours: z.int().min(1).max(6).default(2).meta({ title: 'Length of a block', unit: 'h' }),
    from: localDate.meta({ title: 'First day' }),
    weeks: z.int().min(2).max(26).multipleOf(2, 'an even number of weeks').default(4).meta({
      title: 'Weeks',
      description: 'Even: the second week of each pair mirrors the first.',
    }),
    washOutMinutes: z.int().min(0).max(60).default(10).meta({
      title: 'Wash-out',
      description: 'Left out at the start of a block: as long as the median visit.',
      unit: 'min',
    }),
    seed: z.int().min(0).max(2_147_483_647).default(1).meta({
      title: 'Seed',
      description: 'Another seed draws another schedule.',
    }),
  })
  .meta({ title: 'Experiment' });
