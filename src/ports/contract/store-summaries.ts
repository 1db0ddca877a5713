// What is told of doors, and of the shop as a whole.
import { z } from 'zod';
import type {
  DoorSummary,
  FeedbackSummary,
  ShopfrontSummary,
  StoreSummary,
  VisitsSummary,
} from '../../core/model/window-summary.ts';
import {
  audited,
  basis,
  count,
  coverage,
  definition,
  derivedCount,
  derivedShare,
  marks,
  passings,
  restored,
  text,
  whenUnknown,
} from './fields.ts';

export const doorSummary = z.strictObject({
  ...audited,
  door: text('Door', 'Id from the settings.'),
  ...passings,
  inLow: derivedCount('In, low', 'Lower end of the 95 % interval of `in`: from `in` and `errorShare`.'),
  inHigh: derivedCount('In, high', 'Upper end.'),
  outLow: derivedCount('Out, low', 'The same of `out`.'),
  outHigh: derivedCount('Out, high', 'Upper end.'),
  errorShare: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .meta({
      title: 'Error share',
      description:
        'Relative error that everybody counted shares in: audited on site, learnt from the door’s other sensors, or ' +
        'what is believed of the kind of sensor. Of a restored window: of the spreading.',
    }),
  restored,
}) satisfies z.ZodType<DoorSummary>;

export const shopfrontSummary = z.strictObject({
  coverage,
  definition,
  ...marks,
  n: basis,
  passersBy: count(
    'Passers-by',
    'People who passed outside, each once, without those known to have gone in or come out.',
  ),
  captureRate: derivedShare(
    'Capture rate',
    'Entries ÷ (entries + passers-by); null when either is, or when nobody came by.',
  ),
  captureLow: derivedShare('Capture rate, low', 'Lower end of Wilson’s 95 % interval.'),
  captureHigh: derivedShare('Capture rate, high', 'Upper end.'),
}) satisfies z.ZodType<ShopfrontSummary>;

export const visitsSummary = z.strictObject({
  fromAt: z.iso.datetime().meta({ title: 'From', description: 'When the shop was empty before. UTC.' }),
  toAt: z.iso
    .datetime()
    .meta({ title: 'To', description: 'When it was empty again: closing, or hours of quiet.' }),
  coverage: z.number().min(0).max(1).meta({
    title: 'Coverage',
    description: 'Share of that time in which every door was counted.',
  }),
  definition,
  n: z.int().min(0).meta({ title: 'n', description: 'Entries in that time.', unit: 'count' }),
  meanMs: z.number().min(0).meta({
    title: 'Mean visit',
    description: 'Person-time inside ÷ entries (Little’s law); nobody is followed.',
    unit: 'ms',
  }),
  meanLowMs: z.number().min(0).meta({
    title: 'Mean visit, low',
    description: 'Lower end of its 95 % interval.',
    unit: 'ms',
  }),
  meanHighMs: z.number().min(0).meta({ title: 'Mean visit, high', description: 'Upper end.', unit: 'ms' }),
  bounceShare: derivedShare(
    'Bounce share',
    'Visits shorter than the bounce time of the definition, from matching exits to entries over weeks; null until ' +
      'enough visits are known.',
  ),
  bounceLow: derivedShare('Bounce share, low', 'Lower end of its 95 % interval.'),
  bounceHigh: derivedShare('Bounce share, high', 'Upper end.'),
  upToMs: z.array(z.number().min(0)).meta({
    title: 'Classes',
    description: 'Upper ends of the classes of durations; empty until enough visits are known.',
    unit: 'ms',
  }),
  shares: z
    .array(z.number().min(0).max(1))
    .meta({ title: 'Shares', description: 'Share of the visits in each class.' }),
}) satisfies z.ZodType<VisitsSummary>;

export const feedbackSummary = z.strictObject({
  sensor: text('Terminal', 'Id from the settings.'),
  coverage,
  definition,
  ...marks,
  n: count('Presses', 'Answers, repeated presses left out.'),
  happyIndex: z.number().min(0).max(100).nullable().meta({
    title: 'Happy index',
    description:
      'Mean answer, 100 for the happiest button to 0 for the unhappiest; null when nobody pressed.',
  }),
}) satisfies z.ZodType<FeedbackSummary>;

export const storeSummary = z.strictObject({
  ...audited,
  coverage,
  definition,
  ...marks,
  n: basis,
  entries: count('Entries', 'People who came in through all doors.'),
  exits: count('Exits', 'People who went out through all doors.'),
  occupancy: z
    .number()
    .nullable()
    .meta({ title: 'Occupancy', description: `People inside at the window's end. ${whenUnknown}` }),
  occupancyLow: z
    .number()
    .nullable()
    .meta({ title: 'Occupancy, low', description: 'Lower end of its 95 % interval.' }),
  occupancyHigh: z
    .number()
    .nullable()
    .meta({ title: 'Occupancy, high', description: 'Upper end of its 95 % interval.' }),
  transactions: z.int().min(0).nullable().meta({
    title: 'Transactions',
    description: 'At the tills; null where no sales come in.',
    unit: 'count',
  }),
  groups: z.int().min(0).nullable().meta({
    title: 'Groups',
    description:
      'Groups that came in, people together counted once; null unless every door has a line on the floor plan.',
    unit: 'count',
  }),
  conversion: derivedShare(
    'Conversion',
    'Transactions ÷ entries; null when either is, or when nobody came in.',
  ),
  conversionLow: derivedShare(
    'Conversion, low',
    'Lower end of Wilson’s 95 % interval, widened by what the doors may have missed or counted twice; null with more ' +
      'transactions than entries.',
  ),
  conversionHigh: derivedShare(
    'Conversion, high',
    'Upper end; above 1 where fewer may have come in than paid.',
  ),
  conversionPerGroup: derivedShare('Conversion per group', 'Transactions ÷ groups.'),
  restored,
}) satisfies z.ZodType<StoreSummary>;
