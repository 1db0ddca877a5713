// What is told of sensors, tags and radios.
import { z } from 'zod';
import { basis, count, coverage, definition, marks, milliseconds, text, whenUnknown } from './fields.ts';
import { dwellSummary } from './place-summaries.ts';

export const sensorSummary = z.strictObject({
  sensor: text('Sensor', 'Id from the settings.'),
  type: text('Type', 'Sensor type from the settings.'),
  coverage,
});

export const trolleySummary = z.strictObject({
  zone: text('Zone', 'A zone of the floor plan.'),
  coverage,
  definition,
  ...marks,
  n: basis,
  entries: count('Entries', 'Tagged trolleys and baskets that came into the zone.'),
  exits: count('Exits', 'Tagged trolleys and baskets that left it, or were parked in it.'),
  visits: count('Visits', 'Visits that ended in the window and lasted the visit time.'),
  presenceMs: milliseconds(
    'Presence',
    `Trolley-milliseconds spent inside while on a journey, by probability. ${whenUnknown}`,
  ),
  dwell: dwellSummary
    .nullable()
    .meta({ title: 'Dwell', description: 'null when no trolley’s visit ended in the window.' }),
});

export const productSummary = z.strictObject({
  tag: text('Product', 'Id of its tag from the settings.'),
  coverage,
  definition,
  ...marks,
  n: basis,
  pickUps: count('Picked up', 'Times that the product began to move.'),
  putBacks: count('Put back', 'Times that it came to rest again.'),
});

const radios = (title: string, description: string) =>
  z.number().min(0).nullable().meta({ title, description });

export const radioSummary = z.strictObject({
  sensor: text('Receiver', 'Id from the settings.'),
  coverage,
  definition,
  ...marks,
  n: z.int().min(0).nullable().meta({ title: 'n', description: 'Minutes that the means rest on.' }),
  inside: radios('Radios inside', `Unknown radios at once, on average, loud enough to be in. ${whenUnknown}`),
  outside: radios('Radios outside', 'The same of those too weak to be in.'),
  index: radios(
    'Presence index',
    'Not people: how busy it is, from radios inside without those that are always there, per radio that a visitor ' +
      'carries, as learned against the door counters.',
  ),
  indexLow: radios('Presence index, low', 'Lower end of its 95 % interval.'),
  indexHigh: radios('Presence index, high', 'Upper end of its 95 % interval.'),
});
