// What is told of zones, lines, queues, and the ways between.
import { z } from 'zod';
import type {
  JourneySummary,
  LineSummary,
  QueueSummary,
  ZoneSummary,
} from '../../core/model/window-summary.ts';
import {
  basis,
  count,
  coverage,
  definition,
  marks,
  milliseconds,
  passings,
  text,
  whenUnknown,
} from './fields.ts';

export const dwellSummary = z.strictObject({
  n: z.int().min(1).meta({ title: 'n', description: 'Visits that ended in the window.' }),
  censored: z.int().min(0).meta({
    title: 'Censored',
    description:
      'Of these, how many whose true beginning or end was not seen; they lasted at least this long.',
  }),
  sumMs: z
    .number()
    .min(0)
    .meta({ title: 'Sum', description: 'Sum of last inside − first inside.', unit: 'ms' }),
  maxMs: z.number().min(0).meta({ title: 'Longest', description: 'The longest of them.', unit: 'ms' }),
  meanMs: z
    .number()
    .min(0)
    .meta({ title: 'Mean', description: 'Sum ÷ n; off by the bias beside it.', unit: 'ms' }),
  meanBiasMs: z.number().meta({
    title: 'Bias of the mean',
    description:
      'How far the mean is off for taking censored visits as ended: negative, too low. At least so far, where the ' +
      'longest visit is censored.',
    unit: 'ms',
  }),
  resolutionMs: z.number().min(0).meta({
    title: 'Resolution',
    description: 'Each length is known to within this: a frame more or less at either end. In all intervals.',
    unit: 'ms',
  }),
  medianMs: milliseconds('Median', 'Kaplan–Meier median; null when too much is censored.'),
  medianLowMs: milliseconds('Median, low', 'Lower end of the 95 % interval; null when not bounded.'),
  medianHighMs: milliseconds('Median, high', 'Upper end of the 95 % interval; null when not bounded.'),
  p90Ms: milliseconds('90th percentile', 'Kaplan–Meier; null when too much is censored.'),
  p90LowMs: milliseconds('90th percentile, low', 'Lower end of the 95 % interval; null when not bounded.'),
  p90HighMs: milliseconds('90th percentile, high', 'Upper end of the 95 % interval; null when not bounded.'),
  bins: z.array(z.tuple([z.int(), z.int().min(0), z.int().min(0)])).meta({
    title: 'Bins',
    description:
      '[b, ended, censored]: visits longer than 1.1^(b−1) ms and up to 1.1^b ms. Bins of several windows add up.',
  }),
});

export const zoneSummary = z.strictObject({
  zone: text('Zone', 'Id from the settings.'),
  coverage,
  definition,
  ...marks,
  n: basis,
  entries: count('Entries', 'Visits that began in the window.'),
  exits: count('Exits', 'Visits that ended in the window.'),
  visits: count('Visits', 'Visits that ended in the window and lasted the visit time.'),
  engaged: count('Engaged', 'Visits that reached the engaged time in the window.'),
  presenceMs: milliseconds('Presence', `Person-milliseconds spent inside during the window. ${whenUnknown}`),
  peopleMax: count('Most at once', 'Greatest number of visitors inside at once.'),
  dwell: dwellSummary
    .nullable()
    .meta({ title: 'Dwell', description: 'null when no visit ended in the window.' }),
}) satisfies z.ZodType<ZoneSummary>;

export const lineSummary = z.strictObject({
  line: text('Line', 'Id from the settings.'),
  ...passings,
  groupsIn: z.int().min(0).nullable().meta({
    title: 'Groups in',
    description:
      'People who crossed inward together count once; null for lines that are not on the floor plan.',
  }),
  groupsOut: z.int().min(0).nullable().meta({ title: 'Groups out', description: 'The same outward.' }),
}) satisfies z.ZodType<LineSummary>;

export const queueSummary = z.strictObject({
  zone: text('Zone', 'The zone in which people wait.'),
  coverage,
  definition,
  ...marks,
  n: basis,
  joined: count('Joined', 'People who began to wait.'),
  served: count('Served', 'People whose wait ended by being served.'),
  abandoned: count('Abandoned', 'People who left unserved; null also where no service zone is drawn.'),
  lengthMean: z
    .number()
    .min(0)
    .nullable()
    .meta({ title: 'Mean length', description: `People waiting, on average. ${whenUnknown}` }),
  lengthMax: count('Greatest length', 'Most people waiting at once.'),
  waitMeanMs: milliseconds('Mean wait', 'Of those served in the window; null when nobody was.'),
  waitP95Ms: milliseconds(
    '95th percentile of the wait',
    'Of those served; in merged windows the worst of the parts.',
  ),
  waitPredictedMs: milliseconds(
    'Predicted wait',
    'For somebody who joins at the end: people waiting × mean time between two served; null when nobody was served.',
  ),
}) satisfies z.ZodType<QueueSummary>;

export const journeySummary = z.strictObject({
  from: z.string().nullable().meta({ title: 'From', description: 'Zone; null is outside of all zones.' }),
  to: z.string().nullable().meta({ title: 'To', description: 'Zone; null is outside of all zones.' }),
  n: z
    .int()
    .min(1)
    .meta({ title: 'n', description: 'People who made this step in the window.', unit: 'count' }),
}) satisfies z.ZodType<JourneySummary>;
