import type { SensorId } from '../model/ids.ts';
import type { Leaf, Limit } from '../model/rule-model.ts';
import type { StoreModel } from '../model/store-model.ts';
import type { LeafContext, LeafState } from './leaf-reader.ts';
import { listKeys, readLeaf } from './leaf-reader.ts';
import type { LimitRow, Watch } from './limit-row.ts';
import type { Needs } from './needed-sensors.ts';
import { findNeeds } from './needed-sensors.ts';
import type { Truth } from './truth.ts';

/** One condition of a running rule. */
export class RunningLeaf implements Watch {
  /** The rule's place in the settings. */
  readonly rule: number;
  readonly leaf: Leaf;
  readonly keys: readonly string[];
  readonly needs: Needs;
  state: LeafState = { isOver: false, pulses: [] };
  above = Number.NEGATIVE_INFINITY;
  below = Number.POSITIVE_INFINITY;
  readonly #limit: Limit | undefined;
  readonly #rows: LimitRow<RunningLeaf>[] = [];
  /** None of the sensors of a group is live. */
  #isBlind = false;
  #truth: Truth;

  constructor(rule: number, leaf: Leaf, model: StoreModel) {
    this.rule = rule;
    this.leaf = leaf;
    this.keys = listKeys(leaf);
    this.needs = findNeeds(leaf, model);
    this.#limit = findLimit(leaf);
  }

  /** The row tells of changes of its value. */
  join(row: LimitRow<RunningLeaf>): void {
    this.#rows.push(row);
    row.add(this);
  }

  lookAtSensors(isLive: (sensor: SensorId) => boolean): void {
    this.#isBlind = this.needs.some((group) => !group.some(isLive));
  }

  /** Undefined without an answer. */
  read(context: LeafContext, now: number): Truth {
    this.#truth = this.#isBlind ? undefined : readLeaf(this.leaf, this.state, context, now);
    return this.#truth;
  }

  /** Call after a look, and when the rule turned on or off: finds which values need the next look. */
  settle(isOn: boolean): void {
    if (this.#limit === undefined) return;
    const { atLeast, clearBelow } = this.#limit;
    const isUnknown = this.#truth === undefined;
    // What makes a blind condition see is no value. One without an answer is looked at again at once.
    if (isUnknown) this.above = this.#isBlind ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    else this.above = this.#truth === true ? Number.POSITIVE_INFINITY : atLeast;
    this.below = Number.NEGATIVE_INFINITY;
    if (this.#truth === true) this.below = isOn ? clearBelow : atLeast;
    for (const row of this.#rows) row.narrow(this);
  }
}

/** The limits of a condition whose number is reported when it changes; the wait in a queue is none. */
function findLimit(leaf: Leaf): Limit | undefined {
  if (leaf.kind === 'dwell') return { atLeast: leaf.atLeastMs, clearBelow: leaf.atLeastMs };
  if (leaf.kind === 'approaching') return { atLeast: 1, clearBelow: 1 };
  return 'atLeast' in leaf && !('of' in leaf && leaf.of === 'wait') ? leaf : undefined;
}
