/**
 * How one amount leaves:
 * `count` whole numbers and `time` seconds leave with their group and add up;
 * `block` leaves in multiples of the minimum count, as another amount of the same people would give it by subtraction;
 * `state` is the newest value and does not add up;
 * `plain` says nothing of people;
 * `hidden` decides whether the group leaves, and does not leave itself.
 */
export type Rule = 'count' | 'time' | 'block' | 'state' | 'plain' | 'hidden';

/**
 * Who made a group's amounts (R2). `as counted`: it leaves however few they are. Otherwise it leaves when each of these
 * sums of amounts reaches the minimum count; a sum of amounts that are not set up does not count. `meanOf`: this amount
 * of time, divided by the seconds seen, reaches it.
 */
type People<F> = 'as counted' | readonly (readonly F[])[] | { readonly meanOf: F };

export interface GroupRules<F extends string = string> {
  readonly people: People<F>;
  readonly fields: { readonly [Name in F]: Rule };
  /** Whether a distribution leaves with them (R5). */
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
 * All that may leave: stream → group → amount → rule (R1). The types of windows and rows follow from this table; the
 * schemas of the messages say what each amount means.
 */
export const RULES = {
  /** Each window, or as `privacy.storeEvery` says. */
  count: {
    store: group('as counted', {
      ...{ ...CROSSINGS, sales: 'count' },
      ...{ occupancy: 'state', occupancyLow: 'state', occupancyHigh: 'state' },
    }),
    doors: group('as counted', { ...CROSSINGS, err: 'plain', backfilled: 'count' }),
    /** Lines of doors: a second view of the doors' people. */
    lines: group('as counted', CROSSINGS),
    shopfront: group('as counted', { passersBy: 'count' }),
    feedback: group('as counted', { answers: 'count', points: 'count' }),
  },
  /** Once a period of `privacy.indoorEvery`. */
  indoor: {
    zones: group([['out']], { in: 'block', out: 'count', visits: 'count', engaged: 'block', cut: 'count' }),
    /** Lines in aisles; of a door's line only the groups, as its people are counted with the doors. */
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
   * With the zone that they begin in (R4). Steps to outside of all zones, and from there, never leave. All steps from a
   * zone add up to those who left it: one kind of step would follow from the others.
   */
  steps: { steps: group([['n']], { n: 'block' }), trolleySteps: group([['n']], { n: 'block' }) },
  /** Once a day, with the bins of dwell: by the hour, the mean of a few people tells who was among them. */
  times: {
    zones: group([['out', 'gone']], { out: HIDDEN, gone: HIDDEN, personTimeS: 'time', dwellS: 'time' }, true),
    trolleys: group([['out']], { out: 'hidden', trolleyTimeS: 'time', dwellS: 'time' }),
  },
  /** When the store is empty, or its day is over. Estimates of radios do not add up over days. */
  day: {
    visits: group([['visits']], { visits: 'count', personTimeS: 'time', bounced: 'count' }, true),
    repeat: group([['radios']], { radios: 'state', repeatVisitors: 'state' }),
  },
} as const;

export type Table = typeof RULES;
export type TableStream = keyof Table;

/** Groups of which a store has one: in a row they are no list. */
export const SINGLE: ReadonlySet<string> = new Set(['store', 'shopfront']);

/** What of the table leaves in which row. Steps leave as tuples, whose form needs no rule. */
const ROW_OF = { count: 'count', indoor: 'indoor', times: 'day', day: 'day' } as const;

/** Every amount that may leave: its path in the messages, and its rule. */
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
