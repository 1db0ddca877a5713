import type { DwellTotals } from '../../metrics/dwell-summary.ts';
import { LINE_MERGE } from '../../metrics/line-metrics.ts';
import type { MergeRule, Weighted } from '../../metrics/merging/merge-rules.ts';
import { PRODUCT_MERGE } from '../../metrics/product-metrics.ts';
import { QUEUE_MERGE } from '../../metrics/queue-metrics.ts';
import { TROLLEY_MERGE } from '../../metrics/trolley-metrics.ts';
import { ZONE_MERGE } from '../../metrics/zone-metrics.ts';
import type { GroupList, IndoorSummary, WindowSummary } from '../../model/window-summary.ts';
import { roundShare } from '../../statistics/round-share.ts';
import { namesOfPeople } from '../egress-rules.ts';
import type { DwellCounts } from './dwell-counts.ts';
import { addDwell, dwellTotals, isAmount, isDwell, newDwellCounts } from './dwell-counts.ts';

/** What people do inside, group by group. */
export type IndoorFieldKind = GroupList & keyof IndoorSummary;

/** Sums of amounts weigh nothing beside them, so that a mean over people is that over all of them. */
type InsideRule = Exclude<MergeRule, Weighted> | (Weighted & { readonly plus?: never });

const MERGE_RULES: { readonly [K in IndoorFieldKind]: { readonly [field: string]: InsideRule } } = {
  zones: ZONE_MERGE,
  lines: LINE_MERGE,
  queues: QUEUE_MERGE,
  trolleys: TROLLEY_MERGE,
  products: PRODUCT_MERGE,
};

export const INDOOR_FIELD_KINDS = Object.keys(MERGE_RULES) as readonly IndoorFieldKind[];

type Field = {
  readonly name: string;
  readonly rule: InsideRule;
};

/** Every number that people leave inside, in the order of the gate's table. */
function fieldsOf(kind: IndoorFieldKind): readonly Field[] {
  return namesOfPeople(kind).flatMap((name) => {
    const rule = MERGE_RULES[kind][name];
    return rule === undefined || rule === 'dwell' ? [] : [{ name, rule }];
  });
}

export type IndoorGroup = {
  readonly coverage: number;
  readonly definition: string;
  readonly dwell?: unknown;
  readonly [field: string]: unknown;
};

/**
 * One zone, queue and so on, as it is in a checkpoint: its numbers in the order of the table above, means as sums of
 * their weights.
 */
export type GroupTotals = [
  id: string,
  coveredMs: number,
  values: (number | null)[],
  ...dwell: [] | [DwellCounts],
];

/** Sums of one kind of groups over many windows, changed in place: nearly all of what is added is 0. */
export class IndoorTotals {
  readonly #fields: readonly Field[];
  readonly #groups = new Map<string, GroupTotals>();

  constructor(kind: IndoorFieldKind) {
    this.#fields = fieldsOf(kind);
  }

  /** Whatever else is in the group stays there: this takes numbers, and nothing else can leave of it. */
  add(id: string, group: IndoorGroup, durationMs: number): void {
    const totals = this.#of(id);
    if (!(group.coverage > 0 && group.coverage <= 1)) return;
    const coveredMs = group.coverage * durationMs;
    totals[1] += coveredMs;
    const sums = totals[2];
    for (let i = 0; i < this.#fields.length; i++) {
      const field = this.#fields[i];
      const value = field && group[field.name];
      // Nearly all are.
      if (field === undefined || (value === 0 && (sums[i] ?? null) !== null)) continue;
      if (isAmount(value))
        sums[i] = joined(sums[i] ?? null, value * weightOf(field.rule, group, coveredMs), field);
    }
    const { dwell } = group;
    if (dwell !== null && isDwell(dwell)) addDwell(dwellOf(totals), dwell);
  }

  /** What later windows added up to. */
  merge(later: IndoorTotals): void {
    for (const [id, coveredMs, values, dwell] of later.#groups.values()) {
      const totals = this.#of(id);
      totals[1] += coveredMs;
      this.#fields.forEach((field, i) => {
        const value = values[i] ?? null;
        if (value !== null) totals[2][i] = joined(totals[2][i] ?? null, value, field);
      });
      if (dwell !== undefined) addDwell(dwellOf(totals), dwellTotals(dwell));
    }
    later.#groups.clear();
  }

  /** The numbers as they leave, on the frame of the group's newest window. */
  numbers(id: string): Record<string, number | null> {
    const [, coveredMs, values] = this.#of(id);
    const totalOf = (name: string) => values[this.#fields.findIndex((field) => field.name === name)] ?? 0;
    return Object.fromEntries(
      this.#fields.map(({ name, rule }, i) => {
        const value = values[i] ?? null;
        if (value === null) return [name, null];
        if (typeof rule === 'string') return [name, Math.round(value)];
        const weight = rule.by === 'coveredTime' ? coveredMs : sumBy(rule.by, totalOf);
        const scale = 10 ** rule.digits;
        return [name, weight === 0 ? null : Math.round((value / weight) * scale) / scale];
      }),
    );
  }

  has(id: string): boolean {
    return this.#groups.has(id);
  }

  coveredMs(id: string): number {
    return this.#of(id)[1];
  }

  dwell(id: string): DwellTotals | undefined {
    const dwell = this.#of(id)[3];
    return dwell && dwellTotals(dwell);
  }

  /** The group is too few to leave: its amounts wait, while the time to come has a coverage and means of its own. */
  wait(id: string): void {
    const totals = this.#of(id);
    totals[1] = 0;
    this.#fields.forEach(({ rule }, i) => {
      if (typeof rule === 'object' && rule.by === 'coveredTime') totals[2][i] = null;
    });
  }

  /** It left: the group begins anew. */
  delete(id: string): void {
    this.#groups.delete(id);
  }

  /** As it is, no copy: to be written down at once. */
  snapshot(): readonly GroupTotals[] {
    return [...this.#groups.values()];
  }

  restore(saved: readonly GroupTotals[]): void {
    this.#groups.clear();
    for (const [id, coveredMs, values, dwell] of saved) {
      const totals: GroupTotals = [id, coveredMs, [...values]];
      this.#groups.set(id, totals);
      if (dwell !== undefined) addDwell(dwellOf(totals), dwellTotals(dwell));
    }
  }

  #of(id: string): GroupTotals {
    let totals = this.#groups.get(id);
    if (totals === undefined) {
      totals = [id, 0, this.#fields.map(() => null)];
      this.#groups.set(id, totals);
    }
    return totals;
  }
}

function dwellOf(totals: GroupTotals): DwellCounts {
  totals[3] ??= newDwellCounts();
  return totals[3];
}

export function indoorCoverage(coveredMs: number, spanMs: number): number {
  return spanMs === 0 ? 0 : roundShare(Math.min(1, coveredMs / spanMs));
}

function weightOf(rule: InsideRule, group: IndoorGroup, coveredMs: number): number {
  if (typeof rule === 'string') return 1;
  return rule.by === 'coveredTime' ? coveredMs : sumBy(rule.by, (name) => Number(group[name] ?? 0));
}

function sumBy(names: readonly string[], of: (name: string) => number): number {
  return names.reduce((sum, name) => sum + of(name), 0);
}

/** null for what is true of a moment alone. */
function joined(before: number | null, value: number, { rule }: Field): number | null {
  if (rule === 'max') return before === null ? value : Math.max(before, value);
  if (rule === 'sum' || typeof rule === 'object') return before === null ? value : before + value;
  return null;
}

/** The groups of this kind in a window, whatever else is there. */
export function listIndoorGroups(window: WindowSummary, kind: IndoorFieldKind): readonly IndoorGroup[] {
  const groups = window[kind] as unknown;
  return Array.isArray(groups) ? groups.filter(isGroup) : [];
}

export function isGroup(value: unknown): value is IndoorGroup {
  return typeof value === 'object' && value !== null;
}
