// What is told of sensors, tags and radios.
import { z } from 'zod';
import type {
  ProductSummary,
  RadioSummary,
  RepeatVisitorSummary,
  SensorSummary,
  TrolleySummary,
} from '../../core/model/window-summary.ts';
import { basis, count, coverage, definition, marks, milliseconds, text, whenUnknown } from './fields.ts';
import { dwellSummary } from './place-summaries.ts';

export const sensorSummary = z.strictObject({
  sensor: text('Sensor', 'Id from the settings.'),
  type: text('Type', 'Sensor type from the settings.'),
  coverage,
}) satisfies z.ZodType<SensorSummary>;

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
}) satisfies z.ZodType<TrolleySummary>;

export const productSummary = z.strictObject({
  tag: text('Product', 'Id of its tag from the settings.'),
  coverage,
  definition,
  ...marks,
  n: basis,
  pickUps: count('Picked up', 'Times that the product began to move.'),
  putBacks: count('Put back', 'Times that it came to rest again.'),
}) satisfies z.ZodType<ProductSummary>;

const share = (title: string, description: string) =>
  z.number().min(0).max(1).nullable().meta({ title, description });

export const summarizeRepeatVisitors = z.strictObject({
  fromAt: z.iso.datetime().meta({ title: 'From', description: 'UTC.' }),
  toAt: z.iso.datetime().meta({ title: 'To', description: 'The end of the day in the store’s time zone.' }),
  coverage: coverage.meta({
    title: 'Coverage',
    description: 'Share of the day in which a receiver listened.',
  }),
  definition,
  n: z.int().min(0).meta({
    title: 'n',
    description: 'Different radios of the day that keep their address and were in: an estimate. Not people.',
  }),
  radiosLow: z.int().min(0).meta({ title: 'n, low', description: 'Lower end of its 95 % interval.' }),
  radiosHigh: z.int().min(0).meta({ title: 'n, high', description: 'Upper end of its 95 % interval.' }),
  share: share(
    'Repeat share',
    'Of them, the share that was there the day before. null where that day is not known under the same key: on the ' +
      'first day, after a restart, once a week.',
  ),
  shareLow: share('Repeat share, low', 'Lower end of its 95 % interval.'),
  shareHigh: share('Repeat share, high', 'Upper end of its 95 % interval.'),
}) satisfies z.ZodType<RepeatVisitorSummary>;

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
  unique: radios(
    'Different radios',
    'Unknown radios loud enough to be in, each once, as an estimate from keyed buckets whose key is destroyed within ' +
      'five minutes. Does not add up: null in windows over five minutes. A phone may be several radios, or none.',
  ),
  uniqueLow: radios('Different radios, low', 'Lower end of its 95 % interval.'),
  uniqueHigh: radios('Different radios, high', 'Upper end of its 95 % interval.'),
}) satisfies z.ZodType<RadioSummary>;
