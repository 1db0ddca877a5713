import { z } from 'zod';
import { amounts, count, id, level, people, ROW_HEAD, rowsMessage, seenS, whole } from './fields.ts';

const CROSSINGS = {
  in: count('People who came in. Adds up.'),
  out: count('People who went out. Adds up.'),
};

const store = z.looseObject({
  seenS,
  ...people(CROSSINGS),
  ...amounts({ sales: count('Transactions. Absent without a till. Adds up.') }),
  occupancy: level('People inside at the end of the row. A state: never add it up.').optional(),
  occupancyLow: level('Lower end of its 95 % interval.').optional(),
  occupancyHigh: level('Upper end of its 95 % interval.').optional(),
});

const door = z.looseObject({
  ...{ id: id('Door.'), seenS },
  ...amounts({
    ...CROSSINGS,
    err: level('Relative error that all people who came in share: a property of the door. Does not add up.'),
    backfilled: count('Of `in` and `out`: people made known by a counter after an outage. Adds up.'),
  }),
});

const line = z.looseObject({ id: id('Counting line.'), seenS, ...people(CROSSINGS) });

const shopfront = z.looseObject({
  seenS,
  ...amounts({ passersBy: count('People outside who did not come in. Adds up.') }),
});

const feedback = z.looseObject({
  ...{ id: id('Terminal.'), seenS },
  ...amounts({
    answers: count('Presses. Adds up.'),
    points: count('100 for the happiest button to 0 for the unhappiest. Adds up: ÷ `answers` is the mean.'),
  }),
});

export const countRow = z.looseObject({
  ...ROW_HEAD,
  rev: whole('Starts at 1. A higher one of the same gateway and `from` replaces the row.'),
  store: store.optional().meta({ description: 'The whole store.' }),
  doors: z.array(door).optional().meta({ description: 'Doors.' }),
  lines: z.array(line).optional().meta({ description: 'Lines at doors: a second view of people at doors.' }),
  shopfront: shopfront.optional().meta({ description: 'The pavement.' }),
  feedback: z.array(feedback).optional().meta({ description: 'Feedback terminals.' }),
});

export const countMessage = rowsMessage(countRow, 'Store-level counts of one window, as counted.');
