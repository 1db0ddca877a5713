import type { StoreModel } from '../engine/store-model.ts';
import { feedbackIds } from '../metrics/feedback-summary.ts';
import type { WindowSummary } from '../metrics/summary.ts';
import type { Flow, Rule, Rules } from './egress-rules.ts';
import { isRule, WINDOW_RULES } from './egress-rules.ts';

export type EgressModel = Pick<StoreModel, 'sensors' | 'zones' | 'lines' | 'doors' | 'windows' | 'tags'>;

/** One zone, line, door or queue of a window, or its store, while the gate works on it. */
export interface Group {
  readonly key: string;
  readonly rules: Rules;
  readonly fields: { [field: string]: unknown };
}

/** One number of a window; `id` names it over all windows: `zones/table/entries`. */
export interface Cell {
  readonly id: string;
  readonly group: string;
  readonly field: string;
}

/** Cells that are published or withheld together. */
export interface CellSet {
  readonly key: string;
  /** Small when one of these is. */
  readonly cells: readonly Cell[];
  /** Never in a short window, however many there are. */
  readonly isLongOnly: boolean;
  /** For amounts: whose number has to be large enough, and the sets after which it is withheld. */
  readonly amount: { readonly people: readonly Cell[]; readonly after: readonly string[] } | undefined;
}

export interface EgressPlan {
  readonly knownIds: ReadonlySet<string>;
  /** Amounts last: they look at the counts. */
  readonly sets: readonly CellSet[];
  readonly setAt: ReadonlyMap<string, CellSet>;
  /** The set that decides about a cell. */
  readonly setOf: ReadonlyMap<string, CellSet>;
  /** Group → field → cell and its set: this is asked for every count of every window. */
  readonly cellsIn: ReadonlyMap<string, ReadonlyMap<string, readonly [cell: Cell, set: CellSet]>>;
}

/** Which cells of a store hang together: worked out once, from the rules and the store's model. */
export function egressPlan(model: EgressModel): EgressPlan {
  const sets = [
    ...flowSets(model),
    ...aisleLineSets(model),
    ...model.zones.flatMap(peopleSets),
    ...feedbackIds(model).flatMap((id) => groupSets(`feedback/${id}`, leafRules(WINDOW_RULES.feedback))),
    ...groupSets('shopfront', leafRules(WINDOW_RULES.shopfront)),
    ...model.zones.flatMap(({ id }) => groupSets(`trolleys/${id}`, leafRules(WINDOW_RULES.trolleys))),
    ...(model.tags ?? []).flatMap(({ id }) => groupSets(`products/${id}`, leafRules(WINDOW_RULES.products))),
    countSet('store/transactions', [cellAt('store', 'transactions')]),
  ];
  const setOf = new Map(sets.flatMap((set) => set.cells.map((cell) => [cell.id, set] as const)));
  const setAt = new Map(sets.map((set) => [set.key, set]));
  const { sensors, zones, lines, doors, tags = [] } = model;
  const ids = [
    ...[...sensors, ...zones, ...lines, ...doors, ...tags].map((thing): string => thing.id),
    ...feedbackIds(model),
  ];
  return {
    knownIds: new Set([...ids, ...sensors.map(({ type }) => type)]),
    sets,
    setAt,
    setOf,
    cellsIn: cellsByGroup(sets),
  };
}

function cellsByGroup(sets: readonly CellSet[]): EgressPlan['cellsIn'] {
  const groups = new Map<string, Map<string, readonly [cell: Cell, set: CellSet]>>();
  for (const set of sets)
    for (const cell of set.cells) {
      const fields = groups.get(cell.group) ?? new Map<string, readonly [Cell, CellSet]>();
      groups.set(cell.group, fields.set(cell.field, [cell, set]));
    }
  return groups;
}

/** The groups of a window, with fields that may be changed. */
export function groupsOf(window: WindowSummary): Map<string, Group> {
  const groups: Group[] = [
    ...window.zones.map((zone) => group(`zones/${zone.zone}`, WINDOW_RULES.zones, zone)),
    ...window.lines.map((line) => group(`lines/${line.line}`, WINDOW_RULES.lines, line)),
    ...window.doors.map((door) => group(`doors/${door.door}`, WINDOW_RULES.doors, door)),
    ...window.queues.map((queue) => group(`queues/${queue.zone}`, WINDOW_RULES.queues, queue)),
    ...window.feedback.map((each) => group(`feedback/${each.sensor}`, WINDOW_RULES.feedback, each)),
    ...window.trolleys.map((zone) => group(`trolleys/${zone.zone}`, WINDOW_RULES.trolleys, zone)),
    ...window.products.map((product) => group(`products/${product.tag}`, WINDOW_RULES.products, product)),
    ...window.radios.map((radio) => group(`radios/${radio.sensor}`, WINDOW_RULES.radios, radio)),
    group('store', WINDOW_RULES.store, window.store),
    ...(window.shopfront === null ? [] : [group('shopfront', WINDOW_RULES.shopfront, window.shopfront)]),
  ];
  return new Map(groups.map((each) => [each.key, each]));
}

/** The window with these groups in place of its own. */
export function withGroups(window: WindowSummary, groups: ReadonlyMap<string, Group>): WindowSummary {
  const fields = <T>(key: string, original: T) => (groups.get(key)?.fields ?? original) as T;
  return {
    ...window,
    zones: window.zones.map((zone) => fields(`zones/${zone.zone}`, zone)),
    lines: window.lines.map((line) => fields(`lines/${line.line}`, line)),
    doors: window.doors.map((door) => fields(`doors/${door.door}`, door)),
    queues: window.queues.map((queue) => fields(`queues/${queue.zone}`, queue)),
    feedback: window.feedback.map((each) => fields(`feedback/${each.sensor}`, each)),
    trolleys: window.trolleys.map((zone) => fields(`trolleys/${zone.zone}`, zone)),
    products: window.products.map((product) => fields(`products/${product.tag}`, product)),
    radios: window.radios.map((radio) => fields(`radios/${radio.sensor}`, radio)),
    store: fields('store', window.store),
    shopfront: window.shopfront && fields('shopfront', window.shopfront),
  };
}

/** The cell of a field that a rule names; `zone.` before it: of the zone that the group belongs to. */
export function neighbourOf({ key }: Group, field: string): string {
  return field.startsWith('zone.')
    ? `zones/${key.slice(key.indexOf('/') + 1)}/${field.slice('zone.'.length)}`
    : `${key}/${field}`;
}

export function cellAt(groupKey: string, field: string): Cell {
  return { id: `${groupKey}/${field}`, group: groupKey, field };
}

function group(key: string, rules: Rules, fields: object): Group {
  return { key, rules, fields: { ...fields } };
}

/**
 * People who came in (or went out): the store's total with its doors and their lines. Several doors leave in windows of
 * a quarter of an hour only, for a minute's total together with the quarter's few at one door would say when they came.
 * Lines of a door that has other sensors too are a second opinion on the same people, and do not leave at all.
 */
function flowSets({ doors }: EgressModel): CellSet[] {
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

/** Counting lines that are no part of a door. */
function aisleLineSets({ doors, lines }: EgressModel): CellSet[] {
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
function peopleSets({ id }: { readonly id: string }): CellSet[] {
  return [
    ...groupSets(`zones/${id}`, leafRules(WINDOW_RULES.zones)),
    ...groupSets(`queues/${id}`, leafRules(WINDOW_RULES.queues)),
  ];
}

type Leaves = readonly (readonly [field: string, rule: Rule])[];

function groupSets(key: string, rules: Leaves): CellSet[] {
  const counts = rules.flatMap(([field, rule]) =>
    rule.rule === 'count' ? [[setOf(field, rule), cellAt(key, field)] as const] : [],
  );
  const amounts = rules.flatMap(([field, rule]): CellSet[] => {
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

function countSet(key: string, cells: readonly Cell[]): CellSet {
  return { key, cells, isLongOnly: false, amount: undefined };
}

function fieldsWith(rules: Rules, flow: Flow): string[] {
  return leafRules(rules).flatMap(([field, rule]) =>
    rule.rule === 'count' && rule.flow === flow ? [field] : [],
  );
}

export function leafRules(rules: Rules): Leaves {
  return Object.entries(rules).flatMap(([field, rule]) => (isRule(rule) ? [[field, rule] as const] : []));
}
