import { z } from 'zod';
import { amounts, count, id, level, people, ROW_HEAD, rowsMessage, seenS, time } from './fields.ts';

/** First fields of each entry in an indoor message, such as the entry of a zone or counting line. */
export const group = (name: string) => ({
  id: id(name),
  since: time('Where these amounts begin: before the row when rows before it said `few`.'),
  seenS,
  few: z
    .literal(true)
    .optional()
    .meta({ description: 'Fewer than k people, or none. The amounts come with a later row.' }),
});

const zone = z.looseObject({
  ...group('Zone.'),
  ...people({
    in: count('People who came in, in multiples of k. Adds up.'),
    out: count('People who went out. Adds up.'),
    visits: count('Of `out`: stayed at least the visit threshold. Adds up.'),
    engaged: count('Stayed at least the engagement threshold, in multiples of k. Adds up.'),
    cut: count('Of `out`: start or end not seen, dwell was longer. Adds up.'),
  }),
});

const line = z.looseObject({
  ...group('Counting line.'),
  ...people({
    in: count('People who crossed inwards. Adds up.'),
    out: count('People who crossed outwards. Adds up.'),
    groupsIn: count('Groups inwards: people together count once. Adds up.'),
    groupsOut: count('Groups outwards. Adds up.'),
  }),
});

const queue = z.looseObject({
  ...group('Zone in which people wait.'),
  ...people({
    joined: count('People who joined, in multiples of k. Adds up.'),
    served: count('People who were served. Adds up.'),
    abandoned: count('Left unserved. Absent without a service zone. Adds up.'),
    waitS: count('Waits of the served. Adds up: ÷ `served` is the mean.'),
    lengthS: count('Person-seconds waiting. Adds up: ÷ `seenS` is the mean length.'),
  }),
});

const trolley = z.looseObject({
  ...group('Zone.'),
  ...amounts({
    in: count('Trolleys that came in, in multiples of k. Adds up.'),
    out: count('Trolleys that went out. Adds up.'),
  }),
});

const product = z.looseObject({
  ...group('Product tag.'),
  ...amounts({
    pickUps: count('Adds up.'),
    putBacks: count('Adds up.'),
  }),
});

const radio = z.looseObject({
  ...group('Receiver.'),
  ...people({
    insideTimeS: count('Radio-seconds in the store. Adds up: ÷ `seenS` is the mean number.'),
    peopleTimeS: level('Person-seconds that these radios stand for: an index, not a count. Adds up.'),
  }),
});

const steps = z
  .array(z.tuple([z.string(), z.string(), z.int().min(1)]))
  .optional()
  .meta({ description: '[from zone, to zone, people], in multiples of k. Adds up.' });

export const indoorRow = z.looseObject({
  ...ROW_HEAD,
  zones: z.array(zone).optional().meta({ description: 'Zones.' }),
  lines: z.array(line).optional().meta({ description: 'Lines in aisles; of door lines the groups.' }),
  queues: z.array(queue).optional().meta({ description: 'Queues.' }),
  steps,
  trolleys: z.array(trolley).optional().meta({ description: 'Trolleys by zone.' }),
  trolleySteps: steps.meta({ description: '[from zone, to zone, trolleys], in multiples of k. Adds up.' }),
  products: z.array(product).optional().meta({ description: 'Products.' }),
  radios: z.array(radio).optional().meta({ description: 'Radios by receiver.' }),
});

export const indoorMessage = rowsMessage(indoorRow, 'What people did inside, once a period. Final.');
