import type { TypeOf } from '../model/codec.ts';
import { boolean, branded, list, number, row } from '../model/codec.ts';
import type { EpochMs, SensorId } from '../model/ids.ts';
import type { Leaf, RuleChanged, RuleModel } from '../model/rule-model.ts';
import { listLeaves } from '../model/rule-model.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { held } from '../model/state-part.ts';
import type { StoreModel } from '../model/store-model.ts';
import { evaluate } from './condition-tree.ts';
import type { LeafContext, LeafState } from './leaf-reader.ts';
import { countPulse, dwellDueAt, getLimit, listKeys, measure, readLeaf } from './leaf-reader.ts';
import type { Needs } from './needed-sensors.ts';
import { findNeeds } from './needed-sensors.ts';
import { MACHINE, RuleMachine } from './rule-machine.ts';
import type { Truth } from './truth.ts';

export interface RuleContext extends LeafContext {
  readonly model: StoreModel;
  isLive(sensor: SensorId): boolean;
  isInForce(rule: RuleModel): boolean;
  readonly changed: (change: RuleChanged) => void;
}

const LEAF = row({ isOver: boolean, pulses: list(branded<EpochMs>()) });
const SAVED = row({ digest: number, machine: MACHINE, leaves: list(LEAF) });

const NEVER_RESTS = Number.NEGATIVE_INFINITY;

interface RunningLeaf {
  readonly leaf: Leaf;
  readonly keys: readonly string[];
  readonly needs: Needs;
  /** None of the sensors of a group is live. */
  isBlind: boolean;
  state: LeafState;
}

/** One rule with the state of its conditions. */
export class RunningRule implements Checkpointed {
  readonly rule: RuleModel;
  readonly machine: RuleMachine;
  readonly keys: readonly string[];
  readonly sensors: readonly SensorId[];
  readonly #context: RuleContext;
  readonly #leaves: readonly RunningLeaf[];
  readonly #byLeaf: ReadonlyMap<Leaf, RunningLeaf>;
  /** The condition whose pulse is being handled. */
  #pulsing: Leaf | undefined;
  #now = 0;
  readonly #read = (leaf: Leaf): Truth => this.#readLeaf(leaf);
  /** When it was last said to be due. */
  plannedAt = Number.POSITIVE_INFINITY;
  readonly state;

  constructor(rule: RuleModel, context: RuleContext) {
    this.rule = rule;
    this.#context = context;
    this.#leaves = listLeaves(rule.when).map((leaf) => ({
      ...{ leaf, keys: listKeys(leaf), needs: findNeeds(leaf, context.model) },
      ...{ state: { isOver: false, pulses: [] }, isBlind: false },
    }));
    this.lookAtSensors();
    this.#byLeaf = new Map(this.#leaves.map((running) => [running.leaf, running]));
    this.keys = [...new Set(this.#leaves.flatMap(({ keys }) => keys))];
    this.sensors = [...new Set(this.#leaves.flatMap(({ needs }) => needs.flat()))];
    this.machine = new RuleMachine(rule, (state, cause, at) => this.#report(state, cause, at));
    const digest = digestOf(JSON.stringify(rule));
    this.state = held(
      SAVED,
      () => ({ digest, machine: this.machine.state, leaves: this.#leaves.map(({ state }) => state) }),
      (saved) => this.#restore(saved, digest),
    );
  }

  /** When time alone may change something next. */
  dueAt(now: number): number {
    let dueAt = this.machine.dueAt;
    for (const { leaf } of this.#leaves) {
      if (leaf.kind !== 'dwell') continue;
      const dwellAt = dwellDueAt(leaf, this.#context.live);
      if (dwellAt > now) dueAt = Math.min(dueAt, dwellAt);
    }
    return dueAt;
  }

  /** Sensors that the rule needs came or went. */
  lookAtSensors(): void {
    for (const running of this.#leaves)
      running.isBlind = running.needs.some((group) => !group.some((sensor) => this.#context.isLive(sensor)));
  }

  /** A rule that is off needs no evaluation while its only number is below this. −Infinity: the rule always needs one. */
  get restsBelow(): number {
    const [running] = this.#leaves;
    const { when } = this.rule;
    const isOneNumber = running?.leaf === when && running.keys.length === 1 && !running.isBlind;
    return isOneNumber && 'atLeast' in when && this.machine.isResting ? getRestLimit(when) : NEVER_RESTS;
  }

  /** Evaluates the rule, as a value that it reads may have changed. */
  look(now: number): void {
    // The clearing limit (`clearBelow`, `clearAt`) holds only while the rule is on; until then the first one does.
    if (!this.machine.isOn) for (const { state } of this.#leaves) state.isOver = false;
    this.#now = now;
    const truth = evaluate(this.rule.when, this.#read);
    this.machine.look(truth, now, this.#context.isInForce(this.rule));
  }

  /** Counts an event at `at` that the rule may listen to. */
  pulse(key: string, at: EpochMs, now: number): void {
    for (const { leaf, keys, state } of this.#leaves) {
      if (!keys.includes(key) || !countPulse(leaf, state, at)) continue;
      this.#pulsing = leaf;
      this.look(now);
      this.#pulsing = undefined;
      this.look(now);
    }
  }

  /** Returns the message of a test: as if the rule turned on now. */
  sample(now: number): RuleChanged {
    return this.#describe('on', 'test', now);
  }

  /** Describes a change, with the value and limit of the first condition that has a limit. */
  #describe(state: RuleChanged['state'], cause: RuleChanged['cause'], at: number): RuleChanged {
    const { live } = this.#context;
    const leaf = this.#leaves.find((running) => getLimit(running.leaf) !== null)?.leaf;
    const zoned = this.#leaves.find((running) => 'zone' in running.leaf)?.leaf;
    return {
      ...{ rule: this.rule.id, at, state, cause, number: this.machine.state.number },
      value: leaf === undefined ? null : measure(leaf, live, at),
      limit: leaf === undefined ? null : getLimit(leaf),
      zone: zoned !== undefined && 'zone' in zoned ? zoned.zone : null,
      since: this.machine.state.since,
    };
  }

  #report(state: RuleChanged['state'], cause: RuleChanged['cause'], at: number): void {
    this.#context.changed(this.#describe(state, cause, at));
  }

  #readLeaf(leaf: Leaf): Truth {
    if (leaf === this.#pulsing) return true;
    const running = this.#byLeaf.get(leaf);
    if (running === undefined || running.isBlind) return undefined;
    return readLeaf(leaf, running.state, this.#context, this.#now);
  }

  /** A rule that was changed begins anew. */
  #restore({ digest, machine, leaves }: TypeOf<typeof SAVED>, own: number): void {
    if (digest !== own) return;
    Object.assign(this.machine.state, machine);
    for (const [i, running] of this.#leaves.entries()) running.state = leaves[i] ?? running.state;
  }
}

/** The wait in a queue is no number that is reported as a change. */
function getRestLimit(leaf: Leaf & { readonly atLeast: number }): number {
  return leaf.kind === 'queue' && leaf.of === 'wait' ? NEVER_RESTS : leaf.atLeast;
}

/** FNV-1a, 32 bits: tells a rule from its earlier self. */
function digestOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
