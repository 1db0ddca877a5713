import type { Cell, CellSet } from './cell-set.ts';
import type { Rule } from './egress-rules.ts';
import { isRule } from './egress-rules.ts';
import type { FieldPlan } from './group-specs.ts';
import type { Fields, Group } from './groups.ts';
import { setField } from './groups.ts';

type StateRule = Extract<Rule, { rule: 'state' | 'extreme' }>;

/** What a group may show, decided: everything that is not named is withheld. */
export interface Disclosure {
  isSetShown(set: CellSet): boolean;
  /** A mean over this many people. */
  isMeasureShown(count: number): boolean;
  /** `after`: sets while which are withheld it is not. */
  isStateShown(fields: Fields, rule: StateRule, after: readonly CellSet[]): boolean;
  /** A nested distribution: what is shown of it, null when it is withheld, undefined when there is none. */
  distribution(group: Group, field: FieldPlan): object | null | undefined;
  /** Counts as they leave: with their noise where noise is on, null when its budget is spent. */
  count(cell: Cell, value: number): number | null;
  /** What is shown a quarter of an hour late, in place of the group's own. */
  late(id: string): number | null;
  /** Cells, by id, of which a part follows later. */
  readonly deferred: ReadonlySet<string>;
}

/** Makes the group what leaves of it: what is withheld is null and named in `suppressed`, unless it was not covered. */
export function disclose(group: Group, disclosure: Disclosure): void {
  const { plan, fields: own } = group;
  const suppressed: string[] = [];
  group.isChanged = false;
  for (const field of plan.fields) {
    const value = own[field.name];
    if (value === undefined) continue;
    const left = isUnknown(value, field) ? undefined : shown(group, own, field, disclosure);
    setField(group, field.name, left ?? null);
    if (left === null) suppressed.push(field.name);
  }
  if (suppressed.length > 0 && Number(own['coverage']) > 0) setField(group, 'suppressed', suppressed.sort());
  if (disclosure.deferred.size > 0) markDeferred(group, own, disclosure.deferred);
}

function markDeferred(group: Group, own: Fields, deferred: ReadonlySet<string>): void {
  const isDeferred = ({ name, cell }: FieldPlan) =>
    cell !== undefined && deferred.has(cell.id) && (own[name] ?? null) !== null;
  const fields = group.plan.fields.filter(isDeferred).map(({ name }) => name);
  if (fields.length > 0) setField(group, 'deferred', fields);
}

/** A mean over nobody is null too, and must not tell that it is by not being named among the withheld. */
function isUnknown(value: unknown, { rule }: FieldPlan): boolean {
  return value === null && isRule(rule) && rule.rule !== 'measure' && rule.rule !== 'late';
}

/** Null when it is withheld, undefined when there is nothing to show. */
function shown(group: Group, own: Fields, field: FieldPlan, disclosure: Disclosure): unknown {
  const { rule, cell, set, after } = field;
  const value = own[field.name];
  if (!isRule(rule)) return disclosure.distribution(group, field);
  switch (rule.rule) {
    case 'sum':
      return sumOf(rule.of, own, group.fields);
    case 'state':
    case 'extreme':
      return disclosure.isStateShown(own, rule, after) ? value : null;
    case 'late':
      return disclosure.late(group.plan.id) ?? undefined;
    case 'measure':
      return disclosure.isMeasureShown(Number(own[rule.of])) ? value : null;
    case 'count':
    case 'amount':
      if (cell === undefined || set === undefined || !disclosure.isSetShown(set)) return null;
      return rule.rule === 'count' ? disclosure.count(cell, Number(value)) : Number(value);
    default:
      return null;
  }
}

/** A part that the group never has (nobody can abandon a queue that nobody serves) is no part. */
function sumOf(parts: readonly string[], own: Fields, left: Fields): number | null {
  let sum = 0;
  for (const part of parts) {
    const value = left[part];
    if (own[part] === null) continue;
    if (typeof value !== 'number') return null;
    sum += value;
  }
  return sum;
}
