import type { Json } from '../types.ts';
import type { EgressPlan } from './egress-plan.ts';
import type { Group } from './groups.ts';
import { neighbourOf } from './groups.ts';
import { takeCarry, valueAt } from './quarter.ts';
import type { Amounts, SetState } from './withholding.ts';
import { endQuarter, NEW_SET, withhold } from './withholding.ts';

/** What became of the sets in a quarter of an hour, by their key. */
export interface QuarterEnd {
  readonly withheld: ReadonlySet<string>;
  readonly deferred: ReadonlyMap<string, Amounts>;
}

export const NOTHING_WITHHELD: QuarterEnd = { withheld: new Set(), deferred: new Map() };

/** Which sets of cells the short windows of the quarter under way withheld. */
export class WithheldSets {
  readonly #plan: EgressPlan;
  readonly #isSmall: (count: number) => boolean;
  #states = new Map<string, SetState>();

  constructor(plan: EgressPlan, isSmall: (count: number) => boolean) {
    this.#plan = plan;
    this.#isSmall = isSmall;
  }

  /** Adds what was carried to the groups and returns the sets that this window withholds. */
  decide(groups: ReadonlyMap<string, Group>): Set<string> {
    const withheld = new Set<string>();
    for (const set of this.#plan.sets) {
      const state = this.#states.get(set.key) ?? NEW_SET;
      const isFew = set.amount?.people.every((cell) => this.#isSmall(valueAt(groups, cell) ?? 0)) === true;
      const amounts = takeCarry(groups, set, state.carry);
      if (amounts === undefined) continue;
      const isAfter = set.amount?.after.some((key) => withheld.has(key) || this.isWithholding(key)) === true;
      const isAnySmall = Object.values(amounts).some((count) => this.#isSmall(count));
      const isSmall = set.isLongOnly || (set.amount === undefined ? isAnySmall : isFew || isAfter);
      const next = withhold({ ...state, carry: {} }, amounts, isSmall);
      if (next.isWithheld) withheld.add(set.key);
      this.#states.set(set.key, next.state);
    }
    return withheld;
  }

  /** Whether the set was withheld at any time in this quarter. */
  isWithholding(key: string): boolean {
    return (this.#states.get(key) ?? NEW_SET).first !== null;
  }

  endQuarter(): QuarterEnd {
    const deferred = new Map<string, Amounts>();
    const withheld = new Set<string>();
    for (const [key, state] of this.#states) {
      if (state.first !== null) withheld.add(key);
      const end = endQuarter(state);
      if (Object.keys(end.deferred).length > 0) deferred.set(key, end.deferred);
      if (Object.keys(end.state.carry).length > 0) this.#states.set(key, end.state);
      else this.#states.delete(key);
    }
    return { withheld, deferred };
  }

  /** Whether it holds for all sets that these fields of the group belong to. */
  every(group: Group, fields: readonly string[], holds: (key: string) => boolean): boolean {
    for (const field of fields) {
      const set = this.#plan.setOf.get(neighbourOf(group, field));
      if (set !== undefined && !holds(set.key)) return false;
    }
    return true;
  }

  /** Sets that remember nothing need no place in a checkpoint. */
  snapshot(): Json {
    const telling: { [key: string]: SetState } = {};
    for (const [key, state] of this.#states) {
      const { first, isPaired, carry } = state;
      if (first !== null || isPaired || Object.keys(carry).length > 0) telling[key] = state;
    }
    return telling as unknown as Json;
  }

  restore(saved: Json): void {
    this.#states = new Map(Object.entries(saved as unknown as Record<string, SetState>));
  }
}
