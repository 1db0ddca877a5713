/**
 * Every field of every summary that leaves the gateway, with its rule. One table: the gate works by it, the published
 * list is made from it, and a field that is missing here does not compile.
 */
import type { WindowSummary } from '../model/window-summary.ts';

/** What a value may look like. `known` ids are those of the settings. */
export type Form =
  | 'known'
  | 'known-or-null'
  | 'words'
  | 'audit-or-null'
  | 'time'
  | 'whole'
  | 'whole-or-null'
  | 'number'
  | 'share'
  | 'flag'
  | 'bins'
  | 'share-or-null'
  | 'numbers'
  | 'fields';

export type Rule =
  /** Says nothing about anybody. */
  | { readonly rule: 'plain'; readonly form: Form }
  /**
   * A count of people: at least the minimum count in windows under 15 minutes, noised where noise is on. `set`: withheld
   * together with the fields of the same set, because one bounds the other. `flow`: people who come in or go out, whom
   * store, door and line count alike.
   */
  | { readonly rule: 'count'; readonly set?: string; readonly flow?: Flow }
  /** The sum of other fields: withheld with any of them. */
  | { readonly rule: 'sum'; readonly of: readonly string[] }
  /**
   * An amount that people leave behind: needs the minimum count of people, read from `people`, and is withheld from the
   * moment on at which one of `after` is, since both move together. Withheld where noise is on.
   */
  | { readonly rule: 'amount'; readonly people: readonly string[]; readonly after: readonly string[] }
  /** The state at a window's end: like an amount, but does not add up. */
  | { readonly rule: 'state'; readonly people: readonly string[]; readonly after: readonly string[] }
  /** The greatest of a window: a quarter of an hour has one only where nothing was withheld in it, for the greatest of a
   * few unknown numbers is one of them. */
  | { readonly rule: 'extreme'; readonly people: readonly string[]; readonly after: readonly string[] }
  /**
   * Part of a distribution over people: only in windows of 15 minutes and more, over at least the minimum count; fewer
   * wait for the next window. Withheld where noise is on.
   */
  | { readonly rule: 'distribution'; readonly form: Form }
  /** A mean or quantile over the people of a count: like a distribution, but does not wait. */
  | { readonly rule: 'measure'; readonly of: string }
  /** Follows from the group's other fields as they leave, and is worked out from them anew. */
  | { readonly rule: 'derived'; readonly of: readonly string[] }
  /**
   * Of a stretch of hours between two empty shops: needs the minimum count of people, leaves with a quarter of an hour,
   * its times from quarter to quarter. Withheld where noise is on.
   */
  | { readonly rule: 'period'; readonly form: Form }
  /** A property of a sensor that counting people changes: coarse, and as it was a quarter of an hour before. */
  | { readonly rule: 'late'; readonly form: Form }
  /** How often something was done that is listed only when it was: like a distribution. */
  | { readonly rule: 'tally' };

export type Flow = 'in' | 'out';

type Leaf = string | number | boolean;
type RuleFor<V> = V extends Leaf
  ? Rule
  : V extends readonly (infer E)[]
    ? E extends Leaf | readonly unknown[]
      ? Rule
      : RulesFor<E>
    : RulesFor<V>;

/** One rule for every field there is, however deep: adding a field without one fails the build. */
export type RulesFor<T> = { readonly [K in keyof T]-?: RuleFor<NonNullable<T[K]>> };

const plain = (form: Form): Rule => ({ rule: 'plain', form });
const distribution = (form: Form): Rule => ({ rule: 'distribution', form });
const flow = (direction: Flow): Rule => ({ rule: 'count', flow: direction });

const GROUP = {
  coverage: plain('share'),
  definition: plain('words'),
  suppressed: plain('fields'),
  deferred: plain('fields'),
} as const;

const AUDITED = { auditId: plain('audit-or-null'), auditAgeDays: plain('whole-or-null') } as const;

const derived = (...of: readonly string[]): Rule => ({ rule: 'derived', of });
const period = (form: Form): Rule => ({ rule: 'period', form });
const DWELL = {
  n: distribution('whole'),
  censored: distribution('whole'),
  sumMs: distribution('number'),
  maxMs: distribution('number'),
  meanMs: distribution('number'),
  meanBiasMs: distribution('number'),
  resolutionMs: distribution('number'),
  medianMs: distribution('number'),
  medianLowMs: distribution('number'),
  medianHighMs: distribution('number'),
  p90Ms: distribution('number'),
  p90LowMs: distribution('number'),
  p90HighMs: distribution('number'),
  bins: distribution('bins'),
} as const;

const OCCUPANCY: Rule = { rule: 'state', people: ['occupancy'], after: ['entries', 'exits'] };
const UNIQUE: Rule = { rule: 'state', people: ['unique'], after: [] };
const CROWD = { people: ['peopleMax', 'entries', 'exits'], after: ['entries', 'exits'] } as const;

/** A queue's length and its zone's people are the same people: neither may tell what the other withholds. */
const WAITING = {
  people: ['lengthMax'],
  after: ['joined', 'served', 'abandoned', 'zone.entries', 'zone.exits', 'zone.presenceMs'],
} as const;

/** What people do inside. */
export const INDOOR_RULES = {
  zones: {
    zone: plain('known'),
    ...GROUP,
    n: { rule: 'sum', of: ['exits'] },
    entries: { rule: 'count' },
    exits: { rule: 'count', set: 'exits' },
    visits: { rule: 'count', set: 'exits' },
    engaged: { rule: 'count' },
    presenceMs: { rule: 'amount', ...CROWD },
    peopleMax: { rule: 'extreme', ...CROWD },
    dwell: DWELL,
  },
  lines: {
    line: plain('known'),
    ...GROUP,
    n: { rule: 'sum', of: ['in', 'out'] },
    in: flow('in'),
    out: flow('out'),
    groupsIn: flow('in'),
    groupsOut: flow('out'),
  },
  queues: {
    zone: plain('known'),
    ...GROUP,
    n: { rule: 'sum', of: ['served', 'abandoned'] },
    joined: { rule: 'count' },
    served: { rule: 'count' },
    abandoned: { rule: 'count' },
    lengthMean: { rule: 'state', ...WAITING },
    lengthMax: { rule: 'extreme', ...WAITING },
    waitMeanMs: { rule: 'measure', of: 'served' },
    waitP95Ms: { rule: 'measure', of: 'served' },
    waitPredictedMs: { rule: 'measure', of: 'served' },
  },
  journeys: { from: plain('known-or-null'), to: plain('known-or-null'), n: { rule: 'tally' } },
  trolleys: {
    zone: plain('known'),
    ...GROUP,
    n: { rule: 'sum', of: ['exits'] },
    entries: { rule: 'count' },
    exits: { rule: 'count', set: 'exits' },
    visits: { rule: 'count', set: 'exits' },
    presenceMs: { rule: 'amount', people: ['entries', 'exits'], after: ['entries', 'exits'] },
    dwell: DWELL,
  },
  trolleyJourneys: { from: plain('known-or-null'), to: plain('known-or-null'), n: { rule: 'tally' } },
  products: {
    tag: plain('known'),
    ...GROUP,
    n: { rule: 'sum', of: ['pickUps', 'putBacks'] },
    pickUps: { rule: 'count' },
    putBacks: { rule: 'count' },
  },
} as const;

export const WINDOW_RULES = {
  startAt: plain('time'),
  durationMs: plain('whole'),
  revision: plain('whole'),
  partial: plain('flag'),
  ...INDOOR_RULES,
  sensors: { sensor: plain('known'), type: plain('known'), coverage: plain('share') },
  doors: {
    door: plain('known'),
    ...GROUP,
    n: { rule: 'sum', of: ['in', 'out'] },
    in: flow('in'),
    out: flow('out'),
    inLow: derived('in', 'errorShare'),
    inHigh: derived('in', 'errorShare'),
    outLow: derived('out', 'errorShare'),
    outHigh: derived('out', 'errorShare'),
    errorShare: { rule: 'late', form: 'share-or-null' },
    restored: plain('whole'),
    ...AUDITED,
  },
  feedback: {
    sensor: plain('known'),
    ...GROUP,
    n: { rule: 'count' },
    happyIndex: { rule: 'measure', of: 'n' },
  },
  radios: {
    sensor: plain('known'),
    ...GROUP,
    n: plain('whole-or-null'),
    inside: { rule: 'state', people: ['inside'], after: [] },
    outside: { rule: 'state', people: ['outside'], after: [] },
    index: { rule: 'state', people: ['inside'], after: [] },
    indexLow: { rule: 'state', people: ['inside'], after: [] },
    indexHigh: { rule: 'state', people: ['inside'], after: [] },
    unique: UNIQUE,
    uniqueLow: UNIQUE,
    uniqueHigh: UNIQUE,
  },
  store: {
    ...GROUP,
    n: { rule: 'sum', of: ['entries', 'exits'] },
    entries: flow('in'),
    exits: flow('out'),
    occupancy: OCCUPANCY,
    occupancyLow: OCCUPANCY,
    occupancyHigh: OCCUPANCY,
    transactions: { rule: 'count' },
    groups: flow('in'),
    conversion: derived('transactions', 'entries'),
    conversionLow: derived('transactions', 'entries'),
    conversionHigh: derived('transactions', 'entries'),
    conversionPerGroup: derived('transactions', 'groups'),
    restored: plain('whole'),
    ...AUDITED,
  },
  shopfront: {
    ...GROUP,
    n: { rule: 'sum', of: ['passersBy'] },
    passersBy: { rule: 'count' },
    captureRate: derived('passersBy', 'store.entries'),
    captureLow: derived('passersBy', 'store.entries'),
    captureHigh: derived('passersBy', 'store.entries'),
  },
  visits: {
    fromAt: plain('time'),
    toAt: plain('time'),
    coverage: plain('share'),
    definition: plain('words'),
    n: period('whole'),
    meanMs: period('number'),
    meanLowMs: period('number'),
    meanHighMs: period('number'),
    bounceShare: period('number'),
    bounceLow: period('number'),
    bounceHigh: period('number'),
    upToMs: period('numbers'),
    shares: period('numbers'),
  },
  returning: {
    fromAt: plain('time'),
    toAt: plain('time'),
    coverage: plain('share'),
    definition: plain('words'),
    n: period('whole'),
    radiosLow: period('whole'),
    radiosHigh: period('whole'),
    share: period('number'),
    shareLow: period('number'),
    shareHigh: period('number'),
  },
  inside: { fromAt: plain('time'), toAt: plain('time'), ...INDOOR_RULES },
} as const satisfies RulesFor<WindowSummary>;

export type Rules = { readonly [field: string]: Rule | Rules };

export function isRule(rule: Rule | Rules): rule is Rule {
  return typeof rule['rule'] === 'string';
}

/** What of a group people leave behind: everything that is not plain. */
export function namesOfPeople(kind: keyof typeof INDOOR_RULES): readonly string[] {
  let names = peopleNames.get(kind);
  if (names === undefined) {
    const rules: Rules = INDOOR_RULES[kind];
    names = Object.entries(rules).flatMap(([field, rule]) => (rule['rule'] === 'plain' ? [] : [field]));
    peopleNames.set(kind, names);
  }
  return names;
}

const peopleNames = new Map<string, readonly string[]>();

/** Whether the table's nested rules at this path are those of a list's items. */
export function isListAt(path: string): boolean {
  const [first = '', second, third] = path.split('.');
  return (
    third === undefined &&
    (second === undefined ? first !== 'store' && first !== 'shopfront' : first === 'inside[]')
  );
}
