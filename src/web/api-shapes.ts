import { z } from 'zod';

export const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ description: 'SHA-256 of the settings file to which the change applies.' });

const json: z.ZodType = z.json();

export const edits = z
  .array(
    z.strictObject({
      path: z
        .array(z.union([z.string().min(1).max(80), z.int().min(0).max(10_000)]))
        .min(1)
        .max(8)
        .meta({ description: 'Keys from the top level; a list entry by its id or index.' }),
      value: json.optional().meta({ description: 'The new value; without one, the old one is removed.' }),
    }),
  )
  .max(500);

export const draftRequest = z.strictObject({ base: hash, edits });
export const applyRequest = z.strictObject({ base: hash, edits, note: z.string().max(200).default('') });
export const endTrialRequest = z.strictObject({ outcome: z.enum(['kept', 'taken-back']) });
export const rollBackRequest = z.strictObject({ base: hash, to: hash });

export const problems = z.array(z.object({ path: z.string(), line: z.int().optional(), text: z.string() }));
export const draftAnswer = z.object({ text: z.string(), problems });
export const settingsAnswer = z.object({ text: z.string(), hash: z.string(), tree: json });
export const applyAnswer = z.object({ outcome: z.literal('applied'), settings: settingsAnswer });
export const historyAnswer = z.array(
  z.object({ hash: z.string(), savedAt: z.string(), by: z.string(), note: z.string() }),
);

export const pairRequest = z.strictObject({ code: z.string().min(1).max(32) });
export const role = z.enum(['technician', 'viewer']);
export const sessionAnswer = z.object({
  role,
  name: z.string(),
  csrf: z.string().meta({ description: 'Send it in the header x-lintel-csrf with every change.' }),
  endsInSeconds: z.number(),
});

export const spanQuery = z.strictObject({
  from: z.coerce.number().int().min(0).meta({ description: 'Milliseconds since 1970, UTC.' }),
  to: z.coerce.number().int().min(0),
});

export const draftTextRequest = z.strictObject({ base: hash, edits });
const zoneCount = z
  .object({ entries: z.int(), visits: z.int(), engaged: z.int(), dwellMs: z.number() })
  .nullable();
const lineCount = z.object({ in: z.int(), out: z.int() }).nullable();
export const recountAnswer = z.object({
  from: z.number().nullable(),
  to: z.number().nullable(),
  zones: z.array(z.object({ id: z.string(), current: zoneCount, draft: zoneCount })),
  lines: z.array(z.object({ id: z.string(), current: lineCount, draft: lineCount })),
});

export const auditRequest = z.strictObject({
  subject: z.strictObject({ kind: z.enum(['line', 'door']), id: z.string().min(1).max(63) }),
  from: z.int().min(0),
  to: z.int().min(0),
  taps: z.array(z.strictObject({ at: z.int().min(0), direction: z.enum(['in', 'out']) })).max(5000),
});
export const signedAudit = z.object({
  id: z.string(),
  record: json,
  signature: z.string(),
  publicKey: z.string(),
});
export const anyAnswer = json;
