/**
 * How one amount leaves. `count` and `time`: whole numbers or seconds that leave with their group and add up. `block`:
 * multiples of the minimum count, because a subtraction from another amount would reveal the rest. `state`: the newest
 * value, which does not add up. `plain`: not about people. `hidden`: decides whether the group leaves, but never
 * leaves.
 */
export type Rule = 'count' | 'time' | 'block' | 'state' | 'plain' | 'hidden';

/**
 * People behind a group's amounts (R2). `as counted`: the group always leaves. Otherwise each of these sums must reach
 * the minimum count; sums of amounts that are not set up are ignored. `meanOf`: this amount of time, divided by the
 * seconds seen, must reach it.
 */
type People<F> = 'as counted' | readonly (readonly F[])[] | { readonly meanOf: F };

export interface GroupRules<F extends string = string> {
  readonly people: People<F>;
  readonly fields: { readonly [Name in F]: Rule };
  /** True when a distribution of durations is released too (R5). */
  readonly hasBins: boolean;
}

const group = <F extends string>(
  people: People<NoInfer<F>>,
  fields: { readonly [Name in F]: Rule },
  hasBins = false,
) => ({ people, fields, hasBins });

const HIDDEN = 'hidden';
const CROSSINGS = { in: 'count', out: 'count' } as const;

/**
 * Everything that may leave: stream → group → amount → rule (R1). The types of windows and rows follow from this
 * table. The message schemas explain each amount.
 */
export const RULES = {
  /** Released with each window, or as `privacy.storeEvery` sets. */
  count: {
    store: group('as counted', {
      ...{ ...CROSSINGS, sales: 'count' },
      ...{ occupancy: 'state', occupancyLow: 'state', occupancyHigh: 'state' },
    }),
    doors: group('as counted', { ...CROSSINGS, err: 'plain', backfilled: 'count' }),
    /** Counting lines of doors: another count of the doors' people. */
    lines: group('as counted', CROSSINGS),
    shopfront: group('as counted', { passersBy: 'count' }),
    feedback: group('as counted', { answers: 'count', points: 'count' }),
  },
  /** Leaves once per `privacy.indoorEvery`. */
  indoor: {
    zones: group([['out']], { in: 'block', out: 'count', visits: 'count', engaged: 'block', cut: 'count' }),
    /** Counting lines inside the store. A door's line has only groups here, because its people count with the door. */
    lines: group(
      [
        ['in', 'out'],
        ['groupsIn', 'groupsOut'],
      ],
      { ...CROSSINGS, groupsIn: 'count', groupsOut: 'count' },
    ),
    queues: group([['served', 'abandoned']], {
      ...{ joined: 'block', served: 'count', abandoned: 'count', waitS: 'time', lengthS: 'time' },
    }),
    trolleys: group([['out']], { in: 'block', out: 'count' }),
    products: group([['pickUps']], { pickUps: 'count', putBacks: 'count' }),
    radios: group({ meanOf: 'insideTimeS' }, { insideTimeS: 'time', peopleTimeS: 'time' }),
  },
  /**
   * Transitions leave with the zone that they start in (R4), never from or to the outside. With the outside, all
   * transitions from a zone would add up to the people who left it: one number would follow from the others.
   */
  steps: { steps: group([['n']], { n: 'block' }), trolleySteps: group([['n']], { n: 'block' }) },
  /** These groups leave the gateway once a day. An hourly mean of few people would reveal who was among them. */
  times: {
    zones: group([['out', 'gone']], { out: HIDDEN, gone: HIDDEN, personTimeS: 'time', dwellS: 'time' }, true),
    trolleys: group([['out']], { out: 'hidden', trolleyTimeS: 'time', dwellS: 'time' }),
  },
  /** These groups leave when the store is empty, or its day is over. Estimates of radios do not add up over days. */
  day: {
    visits: group([['visits']], { visits: 'count', personTimeS: 'time', bounced: 'count' }, true),
    repeat: group([['radios']], { radios: 'state', repeatVisitors: 'state' }),
  },
} as const;

export type Table = typeof RULES;
export type TableStream = keyof Table;

/** Groups that a store has only once: in a row they are no list. */
export const SINGLE: ReadonlySet<string> = new Set(['store', 'shopfront']);

/** The row of each part of the table. Transitions have none: they leave as tuples, whose form needs no rule. */
const ROW_OF = { count: 'count', indoor: 'indoor', times: 'day', day: 'day' } as const;

/** Every amount that may leave: its path in the messages and its rule. */
export function rulePaths(): readonly (readonly [path: string, rule: Rule])[] {
  return Object.entries(ROW_OF).flatMap(([stream, row]) =>
    Object.entries<GroupRules>(RULES[stream as keyof typeof ROW_OF]).flatMap(([kind, { fields }]) => {
      const place = stream === 'day' ? 'store' : SINGLE.has(kind) ? kind : `${kind}[]`;
      const leaving = Object.entries(fields).filter(([, rule]) => rule !== 'hidden');
      const frame: [string, Rule] = ['seenS', 'plain'];
      return [frame, ...leaving].map(([field, rule]) => [`${row}.${place}.${field}`, rule] as const);
    }),
  );
}
