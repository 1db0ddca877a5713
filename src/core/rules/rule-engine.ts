import { ExperimentClock } from '../experiments/experiment-clock.ts';
import { branded, orNever } from '../model/codec.ts';
import type { Fact } from '../model/fact.ts';
import type { DoorId, EpochMs, LineId, SensorId, SpaceId, ZoneId } from '../model/ids.ts';
import type { RuleChanged, RuleModel, RulesModel } from '../model/rule-model.ts';
import { listLeaves } from '../model/rule-model.ts';
import type { Checkpointed, StatePart } from '../model/state-part.ts';
import { composed, composedById, held } from '../model/state-part.ts';
import type { StoreModel } from '../model/store-model.ts';
import type { LineTouch } from '../zones/line-crossings.ts';
import type { ApproachDetectors } from './approach-detector.ts';
import { createApproachDetectors } from './approach-detector.ts';
import { Deadlines } from './deadlines.ts';
import type { LiveSnapshot } from './live-snapshot.ts';
import { LiveValues } from './live-values.ts';
import { findLineDoors } from './needed-sensors.ts';
import { RuleClock } from './rule-clock.ts';
import { RuleListeners } from './rule-listeners.ts';
import type { RuleContext } from './running-rule.ts';
import { RunningRule } from './running-rule.ts';
import { takeSnapshot } from './take-snapshot.ts';

export interface RuleEngineDependencies {
  readonly model: StoreModel;
  readonly rules: RulesModel;
  /** Whether the sensor was live at the last tick. */
  readonly isLive: (sensor: SensorId) => boolean;
  /** People who wait in a queue zone now. */
  readonly queueLength: (zone: ZoneId) => number;
  readonly isStaff: (space: SpaceId, person: number) => boolean;
  readonly changed: (change: RuleChanged) => void;
}

/** A pulse older than this is history: nothing reacts to it. A settled crossing is 2 to 4 s old by nature. */
const MAX_PULSE_AGE_MS = 10_000;

/**
 * Live values and the rules on them, behind the staff judgement: nothing here knows of staff. A change of a value
 * wakes only the rules that listen to it. So 1,000 rules cost nothing per unrelated event.
 */
export class RuleEngine implements Checkpointed {
  readonly live: LiveValues;
  readonly approach: ApproachDetectors;
  readonly state: StatePart;
  readonly #rules: ReadonlyMap<string, RunningRule>;
  readonly #listening = new Map<string, RuleListeners>();
  readonly #lookAt = (running: RunningRule): void => this.#look(running);
  readonly #watching = new Map<SensorId, RunningRule[]>();
  readonly #deadlines = new Deadlines<RunningRule>();
  readonly #clock: RuleClock;
  readonly #experiments: ExperimentClock;
  readonly #model: StoreModel;
  readonly #changed: (change: RuleChanged) => void;
  readonly #isLive: (sensor: SensorId) => boolean;
  readonly #isStaff: RuleEngineDependencies['isStaff'];
  readonly #alive = new Set<SensorId>();
  /** Doors that nothing but one line counts, by the line. */
  readonly #doorOf: ReadonlyMap<LineId, DoorId>;
  /** The newest time told by an observation, a tick or a wake. */
  #now = Number.NEGATIVE_INFINITY as EpochMs;
  #hasBegun = false;

  constructor({ model, rules, isLive, queueLength, isStaff, changed }: RuleEngineDependencies) {
    this.#changed = changed;
    this.#model = model;
    this.#isLive = isLive;
    this.#isStaff = isStaff;
    this.#doorOf = findLineDoors(model);
    this.#clock = new RuleClock(rules);
    this.#experiments = new ExperimentClock(rules.timezone, rules.experiments ?? []);
    this.live = new LiveValues({
      ...{ model, queueLength },
      changed: (key, value) => this.#listening.get(key)?.changed(value, this.#lookAt),
      pulsed: (key, at) => this.#pulse(key, at),
    });
    this.#rules = new Map(
      rules.rules.map((rule) => [rule.id, new RunningRule(rule, this.#createContext(model))]),
    );
    for (const running of this.#rules.values()) this.#index(running);
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

  /** When time alone may change something next: the gateway wakes the engine then. */
  get dueAt(): number {
    return this.#deadlines.next;
  }

  /** A person has crossed a line and may turn back yet, or did. */
  touched(space: SpaceId, line: LineId, touch: LineTouch): void {
    if (this.#isStaff(space, touch.person)) return;
    const door = this.#doorOf.get(line);
    if (door !== undefined) this.live.touchedDoor(door, touch);
    if (!touch.isReturn) this.#pulse(`crossed/${line}/${touch.direction}`, touch.at);
  }

  handleFact(fact: Fact): void {
    this.live.handleFact(fact);
  }

  /** Time has come to `at`; an observation of that time is about to be handled. */
  advance(at: EpochMs): void {
    if (!this.#hasBegun) this.begin(at);
    for (let due = this.#deadlines.removeDue(at); due !== undefined; due = this.#deadlines.removeDue(at)) {
      this.#now = Math.max(this.#now, due.at) as EpochMs;
      due.thing.plannedAt = Number.POSITIVE_INFINITY;
      due.thing.machine.advance(due.at);
      this.#look(due.thing);
    }
    if (at > this.#now) this.#now = at;
  }

  /** Once a second: which sensors are live, whose hours have begun, who is no longer on the way. */
  tick(at: EpochMs): void {
    this.advance(at);
    for (const detector of this.approach.values()) detector.advance(this.#now);
    for (const [sensor, rules] of this.#watching) {
      const isLive = this.#isLive(sensor);
      if (isLive === this.#alive.has(sensor)) continue;
      if (isLive) this.#alive.add(sensor);
      else this.#alive.delete(sensor);
      for (const running of rules) running.lookAtSensors();
      this.#lookAtAll(rules);
    }
    if (this.#clock.advance(this.#now)) this.#lookAtAll(this.#rules.values());
    for (const id of this.#experiments.advance(this.#now))
      this.#lookAtAll(this.#listening.get(`variant/${id}`)?.rules);
  }

  /** The program starts, after `restore`: what happened since the checkpoint was not seen. */
  begin(at: EpochMs): void {
    this.#hasBegun = true;
    const lastAt = this.#now;
    this.#now = Math.max(at, lastAt) as EpochMs;
    this.#clock.advance(this.#now);
    this.#experiments.advance(this.#now);
    for (const listeners of this.#listening.values()) listeners.reset();
    for (const running of this.#rules.values()) {
      running.machine.begin(this.#now, lastAt);
      this.#look(running);
    }
  }

  /** What is so now, for outputs that publish it. */
  snapshot(): LiveSnapshot {
    return takeSnapshot(this.live, this.#model, this.#isLive, this.#now);
  }

  /** A person at the console ends a rule that stays on until then. Whether there is such a rule. */
  acknowledge(rule: string): boolean {
    const running = this.#rules.get(rule);
    running?.machine.acknowledge(this.#now);
    if (running !== undefined) this.#look(running);
    return running !== undefined;
  }

  /** The message of a test; undefined without such a rule. */
  sample(rule: string): RuleChanged | undefined {
    return this.#rules.get(rule)?.sample(this.#now);
  }

  /** The rule's state now. */
  getState(rule: string): RunningRule['machine']['state'] | undefined {
    return this.#rules.get(rule)?.machine.state;
  }

  #createContext(model: StoreModel): RuleContext {
    return {
      ...{ model, live: this.live },
      isRuleOn: (rule) => this.#rules.get(rule)?.machine.truth,
      getVariant: (experiment) => this.#experiments.getVariant(experiment),
      isLive: (sensor) => this.#alive.has(sensor),
      isInForce: (rule: RuleModel) => this.#clock.isInForce(rule),
      changed: (change) => {
        this.#changed(change);
        this.#lookAtAll(this.#listening.get(`rule/${change.rule}`)?.rules);
      },
    };
  }

  #index(running: RunningRule): void {
    const { stickyUntil } = running.rule;
    for (const key of running.keys) this.#listen(key, running);
    for (const sensor of running.sensors) {
      const watching = this.#watching.get(sensor) ?? [];
      this.#watching.set(sensor, [...watching, running]);
    }
    if (stickyUntil !== undefined && stickyUntil !== 'console')
      this.#listen(`button/${stickyUntil.sensor}/${stickyUntil.button}`, running);
  }

  #listen(key: string, running: RunningRule): void {
    const listeners = this.#listening.get(key) ?? new RuleListeners();
    listeners.add(running);
    this.#listening.set(key, listeners);
  }

  #pulse(key: string, at: EpochMs): void {
    if (this.#now - at > MAX_PULSE_AGE_MS) return;
    for (const running of this.#listening.get(key)?.rules ?? []) {
      const { stickyUntil } = running.rule;
      const isEnd = stickyUntil !== undefined && stickyUntil !== 'console';
      if (isEnd && key === `button/${stickyUntil.sensor}/${stickyUntil.button}`)
        running.machine.acknowledge(this.#now);
      running.pulse(key, at, this.#now);
      this.#plan(running);
    }
  }

  #lookAtAll(rules: Iterable<RunningRule> | undefined): void {
    for (const running of rules ?? []) this.#look(running);
  }

  #look(running: RunningRule): void {
    running.look(this.#now);
    this.#plan(running);
  }

  #plan(running: RunningRule): void {
    const dueAt = running.dueAt(this.#now);
    if (dueAt === running.plannedAt) return;
    running.plannedAt = dueAt;
    this.#deadlines.set(running, dueAt);
  }
}
