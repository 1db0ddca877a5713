import type { Amount, DwellBin } from './amounts.ts';
import { addBins, mergeSmallBins } from './bins.ts';
import type { GroupRules, Rule, TableStream } from './rules.ts';
import { RULES } from './rules.ts';

/** Amounts of one zone, door or sensor in a window. The rules define their names. */
export interface CountedGroup {
  readonly id: string;
  readonly seenS: number;
  readonly bins?: readonly DwellBin[];
  readonly [amount: string]: unknown;
}

/** The released part of one group: amounts, `few`, or nulls when no sensor was live. */
export interface ReleasedGroup {
  readonly id: string;
  readonly sinceMs: number;
  readonly seenS: number;
  readonly few?: true;
  readonly amounts: { readonly [amount: string]: Amount };
  readonly bins: readonly DwellBin[];
}

export interface ReleaseOptions {
  readonly minimumCount: number;
  /** End of the period. */
  readonly toMs: number;
  /** Returns whether a group may leave; others wait. */
  readonly mayLeave?: (id: string) => boolean;
}

/** Sums of a group of amounts since it was last published. Times are in ms. `Json` takes a type, no interface. */
type Totals = {
  sinceMs: number;
  seenMs: number;
  /** Amounts, and their variances as `…Var`. Absent when not set up. */
  readonly values: { [name: string]: Amount };
  bins: readonly DwellBin[];
};

/** Stream, kind, and sums by id. */
export type SavedTable = readonly (readonly [
  stream: string,
  kind: string,
  groups: readonly (readonly [id: string, totals: Totals])[],
])[];

interface Kind {
  readonly stream: string;
  readonly kind: string;
  readonly rules: GroupRules;
  readonly fields: readonly (readonly [name: string, varName: string, rule: Rule])[];
  readonly groups: Map<string, Totals>;
}

/** Variances leave in steps of 1/1,000; the remainder waits. */
const VARIANCE_STEPS = 1_000;

/**
 * The gate's state: the sums of each group since it last left. A group below the minimum count waits, and its next row
 * covers the longer time (R2).
 */
export class GroupTable {
  readonly #isKnown: (id: string) => boolean;
  readonly #kinds: readonly Kind[];

  /** Drops groups whose ids are not known. */
  constructor(isKnown: (id: string) => boolean = () => true) {
    this.#isKnown = isKnown;
    this.#kinds = Object.entries(RULES).flatMap(([stream, kinds]) =>
      Object.entries<GroupRules>(kinds).map(([kind, rules]) => ({
        ...{ stream, kind, rules, groups: new Map<string, Totals>() },
        fields: Object.entries(rules.fields).map(([name, rule]) => [name, `${name}Var`, rule] as const),
      })),
    );
  }

  /** Adds amounts that have a rule, and ignores all others. */
  add(stream: TableStream, lists: Readonly<Record<string, readonly CountedGroup[]>>, startMs: number): void {
    for (const kind of this.#kinds) {
      if (kind.stream !== stream) continue;
      for (const group of lists[kind.kind] ?? [])
        if (this.#isKnown(group.id)) addTo(findTotals(kind, group.id, startMs), group, kind);
    }
  }

  /** Releases the groups of a kind at the end of a period. The rest waits. */
  release(stream: TableStream, kind: string, options: ReleaseOptions): ReleasedGroup[] {
    const found = this.#find(stream, kind);
    if (found === undefined) return [];
    const { mayLeave = () => true } = options;
    const chosen = [...found.groups].filter(([id]) => this.#isKnown(id) && mayLeave(id));
    return chosen.map(([id, totals]) => ({ id, ...take(totals, found, options) }));
  }

  /** Number of groups with people that have not left. Times and transitions belong to the same people. */
  countWaiting(): number {
    const kinds = this.#kinds.filter(({ stream }) => stream === 'indoor' || stream === 'day');
    return kinds.reduce((sum, { fields, groups }) => {
      const isWaiting = ({ values }: Totals) => fields.some(([name]) => (values[name] ?? 0) > 0);
      return sum + [...groups.values()].filter(isWaiting).length;
    }, 0);
  }

  /** Shares its data with the sums in use: serialise the result immediately. */
  snapshot(): SavedTable {
    return this.#kinds.map(({ stream, kind, groups }) => [stream, kind, [...groups]] as const);
  }

  restore(saved: SavedTable): void {
    for (const { groups } of this.#kinds) groups.clear();
    for (const [stream, kind, groups] of structuredClone(saved))
      for (const [id, totals] of groups) this.#find(stream, kind)?.groups.set(id, totals);
  }

  #find(stream: string, kind: string): Kind | undefined {
    return this.#kinds.find((found) => found.stream === stream && found.kind === kind);
  }
}

function findTotals({ groups }: Kind, id: string, startMs: number): Totals {
  const totals = groups.get(id) ?? { sinceMs: startMs, seenMs: 0, values: {}, bins: [] };
  groups.set(id, totals);
  // Nothing was seen since the last release: the group's time starts with this window.
  if (totals.seenMs === 0) totals.sinceMs = startMs;
  return totals;
}

function addTo(totals: Totals, group: CountedGroup, { fields, rules }: Kind): void {
  const { values } = totals;
  totals.seenMs += Math.round(amountOf(group.seenS) * 1_000);
  for (const [name, varName, rule] of fields) {
    const given = group[name];
    if (given === undefined) continue;
    values[name] = joined(values[name] ?? null, given, rule);
    const variance = group[varName];
    if (variance !== undefined) values[varName] = (values[varName] ?? 0) + amountOf(variance);
  }
  if (rules.hasBins) totals.bins = addBins(totals.bins, group.bins ?? []);
}

/** Adds the amounts of two windows. When one of them is null, the sum is the other. */
function joined(before: Amount, given: unknown, rule: Rule): Amount {
  if (given === null) return before;
  const amount = rule === 'time' ? Math.round(amountOf(given) * 1_000) : amountOf(given);
  return isKept(rule) ? amount : (before ?? 0) + amount;
}

function amountOf(given: unknown): number {
  return typeof given === 'number' && Number.isFinite(given) && given >= 0 ? given : 0;
}

/** States and properties do not add up. After a release they are null until the next value. */
function isKept(rule: Rule): boolean {
  return rule === 'state' || rule === 'plain';
}

/** Takes the releasable part out of the sums, at the end of a period. */
function take(
  totals: Totals,
  { rules, fields }: Kind,
  { minimumCount, toMs }: ReleaseOptions,
): Omit<ReleasedGroup, 'id'> {
  const { sinceMs, seenMs, values, bins } = totals;
  const head = { sinceMs, seenS: Math.round(seenMs / 1_000), bins: [] };
  const isAsCounted = rules.people === 'as counted';
  if (seenMs > 0 && isFew(totals, rules, minimumCount)) return { ...head, few: true, amounts: {} };
  totals.sinceMs = toMs;
  totals.seenMs = 0;
  const amounts: Record<string, Amount> = {};
  for (const [name, varName, rule] of fields) {
    if (values[name] === undefined) continue;
    if (isAsCounted || seenMs > 0) takeAmount(values, [name, varName, rule], { minimumCount, amounts });
    else if (rule !== 'hidden') amounts[name] = null;
  }
  const merged = seenMs === 0 ? [] : mergeSmallBins(minimumCount, bins);
  if (merged.length > 0) totals.bins = [];
  return { ...head, amounts, bins: merged };
}

function isFew({ values, seenMs }: Totals, { people }: GroupRules, minimumCount: number): boolean {
  if (people === 'as counted' || minimumCount <= 1) return false;
  if ('meanOf' in people) return (values[people.meanOf] ?? 0) < minimumCount * seenMs;
  return people.some((names) => {
    // If only the number of people in a zone is known, amounts of visits are null. They must not hold the zone back.
    const known = names.flatMap((name) => values[name] ?? []);
    return known.length > 0 && known.reduce((sum, people) => sum + people, 0) < minimumCount;
  });
}

/** Takes out one amount, with the part of its variance that belongs to it. */
function takeAmount(
  values: Totals['values'],
  [name, varName, rule]: Kind['fields'][number],
  { minimumCount, amounts }: { readonly minimumCount: number; readonly amounts: Record<string, Amount> },
): void {
  const value = values[name] ?? null;
  const left = value === null ? null : leaving(value, rule, minimumCount);
  const rest = isKept(rule) ? 0 : (value ?? 0) - (left ?? 0);
  values[name] = rest === 0 ? null : rest;
  if (rule === 'hidden') return;
  amounts[name] = rule === 'time' && left !== null ? left / 1_000 : left;
  const variance = values[varName] ?? undefined;
  if (variance === undefined) return;
  const share = left === value ? 1 : (left ?? 0) / (value ?? 1);
  amounts[varName] = Math.floor(variance * share * VARIANCE_STEPS) / VARIANCE_STEPS;
  values[varName] = variance - amounts[varName];
}

function leaving(value: number, rule: Rule, minimumCount: number): number {
  if (rule === 'time') return Math.floor(value / 1_000) * 1_000;
  return rule === 'block' ? Math.floor(value / minimumCount) * minimumCount : value;
}
