import { ExperimentClock } from '../experiments/experiment-clock.ts';
import { branded, orNever } from '../model/codec.ts';
import type { Fact } from '../model/fact.ts';
import type { EpochMs, LineId, SensorId, SpaceId, ZoneId } from '../model/ids.ts';
import type { RuleChanged, RuleModel, RulesModel } from '../model/rule-model.ts';
import { listLeaves } from '../model/rule-model.ts';
import type { Checkpointed, StatePart } from '../model/state-part.ts';
import { composed, composedById, held } from '../model/state-part.ts';
import type { StoreModel } from '../model/store-model.ts';
import type { ApproachDetectors } from './approach-detector.ts';
import { createApproachDetectors } from './approach-detector.ts';
import { Deadlines } from './deadlines.ts';
import type { LiveSnapshot } from './live-snapshot.ts';
import { LiveValues } from './live-values.ts';
import { RuleClock } from './rule-clock.ts';
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

interface Touch {
  readonly person: number;
  readonly direction: 'in' | 'out';
  readonly at: EpochMs;
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
  readonly #listening = new Map<string, RunningRule[]>();
  readonly #watching = new Map<SensorId, RunningRule[]>();
  readonly #deadlines = new Deadlines<RunningRule>();
  readonly #clock: RuleClock;
  readonly #experiments: ExperimentClock;
  readonly #model: StoreModel;
  readonly #changed: (change: RuleChanged) => void;
  readonly #isLive: (sensor: SensorId) => boolean;
  readonly #isStaff: RuleEngineDependencies['isStaff'];
  readonly #alive = new Set<SensorId>();
  /** The newest time told by an observation, a tick or a wake. */
  #now = Number.NEGATIVE_INFINITY as EpochMs;
  #hasBegun = false;

  constructor({ model, rules, isLive, queueLength, isStaff, changed }: RuleEngineDependencies) {
    this.#changed = changed;
    this.#model = model;
    this.#isLive = isLive;
    this.#isStaff = isStaff;
    this.#clock = new RuleClock(rules);
    this.#experiments = new ExperimentClock(rules.timezone, rules.experiments ?? []);
    this.live = new LiveValues({
      ...{ model, queueLength },
      changed: (key) => this.#lookAtAll(this.#listening.get(key)),
      pulsed: (key, at) => this.#pulse(key, at),
    });
    this.#rules = new Map(
      rules.rules.map((rule) => [rule.id, new RunningRule(rule, this.#createContext(model))]),
    );
    for (const running of this.#rules.values()) this.#index(running);
    this.approach = createApproachDetectors(
      model,
      rules.rules.flatMap(({ when }) => listLeaves(when)),
      { isStaff, approached: (zone, people, at) => this.live.approached(zone, people, at) },
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

  /** A person has crossed a line and may turn back yet. */
  touched(space: SpaceId, line: LineId, { person, direction, at }: Touch): void {
    if (!this.#isStaff(space, person)) this.#pulse(`crossed/${line}/${direction}`, at);
  }

  handleFact(fact: Fact): void {
    this.live.handleFact(fact);
  }

  /** Time has come to `at`; an observation of that time is about to be handled. */
  advance(at: EpochMs): void {
    if (!this.#hasBegun) this.begin(at);
    for (let due = this.#deadlines.removeDue(at); due !== undefined; due = this.#deadlines.removeDue(at)) {
      this.#now = Math.max(this.#now, due.at) as EpochMs;
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
      this.#lookAtAll(rules);
    }
    if (this.#clock.advance(this.#now)) this.#lookAtAll(this.#rules.values());
    for (const id of this.#experiments.advance(this.#now))
      this.#lookAtAll(this.#listening.get(`variant/${id}`));
  }

  /** The program starts, after `restore`: what happened since the checkpoint was not seen. */
  begin(at: EpochMs): void {
    this.#hasBegun = true;
    const lastAt = this.#now;
    this.#now = Math.max(at, lastAt) as EpochMs;
    this.#clock.advance(this.#now);
    this.#experiments.advance(this.#now);
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
        this.#lookAtAll(this.#listening.get(`rule/${change.rule}`));
      },
    };
  }

  #index(running: RunningRule): void {
    const { stickyUntil } = running.rule;
    for (const key of running.keys) listen(this.#listening, key, running);
    for (const sensor of running.sensors) listen(this.#watching, sensor, running);
    if (stickyUntil !== undefined && stickyUntil !== 'console')
      listen(this.#listening, `button/${stickyUntil.sensor}/${stickyUntil.button}`, running);
  }

  #pulse(key: string, at: EpochMs): void {
    if (this.#now - at > MAX_PULSE_AGE_MS) return;
    for (const running of this.#listening.get(key) ?? []) {
      const { stickyUntil } = running.rule;
      const isEnd = stickyUntil !== undefined && stickyUntil !== 'console';
      if (isEnd && key === `button/${stickyUntil.sensor}/${stickyUntil.button}`)
        running.machine.acknowledge(this.#now);
      running.pulse(key, at, this.#now);
      this.#deadlines.set(running, running.dueAt(this.#now));
    }
  }

  #lookAtAll(rules: Iterable<RunningRule> | undefined): void {
    for (const running of rules ?? []) this.#look(running);
  }

  #look(running: RunningRule): void {
    running.look(this.#now);
    this.#deadlines.set(running, running.dueAt(this.#now));
  }
}

function listen<K>(listening: Map<K, RunningRule[]>, key: K, running: RunningRule): void {
  const rules = listening.get(key);
  if (rules === undefined) listening.set(key, [running]);
  else rules.push(running);
}
