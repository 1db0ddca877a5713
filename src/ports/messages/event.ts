import { z } from 'zod';
import { clock, rowsMessage, seq, text, time } from './fields.ts';

export const eventRow = z.looseObject({
  ...{ seq, clock, at: time('When it happened, UTC.') },
  event: z
    .looseObject({ kind: text('What happened: `SensorFaulted`, `SettingsChanged`, …', 64) })
    .meta({ description: 'Its further fields depend on the kind.' }),
});

export const eventMessage = rowsMessage(
  eventRow,
  'Alarms and changes of settings. Never dropped for counts.',
);
