import type { Stream } from './amounts.ts';
import type { GroupRules, Rule } from './rules.ts';
import { RULES } from './rules.ts';

type Check = (value: unknown, knownIds: ReadonlySet<string>) => boolean;
type Shape = Readonly<Record<string, Check>>;

/** Largest length of a list. A longer list cannot come from this gate. */
const MOST_ITEMS = 4_000;

const text =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const isNumber: Check = (value) => Number.isFinite(value) && Number(value) >= 0;
const isWhole: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isTime = text(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const isHash = text(/^[0-9a-f]{8}$/);
const isShort = text(/^.{1,200}$/su);
const isLocalTime = text(/^\d\d:\d\d$/);
const isKnown: Check = (value, knownIds) => typeof value === 'string' && knownIds.has(value);
const orNull =
  (check: Check): Check =>
  (value, knownIds) =>
    value === null || check(value, knownIds);
const tuple =
  (...checks: readonly Check[]): Check =>
  (value, knownIds) =>
    isList(value) && value.length === checks.length && checks.every((check, i) => check(value[i], knownIds));
const list =
  (check: Check): Check =>
  (value, knownIds) =>
    isList(value) && value.length <= MOST_ITEMS && value.every((item) => check(item, knownIds));
const shaped =
  (shape: Shape): Check =>
  (value, knownIds) =>
    isPlain(value) &&
    Object.entries(value).every(
      ([field, inner]) => Object.hasOwn(shape, field) && shape[field]?.(inner, knownIds) === true,
    );

/** Returns true for plain arrays, which JSON writes as they appear. */
function isList(value: unknown): value is readonly unknown[] {
  return (
    Array.isArray(value) &&
    Object.getPrototypeOf(value) === Array.prototype &&
    !Object.hasOwn(value, 'toJSON')
  );
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Sums are whole. States, properties and variances may have fractions. */
function amounts({ fields }: GroupRules): Shape {
  const leaving = Object.entries<Rule>(fields).filter(([, rule]) => rule !== 'hidden');
  const checks = leaving.flatMap(([name, rule]) => [
    [name, orNull(rule === 'state' || rule === 'plain' ? isNumber : isWhole)],
    [`${name}Var`, isNumber],
  ]);
  return Object.fromEntries(checks);
}

const SEEN: Shape = { seenS: isWhole };
const INSIDE: Shape = { ...SEEN, id: isKnown, since: isTime, few: (value) => value === true };
const HEAD: Shape = { from: isTime, seconds: isWhole, def: isHash };
const DAY = text(/^\d{4}-\d\d-\d\d$/);
const STEPS = list(tuple(isKnown, isKnown, isWhole));
/** Only metrics that leave as counted have forecasts. */
const METRIC = text(/^(entries|exits|occupancy|passersBy)$/);
const END = orNull(isNumber);
const BINS = list(tuple(isNumber, orNull(isNumber), isWhole, isWhole));

function lists(rules: Readonly<Record<string, GroupRules>>, frame: Shape): Shape {
  const checks = Object.entries(rules).map(([kind, group]) => [
    kind,
    list(shaped({ ...frame, ...amounts(group) })),
  ]);
  return Object.fromEntries(checks);
}

const { store, shopfront, ...countLists } = RULES.count;

const TABLE: Readonly<Record<Stream, Check>> = {
  count: shaped({
    ...{ ...HEAD, rev: isWhole, ...lists(countLists, { ...SEEN, id: isKnown }) },
    store: shaped({ ...SEEN, ...amounts(store) }),
    shopfront: shaped({ ...SEEN, ...amounts(shopfront) }),
  }),
  indoor: shaped({ ...HEAD, steps: STEPS, trolleySteps: STEPS, ...lists(RULES.indoor, INSIDE) }),
  day: shaped({
    ...{ ...HEAD, day: DAY, ...lists(RULES.times, { ...INSIDE, bins: BINS }) },
    store: shaped({
      ...{ ...SEEN, ...amounts(RULES.day.visits), ...amounts(RULES.day.repeat) },
      ...{ classes: list(tuple(orNull(isNumber), isWhole)), hourlyTimeS: list(isWhole) },
    }),
  }),
  forecast: shaped({
    ...{ ...HEAD, day: DAY },
    forecast: tuple(METRIC, list(orNull(tuple(isNumber, END, END, END, END)))),
  }),
  meaning: shaped({
    ...{ def: isHash, from: isTime, timezone: isShort, k: isWhole },
    hours: orNull(tuple(isLocalTime, isLocalTime)),
    things: list(
      shaped({
        ...{ kind: isShort, id: isKnown, name: isShort, sensors: list(isKnown) },
        ...{ visitS: isWhole, engagedS: isWhole, auditId: isShort },
      }),
    ),
  }),
};

/** Returns whether a row contains only fields with a rule, in the form that the rule demands. */
export function isOnTable(stream: Stream, row: unknown, knownIds: ReadonlySet<string>): boolean {
  return TABLE[stream](row, knownIds);
}
