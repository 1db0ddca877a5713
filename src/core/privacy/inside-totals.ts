import type { DwellTotals } from '../metrics/dwell-summary.ts';
import { roundShare } from '../metrics/round-share.ts';
import type {
  LineSummary,
  ProductSummary,
  QueueSummary,
  TrolleySummary,
  WindowSummary,
  ZoneSummary,
} from '../metrics/summary.ts';
import type { DwellCounts } from './dwell-counts.ts';
import { addDwell, dwellTotals, isAmount, isDwell, newDwellCounts } from './dwell-counts.ts';

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

type Row<K extends InsideKind> = WindowSummary[K][number];

/** The numbers of a group, in the order of the table: written out, as this is done for every group of every window. */
const VALUES_OF: { readonly [K in InsideKind]: (group: Row<K>) => readonly unknown[] } = {
  zones: ({ n, entries, exits, visits, engaged, presenceMs, peopleMax }) => [
    n,
    entries,
    exits,
    visits,
    engaged,
    presenceMs,
    peopleMax,
  ],
  lines: (line) => [line.n, line.in, line.out, line.groupsIn, line.groupsOut],
  queues: ({ n, joined, served, abandoned, lengthMean, lengthMax, waitMeanMs, waitP95Ms }) => [
    n,
    joined,
    served,
    abandoned,
    lengthMean,
    lengthMax,
    waitMeanMs,
    waitP95Ms,
  ],
  trolleys: (zone) => [zone.n, zone.entries, zone.exits, zone.visits, zone.presenceMs],
  products: (tag) => [tag.n, tag.pickUps, tag.putBacks],
};

export interface InsideGroup {
  readonly coverage: number;
  readonly definition: string;
  readonly dwell?: unknown;
  readonly [field: string]: unknown;
}

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
export class InsideTotals<K extends InsideKind = InsideKind> {
  readonly #fields: readonly Field[];
  readonly #valuesOf: (group: Row<K>) => readonly unknown[];
  readonly #groups = new Map<string, GroupTotals>();

  constructor(kind: K) {
    this.#fields = FIELDS[kind];
    this.#valuesOf = VALUES_OF[kind];
  }

  /** Whatever else is in the group stays there: this takes numbers, and nothing else can leave of it. */
  add(id: string, group: InsideGroup, durationMs: number): void {
    const totals = this.#of(id);
    if (!(group.coverage > 0 && group.coverage <= 1)) return;
    const coveredMs = group.coverage * durationMs;
    totals[1] += coveredMs;
    const values = this.#valuesOf(group as unknown as Row<K>);
    for (let i = 0; i < values.length; i++) this.#join(totals[2], i, values[i], group, coveredMs);
    const { dwell } = group;
    if (dwell !== null && isDwell(dwell)) addDwell(dwellOf(totals), dwell);
  }

  #join(sums: GroupTotals[2], i: number, value: unknown, group: InsideGroup, coveredMs: number): void {
    const before = sums[i] ?? null;
    // Nearly all are.
    if (value === 0 && before !== null) return;
    const how = this.#fields[i]?.how ?? 'none';
    if (how === 'none' || !isAmount(value)) return;
    sums[i] = joined(before, value * weightOf(how, group, coveredMs), how);
  }

  /** What later windows added up to. */
  merge(later: InsideTotals<K>): void {
    for (const [id, coveredMs, values, dwell] of later.#groups.values()) {
      const totals = this.#of(id);
      totals[1] += coveredMs;
      this.#fields.forEach(({ how }, i) => {
        const value = values[i] ?? null;
        if (value !== null) totals[2][i] = joined(totals[2][i] ?? null, value, how);
      });
      if (dwell !== undefined) addDwell(dwellOf(totals), dwellTotals(dwell));
    }
    later.#groups.clear();
  }

  /** The numbers as they leave, on the frame of the group's newest window. */
  numbers(id: string): Record<string, number | null> {
    const [, coveredMs, values] = this.#of(id);
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
    this.#fields.forEach(({ how }, i) => {
      if (how === 'overTime') totals[2][i] = null;
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
