import { z } from 'zod';
import { CONTRACT_VERSION, share, text, time, whole } from './fields.ts';

export const stateMessage = z
  .looseObject({
    v: z.literal(CONTRACT_VERSION).meta({ description: 'Major version of the contract.' }),
    boot: text('Changes at every start of the machine.', 64),
    state: z.enum(['online', 'offline']).meta({ description: '`offline` is also the last will.' }),
    since: time('Start of the session: the same in birth and will.'),
    version: text('Of the gateway.', 64),
    settings: text('Hash of the settings in force.', 64).optional(),
    waitingRows: whole('Rows not acknowledged yet.').optional(),
    diskFree: share('Free share of the disk.').optional(),
    down: z.array(z.string()).optional().meta({ description: 'Sensors that are down.' }),
  })
  .meta({ description: 'Health: retained, on change and hourly.' });
