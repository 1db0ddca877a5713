import { z } from 'zod';
import { CONTRACT_VERSION, text, time, whole } from './fields.ts';

/** Longest validity of a signed settings document, so that a forgotten document does not take effect much later. */
export const LONGEST_DESIRED_LIFE_MS: number = 30 * 24 * 3_600_000;
export const DESIRED_TYPE = 'lintel-settings';

/** What a trial must show before the gateway keeps the new settings. */
export const gates = z.strictObject({
  minutes: z.number().min(1).max(1_440).default(20).meta({ description: 'Length of the trial.' }),
  countsAtLeast: z
    .number()
    .min(0)
    .max(1)
    .default(0.3)
    .meta({ description: 'Share of the usual entries of this weekday and hour.' }),
  extendHours: z
    .number()
    .min(0)
    .max(72)
    .default(24)
    .meta({ description: 'Longest trial while too few people are usual to judge by.' }),
});

export const desiredMessage = z
  .looseObject({
    v: z.literal(CONTRACT_VERSION).meta({ description: 'Major version of the contract.' }),
    to: text('tenant/store/gateway: no other gateway follows it.'),
    id: z
      .string()
      .regex(/^[\w.-]{1,64}$/)
      .meta({ description: 'Of the roll-out.' }),
    revision: z.int().min(1).meta({ description: 'Rises with each document; a lower one is ignored.' }),
    commit: z
      .string()
      .regex(/^[0-9a-f]{7,64}$/)
      .nullable()
      .meta({ description: 'Git commit of the folder it was made from.' }),
    stage: text('Of the roll-out.', 16),
    issuedAt: time('When it was signed.'),
    notBefore: time('Applied no sooner.'),
    expiresAt: time('Refused later; at most 30 days after `issuedAt`.'),
    gates: gates.meta({ description: 'What the trial must show.' }),
    settings: z
      .record(z.string(), z.json())
      .meta({ description: 'All that head office sets for this gateway, never a part of it.' }),
  })
  .meta({
    description:
      'Cloud to gateway, retained: the payload of a flattened JWS (RFC 7515, section 7.2.2) with ' +
      '`{"alg":"EdDSA","typ":"lintel-settings","kid":…}`. An empty message changes nothing.',
  });

export type DesiredMessage = z.output<typeof desiredMessage>;
export type Gates = z.output<typeof gates>;

export const PHASES = ['waiting', 'trial', 'kept', 'rolled-back', 'refused'] as const;
export type DesiredPhase = (typeof PHASES)[number];

const reason = z.string().max(500).nullable();

export const reportMessage = z
  .looseObject({
    v: z.literal(CONTRACT_VERSION).meta({ description: 'Major version of the contract.' }),
    boot: text('Changes at every start of the machine.', 64),
    highest: whole('Highest revision ever seen here: no lower one is followed.'),
    kept: z.int().min(1).nullable().meta({ description: 'Revision in force; null before the first.' }),
    keptHash: text('Of the settings of that revision.', 64).nullable(),
    revision: z.int().min(1).nullable().meta({ description: 'Of the newest document.' }),
    id: z.string().max(64).nullable().meta({ description: 'Of the newest document.' }),
    phase: z.enum(PHASES).nullable().meta({ description: 'What became of the newest document.' }),
    proven: z.boolean().meta({ description: 'False when too few people came to judge the counts by.' }),
    since: time('Of the phase.').nullable(),
    until: time('End of the trial, as far as it is known.').nullable(),
    reason: reason.meta({ description: 'Why it waits, was rolled back or refused.' }),
    refused: reason.meta({ description: 'Why the last message was refused that is no newer document.' }),
    local: z
      .array(
        z.looseObject({
          path: text('Setting.'),
          until: time('Head office’s value comes back.'),
          by: text('Who.'),
        }),
      )
      .max(200)
      .meta({ description: 'Settings that the technician changed on site.' }),
    absent: z.array(z.string().max(200)).max(200).meta({
      description: 'Things that head office has settings for, and that this gateway does not have.',
    }),
  })
  .meta({ description: 'What became of settings from head office: retained, on change.' });

export type ReportMessage = z.output<typeof reportMessage>;
