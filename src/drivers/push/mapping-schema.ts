import { z } from 'zod';
import { parsePath } from './path.ts';

/** Parts of field names that identify a person or tell something personal. No mapping may read such a field. */
const PERSONAL =
  /gender|\bmale|female|\bage\b|face|people_id|person_id|track|plate|snapshot|image|mac_?address_?of/i;

const onePath = z
  .string()
  .max(300)
  .refine(
    (text) => parsePath(text.replace(/\{\w+\}/g, 'x')) !== undefined,
    "a path such as $.lines[?id=='1'].in",
  )
  .refine((text) => !PERSONAL.test(text), 'a field that says nothing of single people');
const paths = z.union([onePath, z.array(onePath).min(1).max(4)]);

const words = (title: string) => z.array(z.string().max(20)).max(4).optional().meta({ title });

const read = z.strictObject({
  topic: z.string().max(300).optional().meta({
    title: 'Topic',
    description: 'An MQTT filter: only messages on such a topic.',
  }),
  as: z.enum(['interval', 'total', 'contact', 'people', 'occupied', 'available']).meta({
    title: 'Meaning',
    description:
      'interval: people from one moment to another. total: a number that runs on. contact: whether a door is open. people: how many are in a zone now. occupied: whether a person is. available: whether the device is there.',
  }),
  each: paths.optional().meta({ title: 'Records', description: 'One reading for each thing at this path.' }),
  in: paths.optional().meta({ title: 'In' }),
  out: paths.optional().meta({ title: 'Out' }),
  from: paths.optional().meta({ title: 'Begin of the interval' }),
  to: paths.optional().meta({ title: 'End of the interval' }),
  at: paths.optional().meta({
    title: 'Time of the number',
    description: 'Without it, the moment at which the message comes.',
  }),
  value: paths.optional().meta({ title: 'State, or people in a zone' }),
  open: words('Values that mean open'),
  shut: words('Values that mean shut'),
  occupied: words('Values that mean occupied'),
  empty: words('Values that mean empty'),
  there: words('Values that mean available'),
});

/** How to read a device's messages. */
export const mappingSchema = z.strictObject({
  format: z.enum(['json', 'xml', 'text']).default('json').meta({ title: 'Format' }),
  names: z
    .record(z.string().regex(/^[a-z][A-Za-z]{0,20}$/), z.string().max(200))
    .default({})
    .meta({
      title: 'Names',
      description:
        'Words that stand in braces in the paths and topics, as they are unless a sensor says otherwise.',
    }),
  topics: z
    .array(z.string().min(1).max(200))
    .max(8)
    .default([])
    .meta({ title: 'Topics', description: 'Where the device publishes, over MQTT.' }),
  reads: z.array(read).min(1).max(8).meta({ title: 'Readings' }),
  joinsDirections: z.boolean().default(false).meta({
    title: 'One direction a message',
    description: 'Each total comes with the last one of the other direction.',
  }),
  maxTotal: z.int().min(99).max(9_999_999_999).optional().meta({
    title: 'Highest total',
    description: 'The highest number that a total can show; after it, it begins again at 0.',
  }),
  everySeconds: z.number().min(1).max(86_400).optional().meta({
    title: 'Reports every (s)',
    description: 'How often the device reports though no person passes.',
  }),
});

export type Mapping = z.output<typeof mappingSchema>;
export type Read = Mapping['reads'][number];
