import { z } from 'zod';
import type { WindowSummary } from '../../core/model/window-summary.ts';
import {
  productSummary,
  radioSummary,
  sensorSummary,
  summarizeRepeatVisitors,
  trolleySummary,
} from './device-summaries.ts';
import { journeySummary, lineSummary, queueSummary, zoneSummary } from './place-summaries.ts';
import {
  doorSummary,
  feedbackSummary,
  shopfrontSummary,
  storeSummary,
  visitsSummary,
} from './store-summaries.ts';

const indoorSummary = z.strictObject({
  fromAt: z.iso.datetime().meta({ title: 'From', description: 'UTC.' }),
  toAt: z.iso.datetime().meta({
    title: 'To',
    description: 'The end of the day in the store’s time zone, or of the hour.',
  }),
  zones: z.array(zoneSummary),
  lines: z.array(lineSummary).meta({ title: 'Lines', description: 'Those that are no part of a door.' }),
  queues: z.array(queueSummary),
  journeys: z.array(journeySummary),
  trolleys: z.array(trolleySummary).meta({ title: 'Trolleys', description: 'As in a window.' }),
  trolleyJourneys: z
    .array(journeySummary)
    .meta({ title: 'Trolley journeys', description: 'As in a window.' }),
  products: z.array(productSummary).meta({ title: 'Products', description: 'As in a window.' }),
});

export const windowSummary = z.strictObject({
  startAt: z.iso.datetime().meta({ title: 'Start', description: 'UTC.' }),
  durationMs: z
    .int()
    .positive()
    .meta({ title: 'Duration', description: 'Length of the window.', unit: 'ms' }),
  revision: z.int().min(1).meta({
    title: 'Revision',
    description: 'A higher revision of the same gateway, start and duration replaces all lower ones.',
  }),
  partial: z.boolean().meta({ title: 'Partial', description: 'The gateway was stopped in this window.' }),
  sensors: z.array(sensorSummary),
  zones: z.array(zoneSummary),
  lines: z.array(lineSummary),
  doors: z.array(doorSummary),
  queues: z.array(queueSummary),
  journeys: z.array(journeySummary),
  feedback: z.array(feedbackSummary),
  trolleys: z.array(trolleySummary).meta({
    title: 'Trolleys',
    description: 'Tagged trolleys and baskets, by zone of the floor plan; empty where there are none.',
  }),
  trolleyJourneys: z.array(journeySummary).meta({
    title: 'Trolley journeys',
    description: 'Steps of tagged trolleys and baskets between zones of the floor plan.',
  }),
  products: z.array(productSummary).meta({ title: 'Products', description: 'Products with a tag.' }),
  radios: z.array(radioSummary).meta({
    title: 'Radios',
    description: 'Radios that are nobody’s tag, by receiver: an index, never people.',
  }),
  store: storeSummary,
  shopfront: shopfrontSummary.nullable().meta({
    title: 'Shopfront',
    description: 'null where no line or zone outside is set up.',
  }),
  visits: z.array(visitsSummary).meta({
    title: 'Visits',
    description:
      'Of stretches of time whose end became known in this window, usually once a day after closing.',
  }),
  returning: z.array(summarizeRepeatVisitors).meta({
    title: 'Returning',
    description:
      'Repeat visitors of a day, where `privacy.repeatVisitors` asks for them: estimated from buckets that many radios ' +
      'share (linear counting), with the interval; nobody is in a list. With the first quarter of an hour after it.',
  }),
  inside: z.array(indoorSummary).meta({
    title: 'Inside',
    description:
      'What people did inside from `fromAt` to `toAt`, usually a day (`privacy.indoorEvery`). Windows within that time ' +
      'then have no zones, queues, journeys, trolleys and products, and no lines but those of doors. A group of fewer ' +
      'than the minimum count is null, named in `suppressed`, and counted in the next.',
  }),
}) satisfies z.ZodType<WindowSummary>;
