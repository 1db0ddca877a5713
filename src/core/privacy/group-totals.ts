import type { Amount } from './amounts.ts';
import type { GroupRules, Rule } from './rules.ts';

/** What a window has of one thing; the names of amounts are those of the rules. */
export interface CountedGroup {
  readonly id: string;
  readonly seenS: number;
  readonly [amount: string]: unknown;
}

/** What leaves of one thing: its amounts, or `few`, or nulls when no sensor looked. */
export interface ReleasedGroup {
  readonly id: string;
  readonly sinceMs: number;
  readonly seenS: number;
  readonly few?: true;
  readonly amounts: { readonly [amount: string]: Amount };
}

/** One thing in a checkpoint: amounts in the order of the rules, times in ms, then variances if there are any. */
export type SavedGroup = readonly [
  id: string,
  sinceMs: number,
  seenMs: number,
  values: readonly Saved[],
  ...variances: [] | [readonly Saved[]],
];
/** Absent (not set up) is `''`, as JSON has no undefined. */
type Saved = number | null | '';

interface Field {
  readonly name: string;
  readonly varName: string;
  readonly rule: Rule;
}

interface Totals {
  sinceMs: number;
  seenMs: number;
  /** Undefined: not set up. */
  readonly values: (Amount | undefined)[];
  variances: (number | undefined)[] | undefined;
}

/** Variances leave in thousandths; the rest waits. */
const VARIANCE_STEPS = 1_000;

/**
 * Sums of one kind of groups since each last left. Everything the gate holds back is here: a group that too few people
 * made stays, and its next row covers the longer time (R2).
 */
export class GroupTotals {
  readonly #fields: readonly Field[];
  readonly #people: GroupRules['people'];
  readonly #groups = new Map<string, Totals>();

  constructor({ people, fields }: GroupRules) {
    this.#people = people;
    this.#fields = Object.entries(fields).map(([name, rule]) => ({ name, varName: `${name}Var`, rule }));
  }

  /** Takes the amounts that the rules know, and nothing else. */
  add(group: CountedGroup, startMs: number): void {
    const totals = this.#of(group.id, startMs);
    totals.seenMs += Math.round(amountOf(group.seenS) * 1_000);
    for (let i = 0; i < this.#fields.length; i++) {
      const field = this.#fields[i];
      if (field === undefined) continue;
      totals.values[i] = joined(totals.values[i], group[field.name], field.rule);
      const variance = group[field.varName];
      if (variance !== undefined) this.#addVariance(totals, i, amountOf(variance));
    }
  }

  /** What leaves of this thing at the end of a period; what does not leave stays. */
  release(id: string, minimumCount: number, endMs: number): ReleasedGroup {
    const totals = this.#of(id, endMs);
    const head = { id, sinceMs: totals.sinceMs, seenS: Math.round(totals.seenMs / 1_000) };
    if (totals.seenMs > 0 && this.#isFew(totals, minimumCount)) return { ...head, few: true, amounts: {} };
    const isAsCounted = this.#people === 'as counted';
    const isSeen = isAsCounted || totals.seenMs > 0;
    const amounts = isSeen ? this.#takeAmounts(totals, isAsCounted ? 1 : minimumCount) : this.#nulls(totals);
    totals.sinceMs = endMs;
    totals.seenMs = 0;
    return { ...head, amounts };
  }

  /** How many groups hold people that have not left. */
  countWaiting(): number {
    const isWaiting = ({ values }: Totals) => values.some((value) => (value ?? 0) > 0);
    return [...this.#groups.values()].filter(isWaiting).length;
  }

  /** Amount → what waits of it, for the device's own pages and for tests; times in seconds. */
  waiting(id: string): Readonly<Record<string, number>> {
    const values = this.#groups.get(id)?.values ?? [];
    return Object.fromEntries(
      this.#fields.map(({ name, rule }, i) => [name, (values[i] ?? 0) / (rule === 'time' ? 1_000 : 1)]),
    );
  }

  snapshot(): readonly SavedGroup[] {
    const saved = (value: Amount | undefined): Saved => (value === undefined ? '' : value);
    return [...this.#groups].map(([id, { sinceMs, seenMs, values, variances }]) => {
      const head = [id, sinceMs, seenMs, values.map(saved)] as const;
      return variances === undefined ? head : [...head, variances.map(saved)];
    });
  }

  restore(groups: readonly SavedGroup[]): void {
    const unsaved = <T>(value: T | ''): T | undefined => (value === '' ? undefined : value);
    this.#groups.clear();
    for (const [id, sinceMs, seenMs, values, variances] of groups) {
      const totals: Totals = {
        ...{ sinceMs, seenMs, values: values.map(unsaved) },
        variances: variances?.map((value) => unsaved(value) ?? undefined),
      };
      this.#groups.set(id, totals);
    }
  }

  #of(id: string, startMs: number): Totals {
    let totals = this.#groups.get(id);
    if (totals === undefined) {
      totals = {
        sinceMs: startMs,
        seenMs: 0,
        values: this.#fields.map(() => undefined),
        variances: undefined,
      };
      this.#groups.set(id, totals);
    }
    return totals;
  }

  #addVariance(totals: Totals, index: number, variance: number): void {
    totals.variances ??= this.#fields.map(() => undefined);
    totals.variances[index] = (totals.variances[index] ?? 0) + variance;
  }

  #isFew(totals: Totals, minimumCount: number): boolean {
    if (this.#people === 'as counted' || minimumCount <= 1) return false;
    const amountNamed = (name: string) =>
      totals.values[this.#fields.findIndex((field) => field.name === name)];
    if ('meanOf' in this.#people) {
      return (amountNamed(this.#people.meanOf) ?? 0) < minimumCount * totals.seenMs;
    }
    const sums = this.#people.map((names) => names.map(amountNamed).filter((value) => value !== undefined));
    return sums.some((values) => values.length > 0 && sumOf(values) < minimumCount);
  }

  #nulls({ values }: Totals): Record<string, Amount> {
    return Object.fromEntries(
      this.#fields.flatMap(({ name, rule }, i) =>
        values[i] === undefined || rule === 'hidden' ? [] : [[name, null]],
      ),
    );
  }

  /** Takes what leaves out of the totals; `size`: of blocks. */
  #takeAmounts(totals: Totals, size: number): Record<string, Amount> {
    const amounts: Record<string, Amount> = {};
    this.#fields.forEach((field, i) => {
      const taken = takeAmount(totals, i, field.rule, size);
      if (taken === undefined || field.rule === 'hidden') return;
      amounts[field.name] = taken.amount;
      if (taken.variance !== undefined) amounts[field.varName] = taken.variance;
    });
    return amounts;
  }
}

/** One amount out of the totals; undefined where it is not set up. */
function takeAmount(totals: Totals, index: number, rule: Rule, size: number) {
  const value = totals.values[index];
  if (value === undefined) return undefined;
  const left = value === null ? null : released(value, rule, size);
  totals.values[index] = isKept(rule) ? null : restOf(value, left);
  const variance = takeVariance(totals, index, left === value ? 1 : (left ?? 0) / (value ?? 1));
  return { amount: rule === 'time' && left !== null ? left / 1_000 : left, variance };
}

/** The share of a variance that belongs to what leaves; undefined where there is none. */
function takeVariance({ variances }: Totals, index: number, share: number): number | undefined {
  const variance = variances?.[index];
  if (variance === undefined || variances === undefined) return undefined;
  const steps = Math.floor(variance * share * VARIANCE_STEPS);
  variances[index] = variance - steps / VARIANCE_STEPS;
  return steps / VARIANCE_STEPS;
}

/** States and properties are not used up by leaving, and are null until they come again. */
function isKept(rule: Rule): boolean {
  return rule === 'state' || rule === 'plain';
}

function restOf(value: Amount, left: Amount): Amount {
  const rest = (value ?? 0) - (left ?? 0);
  return rest === 0 ? null : rest;
}

function released(value: number, rule: Rule, size: number): number {
  if (rule === 'time') return Math.floor(value / 1_000) * 1_000;
  return rule === 'block' ? Math.floor(value / size) * size : value;
}

/** A sum of an amount that one window knows and another does not is what is known. */
function joined(before: Amount | undefined, given: unknown, rule: Rule): Amount | undefined {
  if (given === undefined) return before;
  if (given === null) return before ?? null;
  const amount = rule === 'time' ? Math.round(amountOf(given) * 1_000) : amountOf(given);
  return isKept(rule) ? amount : (before ?? 0) + amount;
}

function amountOf(given: unknown): number {
  return typeof given === 'number' && Number.isFinite(given) && given >= 0 ? given : 0;
}

function sumOf(values: readonly Amount[]): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}
