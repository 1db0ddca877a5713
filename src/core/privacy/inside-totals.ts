import { roundShare } from '../metrics/round-share.ts';
import type {
  LineSummary,
  ProductSummary,
  QueueSummary,
  TrolleySummary,
  WindowSummary,
  ZoneSummary,
} from '../metrics/summary.ts';
import type { SavedDwell } from './dwell-counts.ts';
import { DwellCounts } from './dwell-counts.ts';
import { isDwell } from './sift.ts';

/**
 * How a number of several windows is made of theirs; `overTime` and `perServed`: a mean, weighted by that. `none`: what
 * is true of a moment alone.
 */
type How = 'sum' | 'max' | 'none' | 'overTime' | 'perServed';

type Frame = 'zone' | 'line' | 'tag' | 'coverage' | 'definition' | 'suppressed' | 'deferred' | 'dwell';
type Hows<T> = { readonly [K in Exclude<keyof T, Frame>]-?: How };

/** Every number that people leave inside. One that is added to a summary and not here does not compile. */
const HOW = {
  zones: {
    ...{ n: 'sum', entries: 'sum', exits: 'sum', visits: 'sum' },
    ...{ engaged: 'sum', presenceMs: 'sum', peopleMax: 'max' },
  } satisfies Hows<ZoneSummary>,
  lines: { n: 'sum', in: 'sum', out: 'sum', groupsIn: 'sum', groupsOut: 'sum' } satisfies Hows<LineSummary>,
  queues: {
    ...{ n: 'sum', joined: 'sum', served: 'sum', abandoned: 'sum', lengthMean: 'overTime' },
    ...{ lengthMax: 'max', waitMeanMs: 'perServed', waitP95Ms: 'max', waitPredictedMs: 'none' },
  } satisfies Hows<QueueSummary>,
  trolleys: {
    ...{ n: 'sum', entries: 'sum', exits: 'sum', visits: 'sum', presenceMs: 'sum' },
  } satisfies Hows<TrolleySummary>,
  products: { n: 'sum', pickUps: 'sum', putBacks: 'sum' } satisfies Hows<ProductSummary>,
} as const;

export type InsideKind = keyof typeof HOW;
export const INSIDE_KINDS = Object.keys(HOW) as readonly InsideKind[];

interface Field {
  readonly name: string;
  readonly how: How;
}

const FIELDS = Object.fromEntries(
  Object.entries(HOW).map(([kind, hows]) => [
    kind,
    Object.entries(hows).map(([name, how]): Field => ({ name, how })),
  ]),
) as unknown as Readonly<Record<InsideKind, readonly Field[]>>;

/** What identifies a group of this kind. */
export const ID_OF = {
  zones: 'zone',
  lines: 'line',
  queues: 'zone',
  trolleys: 'zone',
  products: 'tag',
} as const satisfies Readonly<Record<InsideKind, string>>;

export interface InsideGroup {
  readonly coverage: number;
  readonly definition: string;
  readonly dwell?: unknown;
  readonly [field: string]: unknown;
}

/** One zone, queue and so on: its numbers in the order of the table above, means as sums of their weights. */
export interface GroupTotals {
  coveredMs: number;
  readonly values: (number | null)[];
  dwell: DwellCounts | undefined;
}

/** A group in a checkpoint: covered time alone where nothing happened in it. */
export type SavedTotals = number | readonly [number, readonly (number | null)[], SavedDwell?];

/** Sums of one kind of groups over many windows; what happens in hardly any of them costs hardly anything. */
export class InsideTotals {
  readonly kind: InsideKind;
  readonly #fields: readonly Field[];
  readonly #groups = new Map<string, GroupTotals>();

  constructor(kind: InsideKind) {
    this.kind = kind;
    this.#fields = FIELDS[kind];
  }

  /** Whatever else is in the group stays there: this takes numbers, and nothing else can leave of it. */
  add(id: string, group: InsideGroup, durationMs: number): void {
    const totals = this.#of(id);
    if (!(group.coverage > 0 && group.coverage <= 1)) return;
    const coveredMs = group.coverage * durationMs;
    totals.coveredMs += coveredMs;
    for (let i = 0; i < this.#fields.length; i++) this.#join(totals, i, group, coveredMs);
    const { dwell } = group;
    if (isDwell(dwell)) dwellOf(totals).add(dwell);
  }

  #join({ values }: GroupTotals, i: number, group: InsideGroup, coveredMs: number): void {
    const { name = '', how = 'none' } = this.#fields[i] ?? {};
    const value = group[name];
    const before = values[i] ?? null;
    // Nearly all are.
    if (value === 0 && before !== null) return;
    if (typeof value !== 'number' || !(value >= 0 && value <= Number.MAX_SAFE_INTEGER) || how === 'none')
      return;
    values[i] = joined(before, value * weightOf(how, group, coveredMs), how);
  }

  /** What later windows added up to. */
  merge(later: InsideTotals): void {
    for (const [id, { coveredMs, values, dwell }] of later.#groups) {
      const totals = this.#of(id);
      totals.coveredMs += coveredMs;
      this.#fields.forEach(({ how }, i) => {
        const value = values[i] ?? null;
        if (value !== null) totals.values[i] = joined(totals.values[i] ?? null, value, how);
      });
      if (dwell !== undefined) dwellOf(totals).merge(dwell);
    }
    later.#groups.clear();
  }

  /** The numbers as they leave, on the frame of the group's newest window. */
  numbers(id: string): Record<string, number | null> {
    const { coveredMs, values } = this.#of(id);
    const at = (field: string) => this.#fields.findIndex(({ name }) => name === field);
    return Object.fromEntries(
      this.#fields.map(({ name, how }, i) => {
        const value = values[i] ?? null;
        const weight = how === 'overTime' ? coveredMs : how === 'perServed' ? (values[at('served')] ?? 0) : 1;
        return [name, value === null || weight === 0 ? null : rounded(value / weight, how)];
      }),
    );
  }

  has(id: string): boolean {
    return this.#groups.has(id);
  }

  totals(id: string): GroupTotals {
    return this.#of(id);
  }

  /** The group is too few to leave: its amounts wait, while the time to come has a coverage and means of its own. */
  wait(id: string): void {
    const totals = this.#of(id);
    totals.coveredMs = 0;
    this.#fields.forEach(({ how }, i) => {
      if (how === 'overTime') totals.values[i] = null;
    });
  }

  /** It left: the group begins anew. */
  delete(id: string): void {
    this.#groups.delete(id);
  }

  snapshot(): Record<string, SavedTotals> {
    const saved: Record<string, SavedTotals> = {};
    for (const [id, { coveredMs, values, dwell }] of this.#groups) {
      if (dwell !== undefined) saved[id] = [coveredMs, values, dwell.snapshot()];
      else
        saved[id] = values.some((value) => value !== null && value !== 0) ? [coveredMs, values] : coveredMs;
    }
    return saved;
  }

  restore(saved: Readonly<Record<string, SavedTotals>>): void {
    this.#groups.clear();
    for (const [id, group] of Object.entries(saved)) {
      const totals = this.#of(id);
      const [coveredMs, values, dwell] = typeof group === 'number' ? [group, []] : group;
      totals.coveredMs = coveredMs;
      values.forEach((value, i) => {
        totals.values[i] = value;
      });
      if (dwell !== undefined) dwellOf(totals).restore(dwell);
    }
  }

  #of(id: string): GroupTotals {
    let totals = this.#groups.get(id);
    if (totals === undefined) {
      totals = { coveredMs: 0, values: this.#fields.map(() => null), dwell: undefined };
      this.#groups.set(id, totals);
    }
    return totals;
  }
}

function dwellOf(totals: GroupTotals): DwellCounts {
  totals.dwell ??= new DwellCounts();
  return totals.dwell;
}

export function coverageOf(coveredMs: number, spanMs: number): number {
  return spanMs === 0 ? 0 : roundShare(Math.min(1, coveredMs / spanMs));
}

function weightOf(how: How, group: InsideGroup, coveredMs: number): number {
  if (how === 'overTime') return coveredMs;
  return how === 'perServed' ? Number(group['served'] ?? 0) : 1;
}

function joined(before: number | null, value: number, how: How): number {
  if (before === null) return value;
  return how === 'max' ? Math.max(before, value) : before + value;
}

function rounded(value: number, how: How): number {
  return how === 'overTime' ? Math.round(value * 1_000) / 1_000 : Math.round(value);
}

/** The groups of this kind in a window, whatever else is there. */
export function insideGroups(window: WindowSummary, kind: InsideKind): readonly InsideGroup[] {
  const groups = window[kind] as unknown;
  return Array.isArray(groups) ? groups.filter(isGroup) : [];
}

export function isGroup(value: unknown): value is InsideGroup {
  return typeof value === 'object' && value !== null;
}
