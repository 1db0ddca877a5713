import type { WindowAggregator } from '../metrics/window-aggregator.ts';
import type { Fact, FactSink, LineCrossed } from '../model/fact.ts';
import type { EpochMs, SpaceId, ZoneId } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { composed } from '../model/state-part.ts';
import type { StoreModel } from '../model/store-model.ts';
import type { RuleEngine } from '../rules/rule-engine.ts';
import { GroupDetector } from '../zones/group-detector.ts';
import { JourneyTracker } from '../zones/journey-tracker.ts';
import { PasserByCounter } from '../zones/passer-by-counter.ts';
import { QueueTracker } from '../zones/queue-tracker.ts';
import { StaffDetector } from '../zones/staff-detector.ts';

export interface FactHandlerDependencies {
  readonly model: StoreModel;
  readonly emit: FactSink;
  readonly windows: WindowAggregator;
  readonly doors: { lineCrossed(fact: LineCrossed): void };
  readonly tags: { occupancy(at: EpochMs, mean: number): void };
  /** Absent in a model without reactions. */
  readonly rules: Pick<RuleEngine, 'handleFact' | 'live'> | undefined;
}

/** Handles every fact: counts it in its window and emits further facts. Facts of staff do not count. */
export class FactHandler implements Checkpointed {
  readonly #dependencies: FactHandlerDependencies;
  readonly #staff: StaffDetector;
  readonly #queues: QueueTracker;
  readonly #journeys: JourneyTracker;
  readonly #groups: GroupDetector;
  readonly #passers: PasserByCounter;
  readonly state;

  constructor(dependencies: FactHandlerDependencies) {
    const { model, emit } = dependencies;
    this.#dependencies = dependencies;
    this.#staff = new StaffDetector(model);
    const { windows } = dependencies;
    this.#queues = new QueueTracker(model, emit, (zone, from, to) => windows.waited(zone, from, to));
    this.#journeys = new JourneyTracker(model, emit);
    this.#groups = new GroupDetector(model, emit);
    this.#passers = new PasserByCounter(model, emit);
    this.state = composed({
      staff: this.#staff.state,
      queues: this.#queues.state,
      journeys: this.#journeys.state,
      groups: this.#groups.state,
      passers: this.#passers.state,
    });
  }

  handle(fact: Fact): void {
    const role = this.#staff.judge(fact);
    if (role === 'visitor') this.#count(fact);
    else this.#dismiss(fact, role);
  }

  markStaff(space: SpaceId, person: number, at: EpochMs): void {
    this.#staff.mark(space, person, at);
    this.#dependencies.rules?.live.dismiss(space, person);
  }

  isStaff(space: SpaceId, person: number): boolean {
    return this.#staff.isStaff(space, person);
  }

  /** Number of people who wait in a queue zone now. */
  queueLength(zone: ZoneId): number {
    return this.#queues.length(zone);
  }

  advance(at: EpochMs): void {
    this.#staff.advance(at);
    this.#queues.advance(at);
    this.#countLengths(at);
    this.#journeys.advance(at);
    this.#groups.advance(at);
    this.#passers.advance(at);
  }

  #countLengths(at: EpochMs): void {
    const { model, windows } = this.#dependencies;
    for (const [i, { id, queue }] of model.zones.entries())
      if (queue !== undefined) windows.queueLength(i, at, this.#queues.length(id));
  }

  #count(fact: Fact): void {
    const { windows, doors, tags } = this.#dependencies;
    windows.record(fact);
    if (fact.kind === 'OccupancyEstimated') tags.occupancy(fact.at, fact.mean);
    this.#queues.handleFact(fact);
    this.#journeys.handleFact(fact);
    this.#groups.handleFact(fact);
    this.#passers.handleFact(fact);
    if (fact.kind === 'LineCrossed') doors.lineCrossed(fact);
    this.#dependencies.rules?.handleFact(fact);
  }

  #dismissLive({ zone, person }: AtZone): void {
    const space = this.#dependencies.model.zones.find(({ id }) => id === zone)?.space;
    if (space !== undefined) this.#dependencies.rules?.live.dismiss(space, person);
  }

  /** Removes a person recognised as staff from every queue and journey. */
  #dismiss(fact: Fact, role: 'staff' | 'turned-staff'): void {
    if (isAtZone(fact)) this.#dismissLive(fact);
    if (fact.kind !== 'ZoneEntered' && fact.kind !== 'ZoneLeft') return;
    this.#queues.dismiss(fact.zone, fact.person);
    this.#journeys.dismiss(fact.zone, fact.person);
    if (role === 'turned-staff' && fact.kind === 'ZoneLeft') this.#dependencies.windows.forgetVisit(fact);
  }
}

type AtZone = Extract<Fact, { readonly zone: ZoneId; readonly person: number }>;

function isAtZone(fact: Fact): fact is AtZone {
  return 'zone' in fact && 'person' in fact;
}
