import { feedbackIds } from '../metrics/feedback-metrics.ts';
import type { StoreModel } from '../model/store-model.ts';
import type { Cell, CellSet } from './cell-set.ts';
import type { Flow, Rule, Rules } from './egress-rules.ts';
import { isRule, WINDOW_RULES } from './egress-rules.ts';
import { GroupSpecs } from './group-specs.ts';

export type EgressModel = Pick<StoreModel, 'sensors' | 'zones' | 'lines' | 'doors' | 'windows' | 'tags'>;

/** A set before all of them have their place. */
type Draft = Omit<CellSet, 'at' | 'amount'> & {
  readonly amount: { readonly people: readonly Cell[]; readonly after: readonly string[] } | undefined;
};

export interface EgressPlan {
  readonly knownIds: ReadonlySet<string>;
  /** Amounts last: they look at the counts. */
  readonly sets: readonly CellSet[];
  /** The groups that it is about. */
  readonly groups: GroupSpecs;
}

/** Which cells of a store hang together: worked out once, from the rules and the store's model. */
export function createDisclosurePlan(model: EgressModel, isAllIn = true): EgressPlan {
  const sets = inPlace([
    ...flowSets(model),
    ...(isAllIn ? insideSets(model) : []),
    ...feedbackIds(model).flatMap((id) => groupSets(`feedback/${id}`, flattenRules(WINDOW_RULES.feedback))),
    ...groupSets('shopfront', flattenRules(WINDOW_RULES.shopfront)),
    countSet('store/transactions', [cellAt('store', 'transactions')]),
  ]);
  const { sensors, zones, lines, doors, tags = [] } = model;
  const ids = [
    ...[...sensors, ...zones, ...lines, ...doors, ...tags].map((thing): string => thing.id),
    ...feedbackIds(model),
  ];
  return {
    knownIds: new Set([...ids, ...sensors.map(({ type }) => type)]),
    sets,
    groups: new GroupSpecs(
      sets,
      isAllIn ? undefined : { doorLines: new Set(doors.flatMap((door) => door.lines)) },
    ),
  };
}

function inPlace(drafts: readonly Draft[]): CellSet[] {
  const sets = new Map<string, CellSet>();
  for (const draft of drafts) {
    const after = draft.amount?.after.flatMap((key) => sets.get(key) ?? []) ?? [];
    sets.set(draft.key, { ...draft, at: sets.size, amount: draft.amount && { ...draft.amount, after } });
  }
  return [...sets.values()];
}

export function cellAt(groupKey: string, field: string): Cell {
  return { id: `${groupKey}/${field}`, group: groupKey, field };
}

/**
 * People who came in (or went out): the store's total with its doors and their lines. Several doors leave in windows of
 * a quarter of an hour only, for a minute's total together with the quarter's few at one door would say when they came.
 * Lines of a door that has other sensors too are a second opinion on the same people, and do not leave at all.
 */
function flowSets({ doors }: EgressModel): Draft[] {
  if (doors.length === 0) return [];
  const soleLines = doors.flatMap(({ lines, sensors }) => (lines.length + sensors.length === 1 ? lines : []));
  return (['in', 'out'] as const).map((flow) => ({
    key: `store/${flow}`,
    cells: [
      ...fieldsWith(WINDOW_RULES.store, flow).map((field) => cellAt('store', field)),
      ...doors.flatMap(({ id }) => fieldsWith(WINDOW_RULES.doors, flow).map((f) => cellAt(`doors/${id}`, f))),
      ...soleLines.flatMap((line) => lineCells(line, flow)),
    ],
    isLongOnly: doors.length > 1,
    amount: undefined,
  }));
}

/** What people do inside. */
function insideSets(model: EgressModel): Draft[] {
  return [
    ...aisleLineSets(model),
    ...model.zones.flatMap(peopleSets),
    ...model.zones.flatMap(({ id }) => groupSets(`trolleys/${id}`, flattenRules(WINDOW_RULES.trolleys))),
    ...(model.tags ?? []).flatMap(({ id }) =>
      groupSets(`products/${id}`, flattenRules(WINDOW_RULES.products)),
    ),
  ];
}

/** Counting lines that are no part of a door. */
function aisleLineSets({ doors, lines }: EgressModel): Draft[] {
  const atDoors = new Set(doors.flatMap((door) => door.lines));
  return lines
    .filter(({ id }) => !atDoors.has(id))
    .flatMap(({ id }) =>
      (['in', 'out'] as const).map((flow) => countSet(`lines/${id}/${flow}`, lineCells(id, flow))),
    );
}

function lineCells(line: string, flow: Flow): Cell[] {
  return fieldsWith(WINDOW_RULES.lines, flow).map((field) => cellAt(`lines/${line}`, field));
}

/** The zone's own, and those of the queue in it. */
function peopleSets({ id }: { readonly id: string }): Draft[] {
  return [
    ...groupSets(`zones/${id}`, flattenRules(WINDOW_RULES.zones)),
    ...groupSets(`queues/${id}`, flattenRules(WINDOW_RULES.queues)),
  ];
}

type Leaves = readonly (readonly [field: string, rule: Rule])[];

function groupSets(key: string, rules: Leaves): Draft[] {
  const counts = rules.flatMap(([field, rule]) =>
    rule.rule === 'count' ? [[setOf(field, rule), cellAt(key, field)] as const] : [],
  );
  const amounts = rules.flatMap(([field, rule]): Draft[] => {
    if (rule.rule !== 'amount') return [];
    const after = rule.after.map((name) => {
      const named = rules.find(([other]) => other === name)?.[1];
      return `${key}/${named?.rule === 'count' ? setOf(name, named) : name}`;
    });
    const people = rule.people.map((name) => cellAt(key, name));
    return [{ ...countSet(`${key}/${field}`, [cellAt(key, field)]), amount: { people, after } }];
  });
  const bySet = Map.groupBy(counts, ([set]) => set);
  const sets = [...bySet].map(([name, cells]) =>
    countSet(
      `${key}/${name}`,
      cells.map(([, cell]) => cell),
    ),
  );
  return [...sets, ...amounts];
}

function setOf(field: string, { set }: Extract<Rule, { rule: 'count' }>): string {
  return set ?? field;
}

function countSet(key: string, cells: readonly Cell[]): Draft {
  return { key, cells, isLongOnly: false, amount: undefined };
}

function fieldsWith(rules: Rules, flow: Flow): string[] {
  return flattenRules(rules).flatMap(([field, rule]) =>
    rule.rule === 'count' && rule.flow === flow ? [field] : [],
  );
}

export function flattenRules(rules: Rules): Leaves {
  return Object.entries(rules).flatMap(([field, rule]) => (isRule(rule) ? [[field, rule] as const] : []));
}
