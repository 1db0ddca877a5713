import type { Fact } from '../../src/core/model/fact.ts';
import type { EpochMs, SensorId } from '../../src/core/model/ids.ts';
import type { Leaf, RuleChanged, RuleModel } from '../../src/core/model/rule-model.ts';
import { isPulse } from '../../src/core/model/rule-model.ts';
import type { StoreModel } from '../../src/core/model/store-model.ts';
import { LiveValues } from '../../src/core/rules/live-values.ts';
import { RunningRule } from '../../src/core/rules/running-rule.ts';

export interface PlainOptions {
  readonly model: StoreModel;
  readonly rules: readonly RuleModel[];
  readonly isLive: (sensor: SensorId) => boolean;
  readonly changed: (change: RuleChanged) => void;
}

/** Rules without any saving: whatever changes, each rule about it is looked at, and every deadline is looked through. */
export class PlainRules {
  readonly live: LiveValues;
  readonly #isLive: PlainOptions['isLive'];
  readonly #alive = new Set<SensorId>();
  readonly #rules: readonly RunningRule[];
  readonly #pulses = new Map<Leaf, readonly EpochMs[]>();
  #now = 0 as EpochMs;

  constructor(options: PlainOptions) {
    this.#isLive = options.isLive;
    const { model, rules } = options;
    this.live = new LiveValues({
      ...{ model, queueLength: () => 0 },
      changed: (key) => this.#lookAt(key),
      stayed: (zone) => this.#lookAt(`dwell/${zone}`),
      pulsed: (key, at) => {
        for (const running of this.#rules) this.#pulse(running, key, at);
      },
    });
    const context = {
      ...{
        model,
        live: this.live,
        isLive: (sensor: SensorId) => this.#alive.has(sensor),
        hasCounted: () => true,
        isInForce: () => true,
        getVariant: () => undefined,
      },
      isRuleOn: (id: string) => this.#rules.find(({ rule }) => rule.id === id)?.machine.truth,
      changed: (change: RuleChanged) => {
        options.changed(change);
        this.#lookAt(`rule/${change.rule}`);
      },
    };
    this.#rules = rules.map((rule, order) => new RunningRule(rule, order, context));
  }

  begin(at: EpochMs): void {
    this.#now = at;
    for (const running of this.#rules) {
      running.machine.begin(at, at);
      this.#look(running);
    }
  }

  /** Which sensors are live now. */
  tick(at: EpochMs): void {
    this.advance(at);
    for (const sensor of new Set(this.#rules.flatMap(({ sensors }) => sensors))) {
      if (this.#isLive(sensor) === this.#alive.has(sensor)) continue;
      if (!this.#alive.delete(sensor)) this.#alive.add(sensor);
      for (const running of this.#rules) {
        if (!running.sensors.includes(sensor)) continue;
        running.lookAtSensors();
        this.#look(running);
      }
    }
  }

  handleFact(fact: Fact): void {
    this.live.handleFact(fact);
  }

  advance(at: EpochMs): void {
    for (;;) {
      const due = this.#rules.map((running) => this.#dueAt(running));
      const first = Math.min(...due);
      const running = this.#rules[due.indexOf(first)];
      if (running === undefined || first > at) break;
      this.#now = Math.max(this.#now, first) as EpochMs;
      running.machine.advance(first);
      this.#look(running);
    }
    this.#now = at;
  }

  #dueAt({ machine, leaves }: RunningRule): number {
    const visits = leaves.map(({ leaf }) => {
      if (leaf.kind !== 'dwell') return Number.POSITIVE_INFINITY;
      const longEnough = (this.live.zones.get(leaf.zone)?.since ?? Number.POSITIVE_INFINITY) + leaf.atLeastMs;
      return longEnough > this.#now ? longEnough : Number.POSITIVE_INFINITY;
    });
    return Math.min(machine.dueAt, ...visits);
  }

  #lookAt(key: string): void {
    for (const running of this.#rules)
      if (running.leaves.some(({ keys }) => keys.includes(key))) this.#look(running);
  }

  #look(running: RunningRule): void {
    this.#watchTruth(running, () => running.look(this.#now));
  }

  #pulse(running: RunningRule, key: string, at: EpochMs): void {
    for (const leaf of running.leaves)
      if (leaf.keys.includes(key) && this.#hasEnough(leaf.leaf, at))
        this.#watchTruth(running, () => running.pulse(leaf, this.#now));
  }

  /** Each condition keeps the times of its own events. */
  #hasEnough(leaf: Leaf, at: EpochMs): boolean {
    if (!isPulse(leaf)) return false;
    const times = [...(this.#pulses.get(leaf) ?? []), at].filter((each) => at - each <= leaf.withinMs);
    const isEnough = times.length >= leaf.times;
    this.#pulses.set(leaf, isEnough ? [] : times);
    return isEnough;
  }

  /** Rules that wait for this one hear when it becomes known, too. */
  #watchTruth(running: RunningRule, look: () => void): void {
    const { truth } = running.machine;
    look();
    if (running.machine.truth !== truth) this.#lookAt(`rule/${running.rule.id}`);
  }
}
