import { z } from 'zod';
import { CONTRACT_VERSION, seq, text, time, whole } from './fields.ts';

/** The cloud's commands to a gateway, and the gateway's responses. A repeated command does no harm. */

/** Longest command, in bytes. The gateway refuses a longer command without parsing it. */
export const LONGEST_COMMAND_BYTES: number = 16_384;
/** Longest validity of a command: as long as a broker keeps the session of a gateway that is offline. */
export const LONGEST_COMMAND_LIFE_MS: number = 24 * 3_600_000;
export const MOST_RANGES: number = 50;

const ranges = z
  .array(z.tuple([seq, seq]))
  .min(1)
  .max(MOST_RANGES)
  .meta({ description: '[first, last] row numbers, both included.' });

export const COMMANDS = {
  /** Asks the gateway to send again rows that were lost after the broker had accepted them. */
  ResendRows: z.strictObject({ kind: z.literal('ResendRows'), ranges }),
} as const;

export const commandMessage = z
  .looseObject({
    v: z.literal(CONTRACT_VERSION).meta({ description: 'Major version of the contract.' }),
    to: text('tenant/store/gateway: no other gateway follows it.'),
    id: z
      .string()
      .regex(/^[\w.-]{1,64}$/)
      .meta({ description: 'Comes back with the response. A second command with it is refused.' }),
    expiresAt: time('Refused later; at most 24 hours ahead.'),
    command: COMMANDS.ResendRows.meta({ description: 'Nothing else can be asked from afar.' }),
  })
  .meta({
    description:
      'Cloud to gateway, never retained. With `mqtt.commandKeyFile` it is the payload of a flattened JWS (RFC 7515, ' +
      'section 7.2.2) with `{"alg":"EdDSA"}`.',
  });

export const REFUSALS = [
  ...['malformed', 'oversized', 'wrong-gateway', 'unknown-command', 'unsigned', 'bad-signature'],
  ...['expired', 'expires-too-late', 'replayed', 'not-settable-remotely', 'failed'],
] as const;
export type CommandRefusal = (typeof REFUSALS)[number];

/** Why the rows with some sequence numbers never arrive. */
export const GAP_REASONS = [
  ...['never-assigned', 'downsampled', 'evicted-before-send', 'evicted-after-send'],
  ...['rejected-by-broker', 'damaged', 'reset'],
] as const;
export type GapReason = (typeof GAP_REASONS)[number];

const gap = z.looseObject({
  ...{ fromSeq: seq, toSeq: seq },
  reason: z
    .enum(GAP_REASONS)
    .meta({ description: '`downsampled`: merged into a longer row under another number.' }),
});

export const responseMessage = z
  .looseObject({
    v: z.literal(CONTRACT_VERSION).meta({ description: 'Major version of the contract.' }),
    boot: text('Changes at every start of the machine.', 64),
    id: z.string().max(64).nullable().meta({ description: 'Of the command; null when it was not legible.' }),
    refused: z.enum(REFUSALS).nullable().meta({ description: 'Null when it was done.' }),
    rows: whole('Rows on their way again.').nullable(),
    missing: z.array(gap).max(1_000).meta({ description: 'Row numbers that will never come, and why.' }),
  })
  .meta({ description: 'What became of a command.' });

export type CommandMessage = z.output<typeof commandMessage>;
export type ResponseMessage = z.output<typeof responseMessage>;
