import { z } from 'zod';
import { amounts, count, level, localDate, people, ROW_HEAD, rowsMessage, seenS } from './fields.ts';
import { group } from './indoor.ts';

const seconds = z.number().min(0);

const zone = z.looseObject({
  ...group('Zone.'),
  ...people({
    personTimeS: count('Person-seconds inside. Adds up: ÷ `seenS` is the mean number of people.'),
    dwellS: count('Dwell of those in `bins`. Adds up.'),
  }),
  bins: z
    .array(z.tuple([seconds, seconds.nullable(), z.int().min(0), z.int().min(0)]))
    .optional()
    .meta({ description: '[from s, to s, ended, cut]: dwell by length. Edges never change: adds up.' }),
});

const trolley = z.looseObject({
  ...group('Zone.'),
  ...amounts({
    trolleyTimeS: count('Trolley-seconds inside. Adds up.'),
    dwellS: count('Dwell of trolleys that went out. Adds up.'),
  }),
});

const store = z.looseObject({
  seenS,
  ...people({
    visits: count('Visits of the store that these numbers rest on. Adds up.'),
    personTimeS: count('Person-seconds inside: ÷ `visits` is the mean visit. Adds up.'),
    bounced: count('Visits under the bounce threshold. Null until enough are known. Adds up.'),
    radios: level('Different radios of the day that keep their address: an estimate. Never add it up.'),
    repeatVisitors: level('Of `radios`: there the day before. Null until two days are known.'),
  }),
  classes: z
    .array(z.tuple([seconds.nullable(), z.int().min(0)]))
    .optional()
    .meta({ description: '[up to s, visits]: longer than the class before. Adds up.' }),
  hourlyTimeS: z
    .array(z.int().min(0))
    .max(48)
    .optional()
    .meta({ description: 'Person-seconds of each hour from `from`, corrected once the store was empty.' }),
});

export const dayRow = z.looseObject({
  ...ROW_HEAD,
  day: localDate('Local date of the store.'),
  zones: z.array(zone).optional().meta({ description: 'Dwell of zones.' }),
  trolleys: z.array(trolley).optional().meta({ description: 'Trolleys by zone.' }),
  store: store.optional().meta({ description: 'Visits of the store.' }),
});

export const dayMessage = rowsMessage(dayRow, 'Distributions and estimates of a day. Final.');
