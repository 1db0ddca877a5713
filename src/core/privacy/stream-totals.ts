import type { CountedGroups } from './amounts.ts';
import type { CountedGroup, ReleasedGroup, SavedGroup } from './group-totals.ts';
import { GroupTotals } from './group-totals.ts';
import { rowTime } from './row-time.ts';
import type { GroupRules } from './rules.ts';
import { RULES } from './rules.ts';

/** Groups of which a store has one: in a row they are no list. */
const SINGLE: ReadonlySet<string> = new Set(['store', 'shopfront']);

/** Kind of group → the groups, as JSON keeps them. */
export type SavedStream = Readonly<Record<string, readonly SavedGroup[]>>;

/** The groups of one stream by kind, added up over the windows of a period. */
export class StreamTotals<S extends 'count' | 'indoor' | 'times'> {
  readonly #stream: S;
  readonly #knownIds: ReadonlySet<string>;
  readonly #kinds: readonly (readonly [kind: string, totals: GroupTotals])[];
  /** The things of the newest window: a row lists each of them, and no other. */
  #listed: Readonly<Record<string, readonly string[]>> = {};

  constructor(stream: S, knownIds: ReadonlySet<string>) {
    this.#stream = stream;
    this.#knownIds = knownIds;
    this.#kinds = Object.entries<GroupRules>(RULES[stream]).map(([kind, rules]) => [
      kind,
      new GroupTotals(rules),
    ]);
  }

  /** A name that the settings do not have is left out. */
  add(groups: CountedGroups<S>, startMs: number): void {
    const given: Readonly<Record<string, readonly CountedGroup[]>> = groups;
    const listed: Record<string, readonly string[]> = {};
    for (const [kind, totals] of this.#kinds) {
      const known = (given[kind] ?? []).filter(({ id }) => SINGLE.has(kind) || this.#knownIds.has(id));
      for (const group of known) totals.add(group, startMs);
      listed[kind] = known.map(({ id }) => id);
    }
    this.#listed = listed;
  }

  /** Kind → what leaves of it in a row that ends then. */
  release(minimumCount: number, span: { readonly fromMs: number; readonly toMs: number }): object {
    const lists = this.#kinds.flatMap(([kind, totals]) => {
      const ids = this.#listed[kind] ?? [];
      const left = ids.map((id) => this.#row(totals.release(id, minimumCount, span.toMs), span));
      if (left.length === 0) return [];
      if (!SINGLE.has(kind)) return [[kind, left] as const];
      const { id: _id, ...only } = left[0] ?? {};
      return [[kind, only] as const];
    });
    return Object.fromEntries(lists);
  }

  /** How many groups hold people that have not left. */
  countWaiting(): number {
    return this.#kinds.reduce((sum, [, totals]) => sum + totals.countWaiting(), 0);
  }

  waiting(kind: string, id: string): Readonly<Record<string, number>> {
    return this.#kinds.find(([name]) => name === kind)?.[1].waiting(id) ?? {};
  }

  snapshot(): SavedStream {
    return Object.fromEntries(this.#kinds.map(([kind, totals]) => [kind, totals.snapshot()]));
  }

  restore(saved: SavedStream): void {
    for (const [kind, totals] of this.#kinds) totals.restore(saved[kind] ?? []);
    this.#listed = Object.fromEntries(
      this.#kinds.map(([kind]) => [kind, (saved[kind] ?? []).map(([id]) => id)]),
    );
  }

  /** Counts have no `since`: they leave with every row. No group is seen for longer than its time. */
  #row({ id, sinceMs, seenS, few, amounts }: ReleasedGroup, span: { fromMs: number; toMs: number }) {
    const isCount = this.#stream === 'count';
    const fromMs = isCount ? span.fromMs : Math.min(sinceMs, span.fromMs);
    return {
      id,
      ...(isCount ? {} : { since: rowTime(fromMs) }),
      seenS: Math.min(seenS, Math.round((span.toMs - fromMs) / 1_000)),
      ...(few === true ? { few } : {}),
      ...amounts,
    };
  }
}
