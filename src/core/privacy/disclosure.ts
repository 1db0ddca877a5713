import type { Cell, EgressPlan } from './egress-plan.ts';
import type { Rule, Rules } from './egress-rules.ts';
import { isRule } from './egress-rules.ts';
import type { Group } from './groups.ts';
import { setField } from './groups.ts';

export type StateRule = Extract<Rule, { rule: 'state' | 'extreme' }>;

/** What a group may show, decided: everything that is not named is withheld. */
export interface Disclosure {
  readonly plan: EgressPlan;
  isSetShown(key: string): boolean;
  /** A mean over this many people. */
  isMeasureShown(count: number): boolean;
  isStateShown(group: Group, rule: StateRule): boolean;
  /** A nested distribution: what is shown of it, null when it is withheld, undefined when there is none. */
  distribution(group: Group, field: string): object | null | undefined;
  /** Counts as they leave: with their noise where noise is on, null when its budget is spent. */
  count(cell: Cell, value: number): number | null;
  /** Cells, by id, of which a part follows later. */
  readonly deferred: ReadonlySet<string>;
}

/** The group as it leaves: what is withheld is null and named in `suppressed`; groups without coverage stay as they are. */
export function disclose(group: Group, disclosure: Disclosure): Group {
  const left: Group = { ...group, isChanged: false };
  const suppressed: string[] = [];
  for (const { field, rule } of inOrderOfNeed(group.rules)) {
    const value = group.fields[field];
    if (value === undefined) continue;
    const found = isUnknown(value, rule) ? undefined : shown(group, field, rule, left.fields, disclosure);
    setField(left, field, found ?? null);
    if (found === null && isCovered(group)) suppressed.push(field);
  }
  if (suppressed.length > 0) setField(left, 'suppressed', suppressed.sort());
  if (disclosure.deferred.size > 0) markDeferred(left, disclosure.deferred);
  return left;
}

function markDeferred(group: Group, deferred: ReadonlySet<string>): void {
  const fields = inOrderOfNeed(group.rules)
    .map(({ field }) => field)
    .filter((field) => deferred.has(`${group.key}/${field}`) && (group.fields[field] ?? null) !== null);
  if (fields.length > 0) setField(group, 'deferred', fields);
}

/** A mean over nobody is null too, and must not tell that it is by not being named among the withheld. */
function isUnknown(value: unknown, rule: Rule | Rules): boolean {
  return value === null && isRule(rule) && rule.rule !== 'measure';
}

function isCovered({ fields }: Group): boolean {
  return Number(fields['coverage']) > 0;
}

type Ordered = readonly { readonly field: string; readonly rule: Rule | Rules }[];
const ordered = new WeakMap<Rules, Ordered>();

/** What says something of people; sums come after what they add up. Worked out once for each kind of group. */
function inOrderOfNeed(rules: Rules): Ordered {
  const known = ordered.get(rules);
  if (known !== undefined) return known;
  const isOf =
    (kind: Rule['rule']) =>
    ({ rule }: Ordered[number]) =>
      isRule(rule) && rule.rule === kind;
  const all = Object.entries(rules).map(([field, rule]) => ({ field, rule }));
  const telling = all.filter((entry) => !isOf('plain')(entry));
  const order = [...telling.filter((entry) => !isOf('sum')(entry)), ...telling.filter(isOf('sum'))];
  ordered.set(rules, order);
  return order;
}

function shown(
  group: Group,
  field: string,
  rule: Rule | Rules,
  sofar: { readonly [field: string]: unknown },
  disclosure: Disclosure,
): unknown {
  const value = group.fields[field];
  if (!isRule(rule)) return disclosure.distribution(group, field);
  switch (rule.rule) {
    case 'sum':
      return sumOf(rule.of, group.fields, sofar);
    case 'state':
    case 'extreme':
      return disclosure.isStateShown(group, rule) ? value : null;
    case 'late':
      // Replaced by what it was a quarter of an hour before.
      return value;
    case 'derived':
      // Worked out from what is shown once all of it is.
      return undefined;
    case 'measure':
      return disclosure.isMeasureShown(Number(group.fields[rule.of])) ? value : null;
    case 'count':
    case 'amount':
      return shownCell(group, field, Number(value), disclosure);
    default:
      return null;
  }
}

function shownCell(
  { key, rules }: Group,
  field: string,
  value: number,
  disclosure: Disclosure,
): number | null {
  const [cell, set] = disclosure.plan.cellsIn.get(key)?.get(field) ?? [];
  if (cell === undefined || set === undefined || !disclosure.isSetShown(set.key)) return null;
  return rules[field]?.['rule'] === 'count' ? disclosure.count(cell, value) : value;
}

/** A part that the group never has (nobody can abandon a queue that nobody serves) is no part. */
function sumOf(parts: readonly string[], own: Group['fields'], left: Group['fields']): number | null {
  let sum = 0;
  for (const part of parts) {
    const value = left[part];
    if (own[part] === null) continue;
    if (typeof value !== 'number') return null;
    sum += value;
  }
  return sum;
}
