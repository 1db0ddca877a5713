import { z } from 'zod';
import { clock, def, id, rowsMessage, seq, text, time, whole } from './fields.ts';

const localTime = z.string().regex(/^\d\d:\d\d$/);

const thing = z.looseObject({
  kind: text('store, door, line, zone, queue, feedback, product, receiver or sensor.', 20),
  id: id('As in the rows.'),
  name: text('What people call it.').optional(),
  sensors: z.array(z.string()).optional().meta({ description: 'What counts there.' }),
  visitS: whole('Visit threshold of a zone; of the store, of a bounce.').optional(),
  engagedS: whole('Engagement threshold of a zone.').optional(),
  auditId: text('Newest audit of a door.', 64).optional(),
});

export const meaningRow = z.looseObject({
  ...{ seq, clock, def, from: time('In force since.') },
  timezone: text('IANA name of the time zone of the store.', 64),
  hours: z
    .tuple([localTime, localTime])
    .nullable()
    .meta({ description: '[opens, closes], local time. Null: not set.' }),
  k: whole('Minimum count: fewer people inside wait.'),
  things: z.array(thing).meta({ description: 'Everything that is set up.' }),
});

export const meaningMessage = rowsMessage(
  meaningRow,
  'Definitions by hash: retained, and numbered so that it is never lost.',
);
