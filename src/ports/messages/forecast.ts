import { z } from 'zod';
import { localDate, ROW_HEAD, rowsMessage } from './fields.ts';

const expected = z.number().min(0);
const end = expected.nullable();
/** Largest number of hours in a forecast: one week, plus the extra hour when summer time ends. */
const MOST_HOURS = 169;

export const forecastRow = z.looseObject({
  ...ROW_HEAD,
  day: localDate('Local date on which it was made.'),
  forecast: z
    .tuple([
      z.enum(['entries', 'exits', 'occupancy', 'passersBy']),
      z.array(z.tuple([expected, end, end, end, end]).nullable()).max(MOST_HOURS),
    ])
    .meta({
      description:
        '[metric, hours]: of each hour from `from` on what is expected, and both ends of its 80 % and 95 % intervals. Never add it up.',
    }),
});

export const forecastMessage = rowsMessage(
  forecastRow,
  'What is expected of the next seven days, each night.',
);
