import type { TypeOf } from '../model/codec.ts';
import { list, number, row } from '../model/codec.ts';
import type { SensorId, ZoneId } from '../model/ids.ts';
import type { RuleChanged, RuleModel } from '../model/rule-model.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { held } from '../model/state-part.ts';
import type { StoreModel } from '../model/store-model.ts';
import type { ConditionTree } from './condition-tree.ts';
import { createTree, evaluate } from './condition-tree.ts';
import type { Due } from './deadlines.ts';
import type { LeafContext } from './leaf-reader.ts';
import { getLimit, measure } from './leaf-reader.ts';
import type { Senses } from './needed-sensors.ts';
import { MACHINE, RuleMachine } from './rule-machine.ts';
import { LEAF, RunningLeaf } from './running-leaf.ts';
import type { Truth } from './truth.ts';
import type { VisitRow } from './visit-row.ts';

export interface RuleContext extends LeafContext, Senses {
  readonly model: StoreModel;
  isInForce(rule: RuleModel): boolean;
  readonly changed: (change: RuleChanged, running: RunningRule) => void;
}

const SAVED = row({ digest: number, machine: MACHINE, leaves: list(LEAF) });

/** One rule with the state of its conditions. */
export class RunningRule implements Checkpointed, Due {
  readonly rule: RuleModel;
  readonly machine: RuleMachine;
  readonly leaves: readonly RunningLeaf[];
  readonly sensors: readonly SensorId[];
  /** Rows of the zones whose longest visit the rule reads. */
  readonly visits: VisitRow<RunningLeaf>[] = [];
  /** Rules that depend on this rule. */
  readonly followers: RunningRule[] = [];
  readonly #context: RuleContext;
  readonly #tree: ConditionTree<RunningLeaf>;
  /** The first condition that has a limit. Messages tell its value. */
  readonly #measured: RunningLeaf | undefined;
  readonly #limit: number | null;
  readonly #zone: ZoneId | null;
  /** The condition whose event is being handled. */
  #pulsing: RunningLeaf | undefined;
  #now = 0;
  readonly #read = (leaf: RunningLeaf): Truth =>
    leaf === this.#pulsing ? true : leaf.read(this.#context, this.#now);
  /** Event key of the button that ends the rule. */
  readonly endKey: string | undefined;
  dueAt = Number.POSITIVE_INFINITY;
  place = -1;
  readonly order: number;
  /** Result of the rule when the rules that depend on it were last evaluated. */
  knownTruth: Truth;
  readonly state;

  /** `order` is the rule's index in the settings. */
  constructor(rule: RuleModel, order: number, context: RuleContext) {
    this.rule = rule;
    this.order = order;
    this.#context = context;
    const leaves: RunningLeaf[] = [];
    this.#tree = createTree(rule.when, (leaf) => {
      const running = new RunningLeaf(order, leaf, context.model);
      leaves.push(running);
      return running;
    });
    this.leaves = leaves;
    this.#measured = leaves.find(({ leaf }) => getLimit(leaf) !== null);
    this.#limit = this.#measured === undefined ? null : getLimit(this.#measured.leaf);
    this.#zone = leaves.flatMap(({ leaf }) => ('zone' in leaf ? [leaf.zone] : []))[0] ?? null;
    this.lookAtSensors();
    this.sensors = [...new Set(this.leaves.flatMap(({ needs }) => needs.flatMap(({ sensors }) => sensors)))];
    this.machine = new RuleMachine(rule, (state, cause, at) => this.#report(state, cause, at));
    const { stickyUntil: end } = rule;
    this.endKey = end === undefined || end === 'console' ? undefined : `button/${end.sensor}/${end.button}`;
    const digest = digestOf(JSON.stringify(rule));
    this.state = held(
      SAVED,
      () => ({ digest, machine: this.machine.state, leaves: this.leaves.map((running) => running.save()) }),
      (saved) => this.#restore(saved, digest),
    );
  }

  /** Updates the conditions after a sensor came or went. */
  lookAtSensors(): void {
    for (const running of this.leaves) running.lookAtSensors(this.#context);
  }

  /**
   * Computes the limits at which the next evaluation is needed. Call after each evaluation, and when the rule turns on
   * or off.
   */
  settle(): void {
    for (const running of this.leaves) running.settle(this.machine.isOn);
  }

  /** Evaluates the rule after a value may have changed. */
  look(now: number): void {
    // The clearing limit (`clearBelow`, `clearAt`) applies only while the rule is on. Otherwise the first limit
    // applies.
    if (!this.machine.isOn) for (const { state } of this.leaves) state.isOver = false;
    this.#now = now;
    const truth = evaluate(this.#tree, this.#read);
    this.machine.look(truth, now, this.#context.isInForce(this.rule));
  }

  /**
   * Evaluates the rule at an event that one of its conditions waits for: first while the event holds, and then after
   * it.
   */
  pulse(leaf: RunningLeaf, now: number): void {
    this.#pulsing = leaf;
    this.look(now);
    this.#pulsing = undefined;
    this.look(now);
  }

  /** Returns a test message, with which the rule seems to turn on now. */
  sample(now: number): RuleChanged {
    return this.#describe('on', 'test', now);
  }

  /** Describes a change, with the value and limit of the first condition that has a limit. */
  #describe(state: RuleChanged['state'], cause: RuleChanged['cause'], at: number): RuleChanged {
    const { number, since } = this.machine.state;
    const measured = this.#measured;
    const value = measured === undefined ? null : measure(measured.leaf, this.#context.live, at);
    return {
      rule: this.rule.id,
      at,
      state,
      cause,
      number,
      value,
      limit: this.#limit,
      zone: this.#zone,
      since,
    };
  }

  #report(state: RuleChanged['state'], cause: RuleChanged['cause'], at: number): void {
    this.#context.changed(this.#describe(state, cause, at), this);
  }

  /** Restores the state, unless the rule has changed since. */
  #restore({ digest, machine, leaves }: TypeOf<typeof SAVED>, own: number): void {
    if (digest !== own) return;
    Object.assign(this.machine.state, machine);
    for (const [i, running] of this.leaves.entries()) {
      const saved = leaves[i];
      if (saved !== undefined) running.restore(saved);
    }
  }
}

/** FNV-1a hash, 32 bits: detects a changed rule. */
function digestOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
