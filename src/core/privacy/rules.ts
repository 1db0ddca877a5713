import type { Streams } from './amounts.ts';

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
type People<A> =
  | 'as counted'
  | readonly (readonly (keyof A & string)[])[]
  | { readonly meanOf: keyof A & string };

export interface GroupRules<A = Readonly<Record<string, unknown>>> {
  readonly people: People<A>;
  readonly fields: { readonly [F in keyof A]-?: Rule };
}

type Rules = {
  readonly [S in keyof Streams]: { readonly [K in keyof Streams[S]]: GroupRules<Streams[S][K]> };
};

const CROSSINGS = { in: 'count', out: 'count' } as const;

/** All that may leave, with group, period and rule (R1). An amount without a rule does not compile. */
export const RULES = {
  /** Each window, or as `privacy.storeEvery` says. */
  count: {
    store: {
      people: 'as counted',
      fields: {
        ...{ ...CROSSINGS, sales: 'count' },
        ...{ occupancy: 'state', occupancyLow: 'state', occupancyHigh: 'state' },
      },
    },
    doors: { people: 'as counted', fields: { ...CROSSINGS, err: 'plain', backfilled: 'count' } },
    lines: { people: 'as counted', fields: CROSSINGS },
    shopfront: { people: 'as counted', fields: { passersBy: 'count' } },
    feedback: { people: 'as counted', fields: { answers: 'count', points: 'count' } },
  },
  /** Once a period of `privacy.indoorEvery`. */
  indoor: {
    zones: {
      people: [['out']],
      fields: { in: 'block', out: 'count', visits: 'count', engaged: 'block', cut: 'count' },
    },
    lines: {
      people: [
        ['in', 'out'],
        ['groupsIn', 'groupsOut'],
      ],
      fields: { ...CROSSINGS, groupsIn: 'count', groupsOut: 'count' },
    },
    queues: {
      people: [['served', 'abandoned']],
      fields: {
        ...{ joined: 'block', served: 'count', abandoned: 'count' },
        ...{ waitS: 'time', lengthS: 'time' },
      },
    },
    trolleys: { people: [['out']], fields: { in: 'block', out: 'count' } },
    products: { people: [['pickUps']], fields: { pickUps: 'count', putBacks: 'count' } },
    radios: { people: { meanOf: 'insideTimeS' }, fields: { insideTimeS: 'time', peopleTimeS: 'time' } },
  },
  /** Once a day, with the bins of dwell. */
  times: {
    zones: { people: [['out']], fields: { out: 'hidden', personTimeS: 'time', dwellS: 'time' } },
    trolleys: { people: [['out']], fields: { out: 'hidden', trolleyTimeS: 'time', dwellS: 'time' } },
  },
  /** When the store is empty, or its day is over. */
  day: {
    visits: { people: [['visits']], fields: { visits: 'count', personTimeS: 'time', bounced: 'count' } },
    repeat: { people: [['radios']], fields: { radios: 'state', repeatVisitors: 'state' } },
  },
} as const satisfies Rules;
