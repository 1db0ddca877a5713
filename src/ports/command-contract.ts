import { z } from 'zod';
import { CONTRACT_VERSION } from './contract.ts';

/** What the cloud may ask of a gateway, and what the gateway answers. Every command is harmless when it comes twice. */

/** Longer commands are refused unread. */
export const LONGEST_COMMAND_BYTES: number = 16_384;
/** A command may not lie in wait for longer than a broker keeps a session. */
export const LONGEST_COMMAND_LIFE_MS: number = 24 * 3_600_000;
export const MOST_RANGES: number = 50;

const text = (title: string, description: string) => z.string().min(1).max(64).meta({ title, description });

const sequence = z.int().min(1);
const ranges = z
  .array(z.tuple([sequence, sequence]))
  .min(1)
  .max(MOST_RANGES)
  .meta({ title: 'Ranges', description: '[first, last] of sequence numbers, both included.' });

export const COMMANDS = {
  /** Rows that were lost between broker and consumer. */
  ResendRows: z.strictObject({
    kind: z
      .literal('ResendRows')
      .meta({ description: 'Send these rows again, as far as the ring still holds them.' }),
    ranges,
  }),
} as const;

export const commandMessage = z
  .strictObject({
    contract: z.literal(CONTRACT_VERSION).meta({ title: 'Contract', description: 'As of every message.' }),
    tenant: text('Tenant', 'As in the topic.'),
    store: text('Store', 'As in the topic.'),
    gateway: text('Gateway', 'As in the topic: no other gateway follows it.'),
    id: z
      .string()
      .regex(/^[\w.-]{1,64}$/)
      .meta({ title: 'Id', description: 'Comes back with the reply; a second command with it is refused.' }),
    expiresAt: z.iso
      .datetime()
      .meta({ title: 'Expires at', description: 'Refused later than this; at most 24 hours ahead.' }),
    command: COMMANDS.ResendRows.meta({
      title: 'Command',
      description:
        'What to do. Nothing else can be asked from afar: no program, and no setting, whichever it is ' +
        '(`SetSettings` is refused as `not-settable-remotely`).',
    }),
  })
  .meta({
    title: 'CommandMessage',
    description:
      'From the cloud to the gateway, at most 16 KB, QoS 1, never retained. Where `mqtt.commandKeyFile` is set, the message ' +
      'is the payload of a JWS in flattened JSON serialisation (RFC 7515, 7.2.2) with `{"alg":"EdDSA"}`: ' +
      '`{"protected":…,"payload":…,"signature":…}`.',
  });

export const REFUSALS = [
  'malformed',
  'oversized',
  'wrong-gateway',
  'unknown-command',
  'unsigned',
  'bad-signature',
  'expired',
  'expires-too-late',
  'replayed',
  'not-settable-remotely',
  'failed',
] as const;
export type CommandRefusal = (typeof REFUSALS)[number];

export const replyMessage = z
  .strictObject({
    contract: z.literal(CONTRACT_VERSION).meta({ title: 'Contract', description: 'As of every message.' }),
    tenant: text('Tenant', 'As in the topic.'),
    store: text('Store', 'As in the topic.'),
    gateway: text('Gateway', 'As in the topic.'),
    bootId: z.string().meta({ title: 'Boot', description: 'Changes at every start of the machine.' }),
    id: z.string().max(64).nullable().meta({
      title: 'Id',
      description: 'Of the command; null when it was not legible.',
    }),
    refused: z
      .enum(REFUSALS)
      .nullable()
      .meta({ title: 'Refused', description: 'Why nothing was done; null when it was done.' }),
    rows: z
      .int()
      .min(0)
      .nullable()
      .meta({ title: 'Rows', description: 'On their way again; they come as summaries and events.' }),
    missing: z
      .array(
        z.strictObject({
          fromSeq: sequence.meta({ title: 'From', description: 'First number.' }),
          toSeq: sequence.meta({ title: 'To', description: 'Last number, included.' }),
          reason: z.enum(['unused', 'coarsened', 'dropped', 'damaged', 'reset', 'parked', 'not-kept']).meta({
            title: 'Reason',
            description:
              '`unused`: never given to a row. `coarsened`: merged into longer windows that follow under numbers of ' +
              'their own. `dropped`: no room. `damaged`: failed its checksum. `reset`: went with a damaged database. ' +
              '`parked`: the broker refused it for good. `not-kept`: was sent once, and the ring needed the room.',
          }),
        }),
      )
      .max(1000)
      .meta({
        title: 'Missing',
        description: 'The manifest of gaps: numbers that will never come, and why.',
      }),
  })
  .meta({
    title: 'ReplyMessage',
    description: 'What became of a command. QoS 0: when none comes, ask again.',
  });

export type CommandMessage = z.output<typeof commandMessage>;
export type ReplyMessage = z.output<typeof replyMessage>;
