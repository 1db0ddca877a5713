import { z } from 'zod';

/** The contract's major version: `v` in each message, and part of the topic. */
export const CONTRACT_VERSION = 2;

/**
 * Largest message and deepest nesting of its JSON. Both the gateway and the cloud refuse a message beyond these limits.
 */
export const MOST_MESSAGE_BYTES: number = 256 * 1_024;
export const DEEPEST_NESTING = 8;

export const text = (description: string, most = 200): z.ZodString =>
  z.string().min(1).max(most).meta({ description });
/** A count, which may be added up. Null when no sensor was live. */
export const count = (description: string): z.ZodNullable<z.ZodInt> =>
  z.int().min(0).nullable().meta({ description });
/** A level, which must not be added up. */
export const level = (description: string): z.ZodNullable<z.ZodNumber> =>
  z.number().min(0).nullable().meta({ description });
export const whole = (description: string): z.ZodInt => z.int().min(0).meta({ description });
export const share = (description: string): z.ZodNumber => z.number().min(0).max(1).meta({ description });
export const id = (description: string): z.ZodString =>
  z
    .string()
    .regex(/^[\w.-]{1,64}$/)
    .meta({ description });

/** Time in UTC, in whole seconds. */
export const time = (description: string): z.ZodString =>
  z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    .meta({ description });

export const localDate = (description: string): z.ZodString =>
  z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/)
    .meta({ description });

type Optional<S extends z.ZodRawShape> = { [K in keyof S]: z.ZodOptional<S[K]> };

/** Optional amounts: a field is absent when the store does not measure it. */
export function amounts<S extends z.ZodRawShape>(shape: S): Optional<S> {
  const fields = Object.entries(shape).map(([name, schema]) => [name, z.optional(schema)] as const);
  return Object.fromEntries(fields) as Optional<S>;
}

const VARIANCE = z.number().min(0).optional();

type Variances<S extends z.ZodRawShape> = {
  [K in keyof S & string as `${K}Var`]: typeof VARIANCE;
};

/** Optional numbers of people. Each may come with its variance, in a second field whose name ends in `Var`. */
export function people<S extends z.ZodRawShape>(shape: S): Optional<S> & Variances<S> {
  const variances = Object.keys(shape).map((name) => [`${name}Var`, VARIANCE] as const);
  return { ...amounts(shape), ...(Object.fromEntries(variances) as Variances<S>) };
}

export const seenS: z.ZodInt = whole('Seconds in which at least one sufficient sensor counted. Adds up.');
export const seq: z.ZodInt = z
  .int()
  .min(1)
  .meta({ description: 'Row number of the gateway, never reused. Only for finding gaps.' });
export const def: z.ZodString = z
  .string()
  .regex(/^[0-9a-f]{8}$/)
  .meta({ description: 'Hash of the definitions: see `meaning`.' });
export const clock: z.ZodEnum<{ synced: 'synced'; holdover: 'holdover'; unsynced: 'unsynced' }> = z
  .enum(['synced', 'holdover', 'unsynced'])
  .meta({ description: 'Clock set by a time server, once in this boot, or never.' });

/** The fields that every row of counts begins with. */
export const ROW_HEAD = {
  ...{ seq, clock, def },
  from: time('Start of the row, UTC.'),
  seconds: whole('Length of the row. Adds up.'),
} as const;

/** A message with numbered rows of one boot. */
export function rowsMessage<Row extends z.ZodType>(row: Row, description: string) {
  return z
    .looseObject({
      v: z.literal(CONTRACT_VERSION).meta({ description: 'Major version of the contract.' }),
      boot: text('Changes at every start of the machine.', 64),
      rows: z.array(row).min(1).max(1_000).meta({ description: 'In any order.' }),
    })
    .meta({ description });
}
