// Fields that many groups of a window have.
import { z } from 'zod';

export const text = (title: string, description: string) => z.string().meta({ title, description });

export const coverage = z
  .number()
  .min(0)
  .max(1)
  .meta({
    title: 'Coverage',
    description:
      'Live time of the sensors needed ÷ window; of a door with several sensors their mean. 0 makes every number of the ' +
      'group null, unless it was restored.',
  });

export const definition = text(
  'Definition',
  'Name, version and thresholds (milliseconds) of what the group counts.',
);

export const fieldNames = (title: string, description: string) =>
  z.array(z.string()).exactOptional().meta({ title, description });

/** Who checked a group's counts by hand. */
export const audited = {
  auditId: z.string().nullable().meta({
    title: 'Audit',
    description:
      'Id of the newest signed audit of this door on the device; of the store, that of its least recently audited door. null without one.',
  }),
  auditAgeDays: z.int().min(0).nullable().meta({
    title: 'Age of the audit',
    description: 'Whole days from the audit to the window.',
    unit: 'days',
  }),
};

/** What the egress gate says of a group. */
export const marks = {
  suppressed: fieldNames(
    'Suppressed',
    'Fields that are null because too few people made them up, and not for want of a sensor. Windows under 15 minutes ' +
      'withhold small counts; the window of 15 minutes that covers them has them.',
  ),
  deferred: fieldNames(
    'Deferred',
    'Fields of which a part smaller than the minimum count follows in the next windows, where it is counted.',
  ),
};

export const whenUnknown = 'null when nothing was live to count it (coverage 0): an outage is never 0.';

export const count = (title: string, description: string) =>
  z
    .int()
    .min(0)
    .nullable()
    .meta({ title, description: `${description} ${whenUnknown}`, unit: 'count' });

export const milliseconds = (title: string, description: string) =>
  z.number().min(0).nullable().meta({ title, description, unit: 'ms' });

export const basis = z
  .int()
  .min(0)
  .nullable()
  .meta({ title: 'n', description: 'Events the group rests on.' });

export const passings = {
  coverage,
  definition,
  ...marks,
  n: basis,
  in: count('In', 'Crossings inward.'),
  out: count('Out', 'Crossings outward.'),
};

export const derivedCount = (title: string, description: string) =>
  z.number().min(0).nullable().meta({ title, description, unit: 'count' });

export const derivedShare = (title: string, description: string) =>
  z.number().min(0).nullable().meta({ title, description });

export const restored = z
  .int()
  .min(0)
  .meta({
    title: 'Restored',
    description:
      'Of these, people nobody saw pass: known from a counter’s totals after an outage, and spread evenly over its ' +
      'windows, which then come with a higher revision. Their coverage stays what it was.',
    unit: 'count',
  });
