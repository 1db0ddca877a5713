import { z } from 'zod';

export const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ description: 'SHA-256 of the settings file to which the change applies.' });

const edits = z
  .array(
    z.strictObject({
      path: z
        .array(z.union([z.string().min(1).max(80), z.int().min(0).max(10_000)]))
        .min(1)
        .max(8)
        .meta({ description: 'Keys from the top level; a list entry by its id or index.' }),
      value: z.unknown().optional().meta({ description: 'Any JSON; without it, the old value is removed.' }),
    }),
  )
  .max(500);

export const draftRequest = z.strictObject({ base: hash, edits });
export const applyRequest = z.strictObject({ base: hash, edits, note: z.string().max(200).default('') });
export const endTrialRequest = z.strictObject({ outcome: z.enum(['kept', 'taken-back']) });
export const rollBackRequest = z.strictObject({ base: hash, to: hash });

export const pairRequest = z.strictObject({ code: z.string().min(1).max(32) });
export const role = z.enum(['technician', 'viewer']);

export const spanQuery = z.strictObject({
  from: z.coerce.number().int().min(0).meta({ description: 'Milliseconds since 1970, UTC.' }),
  to: z.coerce.number().int().min(0),
});

export const auditRequest = z.strictObject({
  subject: z.strictObject({ kind: z.enum(['line', 'door']), id: z.string().min(1).max(63) }),
  from: z.int().min(0),
  to: z.int().min(0),
  taps: z.array(z.strictObject({ at: z.int().min(0), direction: z.enum(['in', 'out']) })).max(5000),
});
