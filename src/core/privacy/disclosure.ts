import type { Cell, EgressPlan } from './egress-plan.ts';
import type { Rule, Rules } from './egress-rules.ts';
import { isRule } from './egress-rules.ts';
import type { Group } from './groups.ts';

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
  const fields = { ...group.fields };
  const suppressed: string[] = [];
  const deferred: string[] = [];
  const isAnyDeferred = disclosure.deferred.size > 0;
  for (const [field, rule] of inOrderOfNeed(group.rules)) {
    const value = group.fields[field];
    if (value === undefined) continue;
    const found = isUnknown(value, rule) ? undefined : shown(group, field, rule, fields, disclosure);
    fields[field] = found ?? null;
    if (found === null && isCovered(group)) suppressed.push(field);
    if (isAnyDeferred && found !== null && disclosure.deferred.has(`${group.key}/${field}`))
      deferred.push(field);
  }
  if (suppressed.length > 0) fields['suppressed'] = suppressed.sort();
  if (deferred.length > 0) fields['deferred'] = deferred;
  return { ...group, fields };
}

/** A mean over nobody is null too, and must not tell that it is by not being named among the withheld. */
function isUnknown(value: unknown, rule: Rule | Rules): boolean {
  return value === null && isRule(rule) && rule.rule !== 'measure';
}

function isCovered({ fields }: Group): boolean {
  return Number(fields['coverage']) > 0;
}

type Ordered = readonly (readonly [field: string, rule: Rule | Rules])[];
const ordered = new WeakMap<Rules, Ordered>();

/** What says something of people; sums come after what they add up. Worked out once for each kind of group. */
function inOrderOfNeed(rules: Rules): Ordered {
  const known = ordered.get(rules);
  if (known !== undefined) return known;
  const isOf = (kind: Rule['rule']) => (entry: Ordered[number]) => isRule(entry[1]) && entry[1].rule === kind;
  const telling = Object.entries(rules).filter((entry) => !isOf('plain')(entry));
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
      // A part that the group never has (nobody can abandon a queue that nobody serves) is no part.
      return sumOf(rule.of.filter((name) => group.fields[name] !== null).map((name) => sofar[name]));
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

function sumOf(values: readonly unknown[]): number | null {
  return values.every((value) => typeof value === 'number')
    ? values.reduce<number>((sum, value) => sum + value, 0)
    : null;
}
