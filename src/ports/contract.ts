import { z } from 'zod';
import { text } from './contract/fields.ts';
import { windowSummary } from './contract/window-summary.ts';

export { windowSummary };

/**
 * The messages that leave the gateway, as the cloud may rely on them. JSON Schemas, the AsyncAPI document and the
 * reference page are generated from here; `scripts/generate.ts` writes them and a test says that they are current.
 */
export const CONTRACT_VERSION = 'lintel/1';

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
          kind: text('Kind', 'What happened: `SettingsRejected`, `StorageReset`, `SensorFaulted`, …'),
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
