import type { Stream } from './amounts.ts';
import type { GroupRules, Rule } from './rules.ts';
import { RULES } from './rules.ts';

type Fields = { readonly [field: string]: unknown };
type Check = (value: unknown, knownIds: ReadonlySet<string>) => boolean;
type Shape = { readonly [field: string]: Check };

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const HASH = /^[0-9a-f]{8}$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
/** More of anything is no row of ours. */
const MOST_ITEMS = 4_000;

const isNumber: Check = (value) => Number.isFinite(value) && Number(value) >= 0;
const isWhole: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isTime: Check = (value) => typeof value === 'string' && TIME.test(value);
const isKnown: Check = (value, knownIds) => typeof value === 'string' && knownIds.has(value);
const orNull =
  (check: Check): Check =>
  (value, knownIds) =>
    value === null || check(value, knownIds);
const tupleOf =
  (...checks: readonly Check[]): Check =>
  (value, knownIds) =>
    isList(value) && value.length === checks.length && checks.every((check, i) => check(value[i], knownIds));
const listOf =
  (check: Check): Check =>
  (value, knownIds) =>
    isList(value) && value.length <= MOST_ITEMS && value.every((item) => check(item, knownIds));
const shaped =
  (shape: Shape): Check =>
  (value, knownIds) =>
    isFields(value) &&
    Object.entries(value).every(
      ([field, inner]) => Object.hasOwn(shape, field) && shape[field]?.(inner, knownIds) === true,
    );

const HEAD: Shape = {
  from: isTime,
  seconds: isWhole,
  def: (value) => typeof value === 'string' && HASH.test(value),
};
const STEPS = listOf(tupleOf(isKnown, isKnown, isWhole));
const BINS = listOf(tupleOf(isNumber, orNull(isNumber), isWhole, isWhole));

/** Sums are whole; states and properties need not be. */
function checkOf(rule: Rule): Check {
  return orNull(rule === 'state' || rule === 'plain' ? isNumber : isWhole);
}

function amountsOf({ fields }: GroupRules): Shape {
  const leaving = Object.entries(fields).filter(([, rule]) => rule !== 'hidden');
  const checks = leaving.flatMap(([name, rule]): (readonly [string, Check])[] => [
    [name, checkOf(rule)],
    [`${name}Var`, isNumber],
  ]);
  return Object.fromEntries(checks);
}

function listsOf(rules: Readonly<Record<string, GroupRules>>, frame: Shape): Shape {
  return Object.fromEntries(
    Object.entries(rules).map(([kind, group]) => [kind, listOf(shaped({ ...frame, ...amountsOf(group) }))]),
  );
}

const { store, shopfront, ...COUNT_LISTS } = RULES.count;
const FRAME: Shape = { id: isKnown, seenS: isWhole };
const INDOOR_FRAME: Shape = { ...FRAME, since: isTime, few: (value) => value === true };

const isShort: Check = (value) => typeof value === 'string' && value.length > 0 && value.length <= 200;
const isLocalTime: Check = (value) => typeof value === 'string' && /^\d\d:\d\d$/.test(value);

const TABLE: Readonly<Record<Stream, Check>> = {
  count: shaped({
    ...{ ...HEAD, rev: isWhole, ...listsOf(COUNT_LISTS, FRAME) },
    store: shaped({ seenS: isWhole, ...amountsOf(store) }),
    shopfront: shaped({ seenS: isWhole, ...amountsOf(shopfront) }),
  }),
  indoor: shaped({
    ...{ ...HEAD, steps: STEPS, trolleySteps: STEPS },
    ...listsOf(RULES.indoor, INDOOR_FRAME),
  }),
  day: shaped({
    ...{ ...HEAD, day: (value) => typeof value === 'string' && DAY.test(value) },
    zones: listOf(shaped({ ...INDOOR_FRAME, ...amountsOf(RULES.times.zones), bins: BINS })),
    trolleys: listOf(shaped({ ...INDOOR_FRAME, ...amountsOf(RULES.times.trolleys) })),
    store: shaped({
      ...{ seenS: isWhole, ...amountsOf(RULES.day.visits), ...amountsOf(RULES.day.repeat) },
      ...{ classes: listOf(tupleOf(orNull(isNumber), isWhole)), hourlyTimeS: listOf(isWhole) },
    }),
  }),
  meaning: shaped({
    ...{ def: HEAD['def'] ?? isShort, from: isTime, timezone: isShort, k: isWhole },
    hours: orNull(tupleOf(isLocalTime, isLocalTime)),
    things: listOf(
      shaped({
        ...{ kind: isShort, id: isKnown, name: isShort, sensors: listOf(isKnown) },
        ...{ visitS: isWhole, engagedS: isWhole, auditId: isShort },
      }),
    ),
  }),
};

/** Whether a row holds nothing but fields with a rule, in their form. */
export function isOnTable(stream: Stream, row: unknown, knownIds: ReadonlySet<string>): boolean {
  return TABLE[stream](row, knownIds);
}

/** Nothing that would write itself otherwise than it looks. */
function isList(value: unknown): value is readonly unknown[] {
  return (
    Array.isArray(value) &&
    Object.getPrototypeOf(value) === Array.prototype &&
    !Object.hasOwn(value, 'toJSON')
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
