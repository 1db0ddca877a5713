import { z } from 'zod';
import { template } from '../../ports/output-settings.ts';
import { id } from '../fields.ts';

const UNIT_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
const DAY_MS = 24 * UNIT_MS.h;

/** A duration such as `500ms`, `5s`, `3m` or `1h`, at most one day. Parsed to milliseconds. */
const duration = (title: string, description: string) =>
  z
    .string()
    .regex(/^\d{1,6}(ms|s|m|h)$/, 'a number with ms, s, m or h, such as 5s')
    .transform(durationMs)
    .refine((ms) => ms <= DAY_MS, 'at most 24h')
    .meta({ title, description, examples: ['5s'] });

function durationMs(text: string): number {
  const [, number = '0', unit = 's'] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? [];
  return Number(number) * UNIT_MS[unit as keyof typeof UNIT_MS];
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const dayTime = z.string().regex(/^(?:([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'HH:MM');

/** Weekly times in which a rule applies (`during`). Parsed to days 0 (Sunday) to 6 and minutes since midnight. */
const hours = z
  .strictObject({
    days: z
      .array(z.enum(DAYS))
      .min(1)
      .default([...DAYS])
      .meta({ title: 'Days' }),
    from: dayTime.meta({ title: 'From', examples: ['08:00'] }),
    to: dayTime.meta({ title: 'To', description: 'Earlier than from: over midnight.', examples: ['20:00'] }),
  })
  .transform(({ days, from, to }) => ({
    days: days.map((day) => DAYS.indexOf(day)),
    fromMinute: toMinute(from),
    toMinute: toMinute(to),
  }));

/** Converts `HH:MM` to minutes since midnight. */
export function toMinute(text: string): number {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  return hour * 60 + minute;
}

const zone = z.string().meta({ title: 'Zone' });
const limit = (title: string) => ({
  atLeast: z.number().min(0).max(1_000_000).meta({ title, description: 'On from this value.' }),
  clearBelow: z.number().min(0).max(1_000_000).optional().meta({
    title: 'Clear below',
    description: 'Off again below this value; as atLeast when left out.',
  }),
});
const repeated = {
  times: z.int().min(1).max(100).default(1).meta({ title: 'Times' }),
  within: duration('Within', 'The time in which it must happen so often.').optional(),
};
const product = z.strictObject({ product: z.string().meta({ title: 'Product tag' }), ...repeated });
const zonePulse = z.strictObject({ zone, ...repeated });

const leaves = {
  people: z
    .strictObject({ zone, ...limit('People') })
    .partial({ atLeast: true })
    .optional()
    .meta({ title: 'People in a zone', description: 'One at least, when no number is given.' }),
  dwell: z
    .strictObject({ zone, atLeast: duration('At least', 'A visitor has been in the zone for so long.') })
    .optional(),
  approaching: z
    .strictObject({
      zone,
      within: duration('Within', 'Lead: a visitor enters in at most this time.').optional(),
    })
    .optional()
    .meta({
      title: 'About to enter',
      description: 'A visitor walks towards the zone. The lead is 2s unless set.',
    }),
  entered: zonePulse.optional().meta({ title: 'Entered a zone' }),
  left: zonePulse.optional().meta({ title: 'Left a zone' }),
  occupancy: z.strictObject(limit('People inside')).optional().meta({ title: 'Occupancy of the store' }),
  queue: z
    .strictObject({
      zone,
      length: z.strictObject(limit('People waiting')).optional(),
      wait: z.strictObject(limit('Predicted wait in seconds')).optional(),
    })
    .optional()
    .meta({ title: 'Queue', description: 'Either length or wait.' }),
  door: z
    .strictObject({ contact: z.string().meta({ title: 'Contact sensor' }), open: z.boolean().default(true) })
    .optional()
    .meta({ title: 'Door contact' }),
  crossed: z
    .strictObject({
      line: z.string().optional().meta({ title: 'Counting line' }),
      door: z.string().optional().meta({ title: 'Door' }),
      direction: z.enum(['in', 'out']).optional(),
      ...repeated,
    })
    .optional()
    .meta({ title: 'Crossed', description: 'Either a line or a door; both directions unless one is named.' }),
  pickedUp: product.optional().meta({ title: 'Product picked up' }),
  putBack: product.optional().meta({ title: 'Product put back' }),
  button: z
    .strictObject({
      sensor: z.string().meta({ title: 'Terminal or tag with buttons' }),
      button: z.int().min(1).max(16).default(1),
      ...repeated,
    })
    .optional(),
  memberArrived: z.literal(true).optional().meta({ title: 'A loyalty tag arrived; never which' }),
  fault: z.string().optional().meta({ title: 'Sensor fault', description: 'A sensor id, or any.' }),
  coverage: z
    .strictObject({
      zone: z.string().optional(),
      door: z.string().optional(),
      below: z.number().min(0).max(1),
      clearAt: z.number().min(0).max(1).optional(),
    })
    .optional()
    .meta({ title: 'Coverage', description: 'Share of the last window in which the sensors were live.' }),
  rule: z.string().optional().meta({ title: 'Another rule is on' }),
  variant: z
    .strictObject({ experiment: z.string().meta({ title: 'Experiment' }), is: z.enum(['a', 'b']) })
    .optional()
    .meta({ title: 'Variant', description: 'This variant of an experiment runs now.' }),
};

type LeafSettings = z.output<z.ZodObject<typeof leaves>>;

/** A condition: exactly one field is set, which `rule-checks.ts` checks. */
export interface ConditionSettings extends LeafSettings {
  readonly all?: readonly ConditionSettings[] | undefined;
  readonly any?: readonly ConditionSettings[] | undefined;
  readonly not?: ConditionSettings | undefined;
}

const condition: z.ZodType<ConditionSettings> = z
  .strictObject({
    ...leaves,
    all: z.lazy(() => z.array(condition).min(1).max(16)).optional(),
    any: z.lazy(() => z.array(condition).min(1).max(16)).optional(),
    not: z.lazy(() => condition).optional(),
  })
  .meta({ title: 'Condition', description: 'Exactly one of these.' });

const action = z
  .strictObject({
    output: z.string().meta({ title: 'Output' }),
    template: template.optional(),
    ttl: duration('Life', 'The display falls back on its own after this; repeated at half of it.').optional(),
  })
  .meta({ title: 'Action' });

const time = (title: string, description: string) => duration(title, description).optional();

export const rule = z
  .strictObject({
    id: id('Rule id'),
    name: z.string().max(80).optional(),
    when: condition,
    for: time('For', 'The condition holds this long before the rule is on.'),
    clearFor: time('Clear for', 'The condition is gone this long before the rule is off.'),
    hold: time('Hold', 'Least time on.'),
    cooldown: time('Cooldown', 'From off to the next on.'),
    repeatEvery: time('Repeat every', 'While on, sent again this often.'),
    maxOn: time('Most time on', 'On for longer is a fault: off until the condition has been gone.'),
    unknownFor: duration(
      'Unknown for',
      'A sensor is down this long before the rule is unknown. 30s unless set.',
    ).optional(),
    during: z
      .union([z.enum(['always', 'open', 'closed']), z.array(hours).min(1).max(28)])
      .default('always')
      .meta({ title: 'During', description: 'open and closed follow store.hours.' }),
    sticky: z
      .strictObject({
        until: z.union([
          z.literal('console'),
          z.strictObject({ sensor: z.string(), button: z.int().min(1) }),
        ]),
      })
      .optional()
      .meta({ title: 'Sticky', description: 'Stays on until the console or a button ends it.' }),
    priority: z.int().min(0).max(1000).default(0).meta({
      title: 'Priority',
      description: 'Of rules that share a lamp, the one on with the highest decides.',
    }),
    // biome-ignore lint/suspicious/noThenProperty: reads best in a rule; `await` ignores a `then` that is a list
    then: z.array(action).min(1).max(16).meta({ title: 'Then' }),
  })
  .meta({ title: 'Rule' });
