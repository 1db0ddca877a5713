import type { Cell, EgressPlan, Group } from './egress-plan.ts';
import { cellAt } from './egress-plan.ts';
import type { Rule, Rules } from './egress-rules.ts';
import { isRule } from './egress-rules.ts';

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
  /** Cells of which a part follows later. */
  isDeferred(cell: Cell): boolean;
}

/** The group as it leaves: what is withheld is null and named in `suppressed`; groups without coverage stay as they are. */
export function disclose(group: Group, disclosure: Disclosure): Group {
  const fields: { [field: string]: unknown } = {};
  const suppressed: string[] = [];
  const deferred: string[] = [];
  for (const [field, rule] of inOrderOfNeed(group.rules)) {
    const value = group.fields[field];
    if (value === undefined) continue;
    const found = value === null && isRule(rule) ? undefined : shown(group, field, rule, fields, disclosure);
    fields[field] = found ?? null;
    if (found === null && isCovered(group)) suppressed.push(field);
    if (disclosure.isDeferred(cellAt(group.key, field)) && fields[field] !== null) deferred.push(field);
  }
  const inOrder = Object.fromEntries(Object.keys(group.fields).map((field) => [field, fields[field]]));
  return {
    ...group,
    fields: {
      ...inOrder,
      ...(suppressed.length === 0 ? {} : { suppressed: suppressed.sort() }),
      ...(deferred.length === 0 ? {} : { deferred }),
    },
  };
}

function isCovered({ fields }: Group): boolean {
  return Number(fields['coverage']) > 0;
}

/** Sums come after what they add up. */
function inOrderOfNeed(rules: Rules): (readonly [string, Rule | Rules])[] {
  const isSum = (rule: Rule | Rules) => isRule(rule) && rule.rule === 'sum';
  const all = Object.entries(rules);
  return [...all.filter(([, rule]) => !isSum(rule)), ...all.filter(([, rule]) => isSum(rule))];
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
    case 'plain':
      return value;
    case 'sum':
      // A part that the group never has (nobody can abandon a queue that nobody serves) is no part.
      return sumOf(rule.of.filter((name) => group.fields[name] !== null).map((name) => sofar[name]));
    case 'state':
    case 'extreme':
      return disclosure.isStateShown(group, rule) ? value : null;
    case 'measure':
      return disclosure.isMeasureShown(Number(group.fields[rule.of])) ? value : null;
    case 'count':
    case 'amount':
      return shownCell(cellAt(group.key, field), rule, Number(value), disclosure);
    default:
      return null;
  }
}

function shownCell(cell: Cell, rule: Rule, value: number, disclosure: Disclosure): number | null {
  const set = disclosure.plan.setOf.get(cell.id);
  if (set === undefined || !disclosure.isSetShown(set.key)) return null;
  return rule.rule === 'count' ? disclosure.count(cell, value) : value;
}

function sumOf(values: readonly unknown[]): number | null {
  return values.every((value) => typeof value === 'number')
    ? values.reduce<number>((sum, value) => sum + value, 0)
    : null;
}
