import type { Json } from '../model/ids.ts';
import type { CellSet } from './cell-set.ts';
import type { Group } from './groups.ts';
import { takeCarriedOver, toAmounts, valueAt } from './quarter-totals.ts';
import type { Amounts, SuppressionState } from './suppression.ts';
import { endQuarter, NEW_SET, suppress } from './suppression.ts';

/** What became of the sets in a quarter of an hour, by their key. */
export interface QuarterEnd {
  readonly withheld: ReadonlySet<string>;
  readonly deferred: ReadonlyMap<string, Amounts>;
}

export const NOTHING_WITHHELD: QuarterEnd = { withheld: new Set(), deferred: new Map() };

/** Which sets of cells the short windows of the quarter under way withheld. */
export class SuppressedSets {
  readonly #sets: readonly CellSet[];
  readonly #isSmall: (count: number) => boolean;
  /** In the order of the sets. */
  #states: SuppressionState[];
  /** Of sets that the settings do not have any more: until the quarter of an hour ends. */
  #former: (readonly [key: string, state: SuppressionState])[] = [];

  constructor(sets: readonly CellSet[], isSmall: (count: number) => boolean) {
    this.#sets = sets;
    this.#isSmall = isSmall;
    this.#states = sets.map(() => NEW_SET);
  }

  /** Adds what was carried to the groups; true for each set that this window withholds, in their order. */
  decide(groups: ReadonlyMap<string, Group>): readonly boolean[] {
    const withheld: boolean[] = [];
    for (const set of this.#sets) withheld.push(this.#isWithheld(set, groups, withheld));
    return withheld;
  }

  #isWithheld(set: CellSet, groups: ReadonlyMap<string, Group>, withheld: readonly boolean[]): boolean {
    const before = this.#states[set.at] ?? NEW_SET;
    const isFew = set.amount?.people.every((cell) => this.#isSmall(valueAt(groups, cell) ?? 0)) === true;
    const amounts = takeCarriedOver(groups, set, before.carry);
    if (amounts === undefined) return false;
    const isAfter = set.amount?.after.some(
      (other) => withheld[other.at] === true || this.isWithholding(other),
    );
    const isAnySmall = amounts.some((count) => this.#isSmall(count));
    const isSmall = set.isLongOnly || (set.amount === undefined ? isAnySmall : isFew || isAfter === true);
    const { state, isWithheld } = suppress(before, isSmall, () => toAmounts(groups, set));
    this.#states[set.at] = state;
    return isWithheld;
  }

  /** Whether the set was withheld at any time in this quarter. */
  isWithholding({ at }: CellSet): boolean {
    return (this.#states[at] ?? NEW_SET).first !== null;
  }

  endQuarter(): QuarterEnd {
    const deferred = new Map<string, Amounts>();
    const withheld = new Set<string>();
    const end = (key: string, before: SuppressionState): SuppressionState => {
      if (before.first !== null) withheld.add(key);
      const { state, deferred: amounts } = endQuarter(before);
      if (Object.keys(amounts).length > 0) deferred.set(key, amounts);
      return Object.keys(state.carry).length > 0 ? state : NEW_SET;
    };
    this.#states = this.#sets.map(({ at, key }) => end(key, this.#states[at] ?? NEW_SET));
    for (const [key, state] of this.#former) end(key, state);
    this.#former = [];
    return { withheld, deferred };
  }

  /** By key; sets that remember nothing need no place in a checkpoint. */
  snapshot(): Json {
    const telling: { [key: string]: SuppressionState } = {};
    for (const { at, key } of this.#sets) {
      const state = this.#states[at] ?? NEW_SET;
      if (state !== NEW_SET) telling[key] = state;
    }
    return { ...telling, ...Object.fromEntries(this.#former) } as Json;
  }

  restore(saved: Json): void {
    const states = saved as Record<string, SuppressionState>;
    this.#states = this.#sets.map(({ key }) => states[key] ?? NEW_SET);
    const known = new Set(this.#sets.map(({ key }) => key));
    this.#former = Object.entries(states).filter(([key]) => !known.has(key));
  }
}
