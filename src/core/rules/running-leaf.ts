import type { TypeOf } from '../model/codec.ts';
import { boolean, branded, list, row } from '../model/codec.ts';
import type { EpochMs } from '../model/ids.ts';
import type { Leaf, Limit } from '../model/rule-model.ts';
import { isPulse } from '../model/rule-model.ts';
import type { StoreModel } from '../model/store-model.ts';
import type { LeafContext, LeafState } from './leaf-reader.ts';
import { listKeys, readLeaf } from './leaf-reader.ts';
import type { LimitRow } from './limit-row.ts';
import type { Needs, Senses } from './needed-sensors.ts';
import { findNeeds, hasAnswer } from './needed-sensors.ts';
import type { PulseRow } from './pulse-row.ts';
import type { Truth } from './truth.ts';

/** Saved state; `pulses` are the times of the events that count towards the required number. */
export const LEAF = row({ isOver: boolean, pulses: list(branded<EpochMs>()) });

/** One condition of a rule. */
export class RunningLeaf {
  /** Index of the rule in the settings. */
  readonly rule: number;
  readonly leaf: Leaf;
  readonly keys: readonly string[];
  readonly needs: Needs;
  readonly state: LeafState = { isOver: false };
  readonly #limit: Limit | undefined;
  readonly #rows: { readonly row: LimitRow<RunningLeaf>; readonly index: number }[] = [];
  #pulses: { readonly row: PulseRow<RunningLeaf>; readonly index: number } | undefined;
  /** Whether a needed group of sensors has no live sensor. */
  #isBlind = false;
  #truth: Truth;

  constructor(rule: number, leaf: Leaf, model: StoreModel) {
    this.rule = rule;
    this.leaf = leaf;
    this.keys = listKeys(leaf);
    this.needs = findNeeds(leaf, model);
    this.#limit = findLimit(leaf);
  }

  /** Adds the row that reports changes of the condition's value. */
  join(row: LimitRow<RunningLeaf>): void {
    this.#rows.push({ row, index: row.add(this) });
  }

  /** Adds the row that counts the events of the condition. */
  listen(row: PulseRow<RunningLeaf>): void {
    if (isPulse(this.leaf)) this.#pulses = { row, index: row.add(this, this.leaf) };
  }

  save(): TypeOf<typeof LEAF> {
    const counted = this.#pulses;
    return { isOver: this.state.isOver, pulses: counted?.row.save(counted.index) ?? [] };
  }

  restore({ isOver, pulses }: TypeOf<typeof LEAF>): void {
    this.state.isOver = isOver;
    this.#pulses?.row.restore(this.#pulses.index, pulses);
  }

  lookAtSensors(senses: Senses): void {
    this.#isBlind = !hasAnswer(this.needs, senses);
  }

  /** Evaluates the condition; undefined without an answer. */
  read(context: LeafContext, now: number): Truth {
    this.#truth = this.#isBlind ? undefined : readLeaf(this.leaf, this.state, context, now);
    return this.#truth;
  }

  /**
   * Computes the limits at which the next evaluation is needed. Call after each evaluation, and when the rule turns on
   * or off.
   */
  settle(isOn: boolean): void {
    if (this.#limit === undefined) return;
    const { atLeast, clearBelow } = this.#limit;
    const isUnknown = this.#truth === undefined;
    let above = this.#truth === true ? Number.POSITIVE_INFINITY : atLeast;
    // A blind condition waits for its sensors and not for a value. Other conditions without an answer wait for the next
    // change.
    if (isUnknown) above = this.#isBlind ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    let below = Number.NEGATIVE_INFINITY;
    if (this.#truth === true) below = isOn ? clearBelow : atLeast;
    for (const { row, index } of this.#rows) row.setLimits(index, above, below);
  }
}

/**
 * Returns limits for values whose changes are reported. The wait in a queue has no limits, because it changes with
 * time.
 */
function findLimit(leaf: Leaf): Limit | undefined {
  if (leaf.kind === 'dwell') return { atLeast: leaf.atLeastMs, clearBelow: leaf.atLeastMs };
  if (leaf.kind === 'approaching') return { atLeast: 1, clearBelow: 1 };
  return 'atLeast' in leaf && !('of' in leaf && leaf.of === 'wait') ? leaf : undefined;
}
