import { ExperimentClock } from '../experiments/experiment-clock.ts';
import { branded, orNever } from '../model/codec.ts';
import type { Fact } from '../model/fact.ts';
import type { DoorId, EpochMs, LineId, SensorId, SpaceId, ZoneId } from '../model/ids.ts';
import type { RuleChanged, RuleModel, RulesModel } from '../model/rule-model.ts';
import { isPulse, listLeaves } from '../model/rule-model.ts';
import type { Checkpointed, StatePart } from '../model/state-part.ts';
import { composed, composedById, held } from '../model/state-part.ts';
import type { StoreModel } from '../model/store-model.ts';
import type { LineTouch } from '../zones/line-crossings.ts';
import type { ApproachDetectors } from './approach-detectors.ts';
import { createApproachDetectors } from './approach-detectors.ts';
import { Deadlines } from './deadlines.ts';
import { LimitRow } from './limit-row.ts';
import type { LiveSnapshot } from './live-snapshot.ts';
import { LiveValues } from './live-values.ts';
import { findLineDoors } from './needed-sensors.ts';
import { PulseRows } from './pulse-rows.ts';
import { RuleClock } from './rule-clock.ts';
import type { RunningLeaf } from './running-leaf.ts';
import type { RuleContext } from './running-rule.ts';
import { RunningRule } from './running-rule.ts';
import { takeSnapshot } from './take-snapshot.ts';
import { VisitRow } from './visit-row.ts';

/** Inputs of the engine. Whether a sensor is live is checked at each tick. */
export interface RuleEngineDependencies extends Pick<RuleContext, 'isLive' | 'hasCounted'> {
  readonly model: StoreModel;
  readonly rules: RulesModel;
  readonly queueLength: (zone: ZoneId) => number;
  readonly isStaff: (space: SpaceId, person: number) => boolean;
  readonly changed: (change: RuleChanged) => void;
}

/** Rules ignore older events. A settled crossing is normally 2 to 4 s old. */
const MAX_PULSE_AGE_MS = 10_000;

/**
 * Evaluates the rules on live values. Staff is removed before, so that no rule counts staff. A changed value wakes only
 * the rules whose limit it crosses: the cost grows with changed answers, not with rules.
 */
export class RuleEngine implements Checkpointed {
  readonly live: LiveValues;
  readonly approach: ApproachDetectors;
  readonly state: StatePart;
  readonly #inOrder: readonly RunningRule[];
  readonly #rules: ReadonlyMap<string, RunningRule>;
  /** Conditions on one value, by the value's key. */
  readonly #rows = new Map<string, LimitRow<RunningLeaf>>();
  readonly #visits = new Map<ZoneId, VisitRow<RunningLeaf>>();
  readonly #pulses = new PulseRows<RunningLeaf>();
  /** Rules that an event ends, by the event's key. */
  readonly #endedBy = new Map<string, RunningRule[]>();
  readonly #fire = (leaf: RunningLeaf): void => {
    const running = this.#inOrder[leaf.rule];
    running?.pulse(leaf, this.#now);
    this.#plan(running);
  };
  readonly #lookAt = ({ rule }: RunningLeaf): void => this.#look(this.#inOrder[rule]);
  readonly #watching = new Map<SensorId, RunningRule[]>();
  readonly #deadlines = new Deadlines<RunningRule>();
  readonly #visitDeadlines = new Deadlines<VisitRow<RunningLeaf>>();
  readonly #clock: RuleClock;
  readonly #experiments: ExperimentClock;
  readonly #model: StoreModel;
  readonly #changed: (change: RuleChanged) => void;
  readonly #senses: RuleEngineDependencies;
  readonly #isStaff: RuleEngineDependencies['isStaff'];
  readonly #alive = new Set<SensorId>();
  /** Doors whose only count source is one line, by that line. */
  readonly #doorOf: ReadonlyMap<LineId, DoorId>;
  #now = Number.NEGATIVE_INFINITY as EpochMs;
  #hasBegun = false;

  constructor(dependencies: RuleEngineDependencies) {
    const { model, rules, queueLength, isStaff, changed } = dependencies;
    this.#changed = changed;
    this.#model = model;
    this.#senses = dependencies;
    this.#isStaff = isStaff;
    this.#doorOf = findLineDoors(model);
    this.#clock = new RuleClock(rules);
    this.#experiments = new ExperimentClock(rules.timezone, rules.experiments ?? []);
    this.live = new LiveValues({
      ...{ model, queueLength },
      changed: (key, value) => this.#rows.get(key)?.changed(value, this.#lookAt),
      stayed: (zone) => this.#lookAtVisits(this.#visits.get(zone)),
      pulsed: (key, at) => this.#pulse(key, at),
    });
    const context = this.#createContext(model);
    this.#inOrder = rules.rules.map((rule, i) => new RunningRule(rule, i, context));
    this.#rules = new Map(this.#inOrder.map((running) => [running.rule.id, running]));
    for (const running of this.#inOrder) this.#index(running);
    this.approach = createApproachDetectors(
      model,
      rules.rules.flatMap(({ when }) => listLeaves(when)),
      { isStaff, approached: (zone, people) => this.live.approached(zone, people) },
    );
    this.state = composed({
      live: this.live.state,
      rules: composedById(this.#rules),
      now: held(
        orNever(branded<EpochMs>()),
        () => this.#now,
        (now) => {
          this.#now = now;
          this.#hasBegun = false;
        },
      ),
    });
  }

  /** Time at which a rule may change without new input. The gateway wakes the engine then. */
  get dueAt(): number {
    return Math.min(this.#deadlines.next, this.#visitDeadlines.next);
  }

  /** Handles a person who crossed a line and may turn back, or who turned back. */
  touched(space: SpaceId, line: LineId, touch: LineTouch): void {
    if (this.#isStaff(space, touch.person)) return;
    const door = this.#doorOf.get(line);
    if (door !== undefined) this.live.touchedDoor(door, touch);
    if (!touch.isReturn) this.#pulse(`crossed/${line}/${touch.direction}`, touch.at);
  }

  handleFact(fact: Fact): void {
    this.live.handleFact(fact);
  }

  /** Advances time to `at`, before an observation of that time is handled. */
  advance(at: EpochMs): void {
    if (!this.#hasBegun) this.begin(at);
    while (this.dueAt <= at) this.#wakeNext(at);
    if (at > this.#now) this.#now = at;
  }

  /** Rules come first at equal times. A visit that becomes long enough then meets a rule that has just turned off. */
  #wakeNext(at: number): void {
    const running = this.#deadlines.removeDue(Math.min(at, this.#visitDeadlines.next));
    if (running !== undefined) {
      this.#wake(running, running.dueAt);
      return;
    }
    const visit = this.#visitDeadlines.removeDue(Math.min(at, this.#deadlines.next));
    if (visit === undefined) return;
    const { dueAt } = visit;
    visit.changed(dueAt, ({ rule }) => this.#wake(this.#inOrder[rule], dueAt));
    this.#visitDeadlines.set(visit, visit.nextAt);
  }

  #wake(running: RunningRule | undefined, at: number): void {
    this.#now = Math.max(this.#now, at) as EpochMs;
    running?.machine.advance(at);
    this.#look(running);
  }

  /** Updates live sensors, rule hours and lost approaches; called once a second. */
  tick(at: EpochMs): void {
    this.advance(at);
    for (const detector of this.approach.values()) detector.advance(this.#now);
    for (const [sensor, rules] of this.#watching) {
      const isLive = this.#senses.isLive(sensor);
      if (isLive === this.#alive.has(sensor)) continue;
      if (isLive) this.#alive.add(sensor);
      else this.#alive.delete(sensor);
      for (const running of rules) running.lookAtSensors();
      this.#lookAtAll(rules);
    }
    if (this.#clock.advance(this.#now)) this.#lookAtAll(this.#inOrder);
    for (const id of this.#experiments.advance(this.#now))
      for (const leaf of this.#rows.get(`variant/${id}`)?.watches ?? []) this.#lookAt(leaf);
  }

  /** Starts the rules, also after a restart. Events since the last checkpoint were not observed. */
  begin(at: EpochMs): void {
    this.#hasBegun = true;
    const lastAt = this.#now;
    this.#now = Math.max(at, lastAt) as EpochMs;
    this.#clock.advance(this.#now);
    this.#experiments.advance(this.#now);
    for (const running of this.#inOrder) {
      running.machine.begin(this.#now, lastAt);
      this.#look(running);
    }
    for (const row of this.#rows.values()) row.collect();
    for (const visit of this.#visits.values()) this.#lookAtVisits(visit);
  }

  /** The newest time of an observation, a tick or a wake. */
  get now(): EpochMs {
    return this.#now;
  }

  /** Returns the live values for outputs that publish them. */
  snapshot(): LiveSnapshot {
    return takeSnapshot(this.live, this.#model, this.#senses, this.#now);
  }

  /** Ends a rule that stays on until a person at the console ends it. Returns whether the rule exists. */
  acknowledge(rule: string): boolean {
    const running = this.#rules.get(rule);
    running?.machine.acknowledge(this.#now);
    this.#look(running);
    return running !== undefined;
  }

  /** Returns a test message, or undefined for an unknown rule. */
  sample(rule: string): RuleChanged | undefined {
    return this.#rules.get(rule)?.sample(this.#now);
  }

  getState(rule: string): RunningRule['machine']['state'] | undefined {
    return this.#rules.get(rule)?.machine.state;
  }

  #createContext(model: StoreModel): RuleContext {
    return {
      ...{ model, live: this.live, hasCounted: this.#senses.hasCounted },
      isRuleOn: (rule) => this.#rules.get(rule)?.machine.truth,
      getVariant: (experiment) => this.#experiments.getVariant(experiment),
      isLive: (sensor) => this.#alive.has(sensor),
      isInForce: (rule: RuleModel) => this.#clock.isInForce(rule),
      changed: (change, running) => {
        this.#changed(change);
        this.#lookAtFollowers(running);
      },
    };
  }

  #index(running: RunningRule): void {
    for (const leaf of running.leaves) {
      if (leaf.leaf.kind === 'dwell') this.#joinVisits(running, leaf, leaf.leaf.zone);
      else if (isPulse(leaf.leaf)) leaf.listen(this.#pulses.get(leaf.keys));
      else if (leaf.leaf.kind === 'rule') this.#rules.get(leaf.leaf.rule)?.followers.push(running);
      else for (const key of leaf.keys) this.#join(leaf, key);
    }
    for (const sensor of running.sensors) {
      const watching = this.#watching.get(sensor) ?? [];
      this.#watching.set(sensor, [...watching, running]);
    }
    const { endKey } = running;
    if (endKey !== undefined) this.#endedBy.set(endKey, [...(this.#endedBy.get(endKey) ?? []), running]);
  }

  #join(leaf: RunningLeaf, key: string): void {
    const row = this.#rows.get(key) ?? new LimitRow();
    this.#rows.set(key, row);
    leaf.join(row);
  }

  #joinVisits(running: RunningRule, leaf: RunningLeaf, zone: ZoneId): void {
    const live = this.live.zones.get(zone);
    if (live === undefined) return;
    const visit = this.#visits.get(zone) ?? new VisitRow(live, this.#visits.size);
    this.#visits.set(zone, visit);
    leaf.join(visit.row);
    running.visits.push(visit);
  }

  #pulse(key: string, at: EpochMs): void {
    if (this.#now - at > MAX_PULSE_AGE_MS) return;
    for (const running of this.#endedBy.get(key) ?? []) {
      running.machine.acknowledge(this.#now);
      this.#plan(running);
    }
    this.#pulses.count(key, at, this.#fire);
  }

  #lookAtAll(rules: Iterable<RunningRule>): void {
    for (const running of rules) this.#look(running);
  }

  #lookAtVisits(visit: VisitRow<RunningLeaf> | undefined): void {
    if (visit === undefined) return;
    visit.changed(this.#now, this.#lookAt);
    this.#visitDeadlines.set(visit, visit.nextAt);
  }

  #look(running: RunningRule | undefined): void {
    running?.look(this.#now);
    this.#plan(running);
  }

  /** Evaluates the rules that depend on this rule. */
  #lookAtFollowers(running: RunningRule): void {
    running.knownTruth = running.machine.truth;
    this.#lookAtAll(running.followers);
  }

  #plan(running: RunningRule | undefined): void {
    if (running === undefined) return;
    // Without a reported change, an unknown rule may become pending, and its state is then known.
    if (running.machine.truth !== running.knownTruth) this.#lookAtFollowers(running);
    running.settle();
    this.#deadlines.set(running, running.machine.dueAt);
    for (const visit of running.visits) this.#visitDeadlines.set(visit, visit.nextAt);
  }
}
