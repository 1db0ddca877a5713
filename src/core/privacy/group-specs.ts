import type { GroupList } from '../model/window-summary.ts';
import type { Cell, CellSet } from './cell-set.ts';
import type { Rule, Rules } from './egress-rules.ts';
import { INDOOR_RULES, isRule, WINDOW_RULES } from './egress-rules.ts';

/** One field of a group that says something of people. */
export interface FieldPlan {
  readonly name: string;
  readonly rule: Rule | Rules;
  /** Of counts and amounts: the cell, and the set that decides about it. */
  readonly cell: Cell | undefined;
  readonly set: CellSet | undefined;
  /** Sets while which are withheld this is not shown either. */
  readonly after: readonly CellSet[];
}

/** One zone, line, door and so on of the store, or the store itself. */
export interface GroupSpec {
  readonly key: string;
  readonly id: string;
  /** Sums come after what they add up; what follows from the others is worked out in the end, and not in here. */
  readonly fields: readonly FieldPlan[];
}

/** What names a group in its list. */
export const ID_IN = {
  zones: 'zone',
  queues: 'zone',
  trolleys: 'zone',
  products: 'tag',
  doors: 'door',
  lines: 'line',
  feedback: 'sensor',
  radios: 'sensor',
} as const satisfies Record<GroupList, string>;

/** Those that tell who comes and goes, without those that tell what people do inside. */
interface Scope {
  readonly doorLines: ReadonlySet<string>;
}

const ALL = Object.keys(ID_IN) as readonly GroupList[];
const AROUND = ALL.filter((list) => list === 'lines' || !Object.hasOwn(INDOOR_RULES, list));

/** What is to be asked of each group, worked out when it is first seen: groups come again every minute. */
export class GroupSpecs {
  readonly #cells = new Map<string, readonly [cell: Cell, set: CellSet]>();
  readonly #known = new Map<GroupList, Map<string, GroupSpec>>();
  readonly #scope: Scope | undefined;
  /** The lists whose groups the gate works on. */
  readonly lists: readonly GroupList[];
  readonly store: GroupSpec;
  readonly shopfront: GroupSpec;

  /** Without a scope: all groups there are. */
  constructor(sets: readonly CellSet[] = [], scope?: Scope) {
    for (const set of sets) for (const cell of set.cells) this.#cells.set(cell.id, [cell, set]);
    this.#scope = scope;
    this.lists = scope === undefined ? ALL : AROUND;
    this.store = this.#createPlan('store', '', WINDOW_RULES.store);
    this.shopfront = this.#createPlan('shopfront', '', WINDOW_RULES.shopfront);
  }

  /** Undefined for what the gate does not work on. */
  at(list: GroupList, id: string): GroupSpec | undefined {
    if (list === 'lines' && this.#scope?.doorLines.has(id) === false) return undefined;
    let plans = this.#known.get(list);
    if (plans === undefined) {
      plans = new Map();
      this.#known.set(list, plans);
    }
    let plan = plans.get(id);
    if (plan === undefined) {
      plan = this.#createPlan(`${list}/${id}`, id, WINDOW_RULES[list]);
      plans.set(id, plan);
    }
    return plan;
  }

  #createPlan(key: string, id: string, rules: Rules): GroupSpec {
    const telling = Object.entries(rules).filter(([, rule]) => !isOf(rule, 'plain', 'derived'));
    const inOrder = [
      ...telling.filter(([, rule]) => !isOf(rule, 'sum')),
      ...telling.filter(([, rule]) => isOf(rule, 'sum')),
    ];
    return { key, id, fields: inOrder.map(([name, rule]) => this.#createField(key, id, name, rule)) };
  }

  #createField(key: string, id: string, name: string, rule: Rule | Rules): FieldPlan {
    const [cell, set] = this.#cells.get(`${key}/${name}`) ?? [];
    const after = afterOf(rule).flatMap((field) => this.#cells.get(findNeighbor(key, id, field))?.[1] ?? []);
    return { name, rule, cell, set, after };
  }
}

function isOf(rule: Rule | Rules, ...kinds: readonly Rule['rule'][]): boolean {
  return isRule(rule) && kinds.includes(rule.rule);
}

/** Distributions are of the visits that ended. */
function afterOf(rule: Rule | Rules): readonly string[] {
  if (!isRule(rule)) return ['exits'];
  return rule.rule === 'state' || rule.rule === 'extreme' ? rule.after : [];
}

/** The cell of a field that a rule names; `zone.` before it: of the zone that the group belongs to. */
function findNeighbor(key: string, id: string, field: string): string {
  return field.startsWith('zone.') ? `zones/${id}/${field.slice('zone.'.length)}` : `${key}/${field}`;
}
