import type { CrossingsBackfilled, IntervalReported } from '../model/door-fact.ts';
import type { Fact, ZoneLeft } from '../model/fact.ts';
import type { Checkpointed, EpochMs, Json } from '../model/ids.ts';
import type { RestatementSink } from '../model/restatement.ts';
import type { StoreModel } from '../model/store-model.ts';
import type { WindowSummary } from '../model/window-summary.ts';
import { peopleWithin } from '../statistics/spread-over-time.ts';
import type { Beginnings } from './coverage/beginnings.ts';
import { CountedTime } from './coverage/counted-time.ts';
import { findCoverage } from './coverage/sensor-coverage.ts';
import type { DoorErrors } from './door-errors.ts';
import { noteError, restoreErrors } from './door-errors.ts';
import { addToDoor, backfillDoor, carryUncovered, recordDoors } from './door-metrics.ts';
import { recordFeedback } from './feedback-metrics.ts';
import { recordJourneys } from './journey-metrics.ts';
import { recordLines } from './line-metrics.ts';
import { restoreById, saveById } from './merging/by-id.ts';
import { PendingRestatements } from './merging/pending-restatements.ts';
import { Ordinals } from './ordinals.ts';
import { recordProducts } from './product-metrics.ts';
import { queueCountsAt, recordQueues } from './queue-metrics.ts';
import { recordRadios } from './radio-metrics.ts';
import { recordRepeatVisitors } from './repeat-visitor-metrics.ts';
import { recordShopfront } from './shopfront-metrics.ts';
import { hasIntervalsAlone } from './source-sensors.ts';
import { recordStore } from './store-metrics.ts';
import { summarizeWindow } from './summarize-window.ts';
import type { SummaryContext } from './summary-context.ts';
import { recordTrolleys, trolleyCountsIn } from './trolley-metrics.ts';
import { recordVisits } from './visits-metrics.ts';
import type { OpenWindow } from './windows/open-window.ts';
import { OpenWindows } from './windows/open-windows.ts';
import { addPresence, netInside, recordZones, zoneCountsAt } from './zone-metrics.ts';

export type SummarySink = (summary: WindowSummary) => void;

export interface WindowSinks {
  readonly summary: SummarySink;
  /** Receives a restatement right after the last window that it changes. */
  readonly restated?: RestatementSink;
}

/** People who passed a door earlier, but are counted in the present window. */
export interface LateCount {
  readonly door: string;
  readonly direction: 'in' | 'out';
  readonly count: number;
  readonly at: EpochMs;
}

/**
 * Aggregates facts into tumbling windows, aligned to UTC. A window stays open after its end, for the time `latenessMs`.
 * A later fact counts in the oldest open window, so that no total loses it.
 */
export class WindowAggregator implements Checkpointed {
  readonly #model: StoreModel;
  readonly #sinks: WindowSinks;
  readonly #pending = new PendingRestatements();
  readonly #ordinals: Ordinals;
  readonly #row: OpenWindows;
  readonly #counted: CountedTime;
  /** One recorder per metric group. Each recorder uses the facts that its group counts. */
  readonly #groups: readonly ((fact: Fact) => void)[];
  /** Open visits in each zone at the start of the oldest open window. */
  #insideAtStart: number[];
  /** Latest relative errors of each door's counts. */
  #doorErrors: DoorErrors[];

  constructor(model: StoreModel, sinks: WindowSinks) {
    this.#model = model;
    this.#sinks = sinks;
    this.#row = new OpenWindows(model);
    this.#counted = new CountedTime(model);
    this.#ordinals = new Ordinals(model);
    this.#groups = this.#recorders();
    this.#insideAtStart = model.zones.map(() => 0);
    this.#doorErrors = model.doors.map(() => ({}));
  }

  live(sensor: number, from: EpochMs, to: EpochMs): void {
    this.#counted.live(sensor, from, to);
    this.#row.spread(from, to, (window, ms) => {
      window.liveMs[sensor] = (window.liveMs[sensor] ?? 0) + ms;
    });
  }

  /** Adds time in a zone: of `heads` anonymous people, or of one person. */
  present(zone: number, from: EpochMs, to: EpochMs, heads?: number): void {
    this.#row.spread(from, to, (window, ms) => {
      addPresence(zoneCountsAt(window.zones, zone), ms, heads);
    });
  }

  /** Adds the time in which a person waited in a queue zone. */
  waited(zone: number, from: EpochMs, to: EpochMs): void {
    this.#row.spread(from, to, (window, ms) => {
      queueCountsAt(window.queues, zone).waitingMs += ms;
    });
  }

  queueLength(zone: number, at: EpochMs, people: number): void {
    const { queues } = this.#row.at(at);
    if (people === 0 && queues[zone] === undefined) return;
    const counts = queueCountsAt(queues, zone);
    counts.lengthMax = Math.max(counts.lengthMax, people);
    counts.lengthAtEnd = people;
  }

  record(fact: Fact): void {
    for (const record of this.#groups) record(fact);
    if (fact.kind === 'DoorCounted') noteError(this.#doorErrors, this.#ordinals.door(fact.door), fact);
    if (fact.kind === 'CrossingsBackfilled') this.#restore(fact);
    if (fact.kind === 'IntervalReported') this.#acceptInterval(fact);
    if (fact.kind === 'OccupancyRestated') this.#pending.occupied(fact);
    if (fact.kind === 'CountsLost' || fact.kind === 'CountsRegained') this.#counted.corrected(fact);
  }

  /** Adds probability-weighted time of trolleys in a zone. */
  trolleyPresent(zone: number, from: EpochMs, to: EpochMs, share: number): void {
    const id = this.#model.zones[zone]?.id;
    if (id === undefined) return;
    this.#row.spread(from, to, (window, ms) => {
      trolleyCountsIn(window.trolleys, id).presenceMs += share * ms;
    });
  }

  /** Counts people in the present window when the window in which they passed cannot be restated. */
  countLate({ door, direction, count, at }: LateCount): void {
    const { doors } = this.#row.newest ?? this.#row.at(at);
    backfillDoor(doors, this.#ordinals.door(door), { direction, count });
  }

  /** Since when each door and each sensor takes part in the numbers. */
  get begun(): Beginnings {
    return this.#counted.begun;
  }

  /** Opens the first window. From then on, all windows are published, also those without events. */
  begin(at: EpochMs): void {
    this.#row.at(at);
  }

  /** Closes the windows that no fact can reach any more, and emits corrections of closed windows. */
  advance(at: EpochMs): void {
    const { durationMs, latenessMs } = this.#model.windows;
    const lastStart = Math.floor((at - latenessMs) / durationMs) * durationMs - durationMs;
    this.#row.closeThrough(lastStart, (window) => {
      this.#publish(window, false);
      this.#carryOver(window);
      carryUncovered(window.doors, this.#row.after(window).doors, this.#createContext(window));
    });
    const openFrom = this.#row.oldest?.start;
    if (openFrom === undefined) return;
    this.#counted.forgetBefore(openFrom);
    for (const restatement of this.#pending.release(openFrom)) this.#sinks.restated?.(restatement);
  }

  /**
   * Publishes the open windows as partial. If the gateway continues, they are published again with a higher revision.
   */
  flush(at: EpochMs): void {
    for (const window of this.#row.all) if (window.start <= at) this.#publish(window, true);
  }

  snapshot(): Json {
    return {
      open: this.#row.snapshot(),
      inside: saveById(this.#model.zones, this.#insideAtStart),
      pending: this.#pending.snapshot(),
      counted: this.#counted.state.save(),
      begun: this.begun.save(),
      doorErrors: saveById(this.#model.doors, this.#doorErrors),
    };
  }

  restore(saved: Json): void {
    const { open, inside, doorErrors, pending, counted, begun } = saved as Readonly<
      Record<'open' | 'inside' | 'doorErrors' | 'pending' | 'counted' | 'begun', Json>
    >;
    this.#row.restore(open);
    this.#insideAtStart = restoreById(this.#model.zones, inside).map((people) => Number(people ?? 0));
    this.#doorErrors = restoreById(this.#model.doors, doorErrors).map(restoreErrors);
    this.#pending.restore(pending);
    this.#counted.state.read(counted, 'counted')();
    this.begun.restore(begun);
  }

  #recorders(): ((fact: Fact) => void)[] {
    const [model, ordinals] = [this.#model, this.#ordinals];
    const countsOf =
      <Group extends keyof OpenWindow>(group: Group) =>
      (at: EpochMs) =>
        this.#row.at(at)[group];
    return [
      recordZones(countsOf('zones'), ordinals, model),
      recordLines(countsOf('lines'), ordinals),
      recordDoors(countsOf('doors'), ordinals),
      recordQueues(countsOf('queues'), ordinals),
      recordJourneys(countsOf('journeys'), 'ZoneChanged'),
      recordFeedback(countsOf('feedback')),
      recordStore(countsOf('store')),
      recordShopfront(countsOf('shopfront')),
      recordVisits(countsOf('visits')),
      recordTrolleys(countsOf('trolleys'), model),
      recordJourneys(countsOf('trolleyJourneys'), 'TrolleyMoved'),
      recordProducts(countsOf('products')),
      recordRadios(countsOf('radios')),
      recordRepeatVisitors(countsOf('returning')),
    ];
  }

  /** Adds people of a gap. If the gap covers no whole window that can be restated, the present window counts them. */
  #restore(fact: CrossingsBackfilled): void {
    const { durationMs } = this.#model.windows;
    const isWindowInside = Math.ceil(fact.from / durationMs) * durationMs + durationMs <= fact.at;
    if (isWindowInside) this.#pending.restored(fact);
    else backfillDoor(this.#row.at(fact.at).doors, this.#ordinals.door(fact.door), fact);
  }

  /** Handles a counter's later report. Open windows get its coverage and its people; closed windows are restated. */
  #acceptInterval(known: IntervalReported): void {
    const { door, sensor, from, at: to, errorShare } = known;
    const index = this.#ordinals.door(door);
    const place = this.#model.sensors.findIndex(({ id }) => id === sensor);
    this.#doorErrors[index] = { in: errorShare, out: errorShare };
    this.begun.live(sensor, from);
    const isWhole = known.in !== null && known.out !== null;
    const fact = isWhole ? this.#withWaiting(known, index) : known;
    const openFrom = isWhole ? Math.min(to, Math.max(from, this.#row.oldest?.start ?? from)) : to;
    this.#pending.reported(fact, openFrom as EpochMs, isWhole ? this.#widthShare(fact) : undefined);
    if (!isWhole) return;
    this.#row.spread(openFrom as EpochMs, to, (window) => {
      const end = window.start + this.#model.windows.durationMs;
      const part = { from: Math.max(from, window.start) as EpochMs, to: Math.min(to, end) as EpochMs };
      const model = this.#model.doors[index];
      if (model === undefined || this.#counted.isCountedBeside(model, sensor, part.from, part.to)) return;
      this.live(place, part.from, part.to);
      for (const direction of ['in', 'out'] as const) {
        const count = peopleWithin(fact[direction] ?? 0, { from, to }, part);
        addToDoor(window.doors, index, { direction, count });
      }
    });
  }

  /**
   * Adds the door's late people from windows without coverage, who are not counted yet. If all reports come after their
   * windows close, no other window would count these people.
   */
  #withWaiting(fact: IntervalReported, index: number): IntervalReported {
    const door = this.#model.doors[index];
    if (door === undefined || !hasIntervalsAlone(this.#model, door)) return fact;
    const late = { in: fact.in ?? 0, out: fact.out ?? 0 };
    for (const { doors } of this.#row.all) {
      const counts = doors[index];
      if (counts === undefined || counts.backfilled < counts.in + counts.out) continue;
      late.in += counts.in;
      late.out += counts.out;
      Object.assign(counts, { in: 0, out: 0, backfilled: 0 });
    }
    return { ...fact, ...late };
  }

  /** Share of a door's width that a counter sees. */
  #widthShare({ door, sensor }: IntervalReported): number {
    const parts = this.#model.doors[this.#ordinals.door(door)]?.parts ?? [];
    return parts.includes(sensor) ? 1 / parts.length : 1;
  }

  #publish(window: OpenWindow, partial: boolean): void {
    window.revision += 1;
    this.#sinks.summary(summarizeWindow(window, this.#createContext(window), partial));
  }

  #createContext(window: OpenWindow): SummaryContext {
    return {
      model: this.#model,
      start: window.start,
      coverage: findCoverage(this.#model, window, this.#counted),
      counted: this.#counted,
      insideAtStart: this.#insideAtStart,
      doorErrors: this.#doorErrors,
    };
  }

  #carryOver(window: OpenWindow): void {
    window.zones.forEach((counts, i) => {
      if (counts !== undefined) this.#insideAtStart[i] = (this.#insideAtStart[i] ?? 0) + netInside(counts);
    });
  }

  /** Removes the visit of a person who turned out to be staff. */
  forgetVisit({ zone, at }: ZoneLeft): void {
    const { zones } = this.#row.at(at);
    zoneCountsAt(zones, this.#ordinals.zone(zone)).steps.push({ at, by: -1 });
  }
}
