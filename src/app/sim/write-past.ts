import type { Settings } from '../../config/schema.ts';
import { Engine } from '../../core/engine/engine.ts';
import { WindowAggregator } from '../../core/metrics/window-aggregator.ts';
import type { Fact } from '../../core/model/fact.ts';
import type { EpochMs, SensorId } from '../../core/model/ids.ts';
import type { StoreModel } from '../../core/model/store-model.ts';
import type { WindowSummary } from '../../core/model/window-summary.ts';
import { EgressGate } from '../../core/privacy/egress-gate.ts';
import { parseIsoTime } from '../../core/time/iso-time.ts';
import { JourneyTracker } from '../../core/zones/journey-tracker.ts';
import type { EventStore } from '../../ports/event-store.ts';
import type { Log } from '../../ports/log.ts';
import { createRandom } from '../../sim/kernel/random.ts';
import { VirtualClock } from '../../sim/kernel/virtual-clock.ts';
import { listPastFacts } from '../../sim/past/past-facts.ts';
import { StrollWorld } from '../../sim/past/stroll-world.ts';
import { Population } from '../../sim/people/population.ts';
import type { SimStore } from '../../sim/scenario/build-store.ts';
import { StoreTruth } from '../../sim/truth/store-truth.ts';
import { CHECKPOINT_VERSION } from '../gateway/pipeline/saved-checkpoint.ts';
import { RollUpWriter } from '../gateway/roll-ups/roll-up-writer.ts';
import { serializeEngine } from '../gateway/serialize-engine.ts';
import { createEgress } from '../privacy/create-egress-gate.ts';
import { buildStoreModel } from '../settings/build-store-model.ts';

const DAY_MS = 24 * 3_600_000;
/** Length of a window: 15 minutes, so 96 windows a day. */
const WINDOW_MS = 15 * 60_000;
/**
 * Runs of the roll-up work per day. Each run adds up one hour, so this is enough for all days that a start rolls up.
 */
const DAY_TICKS = 1_000;

/** A time during which a sensor was down. */
export interface PastOutage {
  readonly sensor: SensorId;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface PastOptions {
  readonly shop: SimStore;
  readonly settings: Settings;
  readonly seed: number;
  readonly store: EventStore;
  readonly log: Log;
  /** Start of the history, at a local midnight. `toMs` is its end, at the end of a window. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly outage: PastOutage;
}

/**
 * Fills storage with windows of the days before a simulation. They are made from the true movements, without simulating
 * sensors, so weeks take only seconds. Publishes nothing.
 */
export async function writePast(options: PastOptions): Promise<void> {
  const { shop, settings, seed, fromMs, toMs } = options;
  const model = { ...buildStoreModel(settings), windows: { durationMs: WINDOW_MS, latenessMs: 0 } };
  const windows = new PastWindows(model, options);
  const clock = new VirtualClock(fromMs);
  // Passers-by do not influence visitors. Only the times at which they pass are needed here, not their movements.
  const scenario = { ...shop.scenario, passersByPerHour: [] };
  let truth = new StoreTruth(shop.layout);
  const witness = {
    happened: (event: Parameters<StoreTruth['happened']>[0]) => truth.happened(event),
    moved: (people: Parameters<StoreTruth['moved']>[0], stepMs: number) => truth.moved(people, stepMs),
  };
  const world = new StrollWorld({ layout: shop.layout, scenario, clock, witness });
  new Population({ layout: shop.layout, scenario }, world, clock, seed).start();
  for (let dayMs = fromMs; dayMs < toMs; dayMs += DAY_MS) {
    const endMs = Math.min(toMs, dayMs + DAY_MS);
    await clock.run({ untilMs: endMs - 1 });
    const random = createRandom(seed, `past ${dayMs}`);
    const day = { model, truth, random, fromMs: dayMs, toMs: endMs };
    windows.write(listPastFacts({ ...day, scenario: shop.scenario }), day);
    truth = new StoreTruth(shop.layout);
  }
}

type Wait = Extract<Fact, { readonly kind: 'QueueServed' | 'QueueAbandoned' }>;

/** Returns whether the fact is the end of a wait behind other people. */
function isWait(fact: Fact): fact is Wait {
  return (fact.kind === 'QueueServed' || fact.kind === 'QueueAbandoned') && fact.waitMs > 0;
}

class PastWindows {
  readonly #model: StoreModel;
  readonly #options: PastOptions;
  readonly #windows: WindowAggregator;
  readonly #journeys: JourneyTracker;
  readonly #checkpoint: string;
  readonly #rollUps: RollUpWriter;
  #waits: readonly Wait[] = [];
  #closed: WindowSummary[] = [];

  constructor(model: StoreModel, options: PastOptions) {
    this.#model = model;
    this.#options = options;
    this.#checkpoint = serializeStart(options.settings);
    const { store, log, settings } = options;
    const { timezone: timeZone, hours } = settings.store;
    this.#rollUps = new RollUpWriter({ store, log, timeZone, hours, isTimeSure: () => true });
    this.#windows = new WindowAggregator(model, { summary: (summary) => this.#closed.push(summary) });
    this.#journeys = new JourneyTracker(model, (fact) => this.#windows.record(fact));
    this.#windows.begin(options.fromMs as EpochMs);
  }

  /** Records one day in order of time, because a window must not close before all its facts are recorded. */
  write(facts: readonly Fact[], { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): void {
    this.#waits = facts.filter(isWait);
    let next = 0;
    for (let endMs = fromMs + WINDOW_MS; endMs <= toMs; endMs += WINDOW_MS) {
      this.#live(endMs - WINDOW_MS, endMs);
      for (let fact = facts[next]; fact !== undefined && fact.at <= endMs; fact = facts[next]) {
        this.#record(fact);
        next += 1;
      }
      this.#journeys.advance(endMs as EpochMs);
      this.#windows.advance(endMs as EpochMs);
    }
    this.#commit(toMs);
  }

  #live(fromMs: number, toMs: number): void {
    const { outage } = this.#options;
    for (const [i, { id }] of this.#model.sensors.entries()) {
      const isOut = id === outage.sensor && fromMs >= outage.fromMs && toMs <= outage.toMs;
      if (!isOut) this.#windows.live(i, fromMs as EpochMs, toMs as EpochMs);
    }
  }

  #record(fact: Fact): void {
    this.#journeys.advance(fact.at);
    this.#windows.record(fact);
    this.#journeys.handleFact(fact);
    if (fact.kind === 'ZoneLeft') this.#windows.present(this.#ordinal(fact), fact.enteredAt, fact.at);
    if (isWait(fact)) this.#wait(fact);
  }

  /** Records a wait. The queue was longest when the visitor joined, but the fact comes only at the end of the wait. */
  #wait(fact: Wait): void {
    const [zone, joinedAt] = [this.#ordinal(fact), (fact.at - fact.waitMs) as EpochMs];
    const isWaiting = (other: Wait) =>
      other.zone === fact.zone && other.at >= joinedAt && other.at - other.waitMs <= joinedAt;
    const length = this.#waits.filter(isWaiting).length;
    this.#windows.waited(zone, joinedAt, fact.at);
    this.#windows.queueLength(zone, fact.at, length);
    this.#windows.queueLength(zone, fact.at, 0);
  }

  #ordinal({ zone }: { readonly zone: string }): number {
    return this.#model.zones.findIndex(({ id }) => id === zone);
  }

  #commit(atMs: number): void {
    const windows = this.#closed.map((summary) => ({
      ...{ start: parseIsoTime(summary.startAt) as EpochMs, durationMs: summary.durationMs },
      ...{ revision: summary.revision, payload: JSON.stringify(summary) },
    }));
    this.#closed = [];
    this.#rollUps.commit({
      ...{ rows: [], events: [], windows, checkpoint: this.#checkpoint, checkpointAt: atMs as EpochMs },
      ...{ monotonicMs: 0, wallMs: atMs as EpochMs, timeQuality: 'synced' },
    });
    for (let tick = 0; tick < DAY_TICKS; tick += 1) this.#rollUps.work(atMs);
  }
}

/** Returns a checkpoint without visits in progress, with which a gateway can start. */
function serializeStart(settings: Settings): string {
  const model = buildStoreModel(settings);
  const engine = new Engine(model, { fact: () => undefined, summary: () => undefined });
  // The doors counted in the past, so the gateway must not take them for new ones.
  engine.countedBefore(new Set(model.doors.map(({ id }) => id)));
  const gate = new EgressGate(createEgress(settings, model).options);
  return JSON.stringify({
    ...{ version: CHECKPOINT_VERSION, engine: serializeEngine(engine.state.save()) },
    egress: gate.snapshot(),
  });
}
