import { z } from 'zod';
import type { WindowSummary } from '../core/metrics/summary.ts';

/**
 * The messages that leave the gateway, as the cloud may rely on them. JSON Schemas, the AsyncAPI document and the
 * reference page are generated from here; `scripts/generate.ts` writes them and a test says that they are current.
 */
export const CONTRACT_VERSION = 'lintel/1';

const text = (title: string, description: string) => z.string().meta({ title, description });
const coverage = z
  .number()
  .min(0)
  .max(1)
  .meta({
    title: 'Coverage',
    description:
      'Live time of the sensors needed ÷ window; of a door with several sensors their mean. 0 makes every number of the ' +
      'group null, unless it was restored.',
  });
const definition = text(
  'Definition',
  'Name, version and thresholds (milliseconds) of what the group counts.',
);
const fieldNames = (title: string, description: string) =>
  z.array(z.string()).exactOptional().meta({ title, description });
/** Who checked a group's counts by hand. */
const audited = {
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
const marks = {
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
const whenUnknown = 'null when nothing was live to count it (coverage 0): an outage is never 0.';
const count = (title: string, description: string) =>
  z
    .int()
    .min(0)
    .nullable()
    .meta({ title, description: `${description} ${whenUnknown}`, unit: 'count' });
const milliseconds = (title: string, description: string) =>
  z.number().min(0).nullable().meta({ title, description, unit: 'ms' });
const basis = z.int().min(0).nullable().meta({ title: 'n', description: 'Events the group rests on.' });

const sensorSummary = z.strictObject({
  sensor: text('Sensor', 'Id from the settings.'),
  type: text('Type', 'Sensor type from the settings.'),
  coverage,
});

const dwellSummary = z.strictObject({
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

const zoneSummary = z.strictObject({
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
});

const passings = {
  coverage,
  definition,
  ...marks,
  n: basis,
  in: count('In', 'Crossings inward.'),
  out: count('Out', 'Crossings outward.'),
};

const derivedCount = (title: string, description: string) =>
  z.number().min(0).nullable().meta({ title, description, unit: 'count' });
const derivedShare = (title: string, description: string) =>
  z.number().min(0).nullable().meta({ title, description });
const restored = z
  .int()
  .min(0)
  .meta({
    title: 'Restored',
    description:
      'Of these, people nobody saw pass: known from a counter’s totals after an outage, and spread evenly over its ' +
      'windows, which then come with a higher revision. Their coverage stays what it was.',
    unit: 'count',
  });

const doorSummary = z.strictObject({
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
});

const shopfrontSummary = z.strictObject({
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
});

const visitsSummary = z.strictObject({
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
});

const lineSummary = z.strictObject({
  line: text('Line', 'Id from the settings.'),
  ...passings,
  groupsIn: z.int().min(0).nullable().meta({
    title: 'Groups in',
    description:
      'People who crossed inward together count once; null for lines that are not on the floor plan.',
  }),
  groupsOut: z.int().min(0).nullable().meta({ title: 'Groups out', description: 'The same outward.' }),
});

const queueSummary = z.strictObject({
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
});

const journeySummary = z.strictObject({
  from: z.string().nullable().meta({ title: 'From', description: 'Zone; null is outside of all zones.' }),
  to: z.string().nullable().meta({ title: 'To', description: 'Zone; null is outside of all zones.' }),
  n: z
    .int()
    .min(1)
    .meta({ title: 'n', description: 'People who made this step in the window.', unit: 'count' }),
});

const feedbackSummary = z.strictObject({
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
});

const trolleySummary = z.strictObject({
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

const productSummary = z.strictObject({
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
const radioSummary = z.strictObject({
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

const storeSummary = z.strictObject({
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
}) satisfies z.ZodType<WindowSummary>;

const sender = {
  contract: z.literal(CONTRACT_VERSION).meta({
    title: 'Contract',
    description:
      'Name and version of this contract; a field may be added within a version, none changes its meaning.',
  }),
  tenant: text('Tenant', 'As in the topic.'),
  store: text('Store', 'As in the topic.'),
  gateway: text('Gateway', 'As in the topic.'),
  bootId: text('Boot', 'Changes at every start of the machine.'),
};

export const timeQuality = z.enum(['synced', 'holdover', 'unsynced']).meta({
  title: 'Time quality',
  description: 'Whether the clock was set by a time server, was once in this boot, or never.',
});

export const summaryMessage = z
  .strictObject({
    ...sender,
    windows: z.array(
      z.strictObject({
        seq: z.int().min(1).meta({
          title: 'Sequence',
          description: 'Rises by row and is never used again, for finding gaps.',
        }),
        key: text('Key', 'gateway/start/duration/revision: the same row sent twice has the same key.'),
        timeQuality,
        window: windowSummary,
      }),
    ),
  })
  .meta({ title: 'SummaryMessage', description: 'Closed windows, at least once, not necessarily in order.' });

export const eventMessage = z
  .strictObject({
    ...sender,
    events: z.array(
      z.strictObject({
        seq: z
          .int()
          .min(1)
          .meta({ title: 'Sequence', description: 'From the same row of numbers as the windows’.' }),
        key: text('Key', 'gateway/event/seq.'),
        timeQuality,
        at: z.iso.datetime().meta({ title: 'At', description: 'UTC.' }),
        event: z.looseObject({
          kind: text('Kind', 'What happened: `SettingsRejected`, `StoreReset`, `SensorFaulted`, …'),
        }),
      }),
    ),
  })
  .meta({
    title: 'EventMessage',
    description: 'Alarms and health events: rare, never evicted to make room for counts.',
  });

export const statusMessage = z
  .strictObject({
    ...sender,
    state: z
      .enum(['online', 'offline'])
      .meta({ title: 'State', description: '`offline` is also the last will.' }),
    version: text('Version', 'Of the gateway.'),
    since: z.iso
      .datetime()
      .meta({ title: 'Since', description: 'When this session began: same in birth and will.' }),
  })
  .meta({ title: 'StatusMessage', description: 'Retained.' });

export type SummaryMessage = z.output<typeof summaryMessage>;
export type EventMessage = z.output<typeof eventMessage>;
export type StatusMessage = z.output<typeof statusMessage>;
