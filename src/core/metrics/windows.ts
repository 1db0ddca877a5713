import type { StoreModel } from '../engine/store-model.ts';
import type { Fact, ZoneLeft } from '../fact.ts';
import type { Checkpointed, EpochMs, Json } from '../types.ts';
import type { OpenWindow, Passings, QueueCounts, ZoneCounts } from './open-window.ts';
import { createOpenWindow, loadWindow, saveWindow } from './open-window.ts';
import { summarise } from './summarise.ts';
import type { WindowSummary } from './summary.ts';
import { recordTagFact, trolleysIn } from './tag-counts.ts';
import { visitsSummary } from './visits-summary.ts';

export type SummarySink = (summary: WindowSummary) => void;

/** After a longer hole (suspend, a clock set right) the windows in it are left out, not filled with nulls one by one. */
const MAX_EMPTY_WINDOWS = 60;

/**
 * Facts → tumbling windows, aligned to UTC. A window stays open for the lateness after its end; what is decided later
 * still counts, in the oldest window that is open, so that no total loses it.
 */
export class Windows implements Checkpointed {
  readonly #model: StoreModel;
  readonly #close: SummarySink;
  readonly #zoneOrdinals: ReadonlyMap<string, number>;
  readonly #lineOrdinals: ReadonlyMap<string, number>;
  readonly #doorOrdinals: ReadonlyMap<string, number>;
  /** In time order, without holes. */
  #open: OpenWindow[] = [];
  /** How many visits had begun and not ended in each zone when the oldest open window began. */
  #insideAtStart: number[];
  /** Relative error of each door's count, as its sensors had it last. */
  #doorErrors: (number | null)[];

  constructor(model: StoreModel, close: SummarySink) {
    this.#model = model;
    this.#close = close;
    const ordinals = (things: readonly { readonly id: string }[]) =>
      new Map<string, number>(things.map(({ id }, i) => [id, i]));
    this.#zoneOrdinals = ordinals(model.zones);
    this.#lineOrdinals = ordinals(model.lines);
    this.#doorOrdinals = ordinals(model.doors);
    this.#insideAtStart = model.zones.map(() => 0);
    this.#doorErrors = model.doors.map(() => null);
  }

  live(sensor: number, from: EpochMs, to: EpochMs): void {
    this.#spread(from, to, (window, ms) => {
      window.liveMs[sensor] = (window.liveMs[sensor] ?? 0) + ms;
    });
  }

  present(zone: number, from: EpochMs, to: EpochMs): void {
    this.#spread(from, to, (window, ms) => {
      const counts = window.zones[zone];
      if (counts !== undefined) counts.presenceMs += ms;
    });
  }

  record(fact: Fact): void {
    switch (fact.kind) {
      case 'ZoneEntered':
        this.#countStep(fact.zone, fact.at, 1).entries += 1;
        break;
      case 'ZoneEngaged':
        this.#zone(this.#windowAt(fact.at), fact.zone).engaged += 1;
        break;
      case 'ZoneLeft':
        this.#recordLeft(fact);
        break;
      case 'LineCrossed':
        this.#passings(this.#windowAt(fact.at).lines, this.#lineOrdinals, fact.line)[fact.direction] += 1;
        break;
      case 'DoorCrossed':
        this.#passings(this.#windowAt(fact.at).doors, this.#doorOrdinals, fact.door)[fact.direction] +=
          fact.count;
        break;
      case 'QueueJoined':
        this.#queue(fact).joined += 1;
        break;
      case 'QueueAbandoned':
        this.#queue(fact).abandoned += 1;
        break;
      case 'QueueServed': {
        const queue = this.#queue(fact);
        queue.served += 1;
        queue.waitsMs.push(fact.waitMs);
        break;
      }
      case 'ZoneChanged':
        this.#step(fact);
        break;
      case 'GroupCrossed':
        this.#passings(this.#windowAt(fact.at).groups, this.#lineOrdinals, fact.line)[fact.direction] += 1;
        break;
      case 'ButtonCounted':
        this.#press(fact);
        break;
      case 'SaleCounted':
        this.#windowAt(fact.at).transactions += fact.transactions;
        break;
      case 'OccupancyEstimated':
        this.#recordOccupancy(fact);
        break;
      case 'DoorCounted':
        this.#doorErrors[this.#doorOrdinals.get(fact.door) ?? -1] = fact.errorShare;
        break;
      case 'PasserCounted':
        this.#windowAt(fact.at).passersBy += 1;
        break;
      case 'VisitsEstimated':
        this.#windowAt(fact.at).visits.push(visitsSummary(fact));
        break;
      default:
        recordTagFact(this.#windowAt.bind(this), this.#model, fact);
    }
  }

  /** Trolleys in a zone, as probability-weighted time. */
  trolleyPresent(zone: number, from: EpochMs, to: EpochMs, share: number): void {
    const id = this.#model.zones[zone]?.id;
    if (id === undefined) return;
    this.#spread(from, to, (window, ms) => {
      trolleysIn(window, id).presenceMs += share * ms;
    });
  }

  /** Closes the windows that nothing can reach any more. */
  advance(at: EpochMs): void {
    const { durationMs, latenessMs } = this.#model.windows;
    const lastStart = Math.floor((at - latenessMs) / durationMs) * durationMs - durationMs;
    const oldest = this.#open[0];
    if (oldest === undefined || oldest.start > lastStart) return;
    this.#skipHole(lastStart);
    for (
      let window = this.#open[0];
      window !== undefined && window.start <= lastStart;
      window = this.#open[0]
    ) {
      this.#publish(window, false);
      this.#carryOver(window);
      this.#open.shift();
      if (this.#open.length === 0) this.#open.push(this.#next(window));
    }
  }

  /** Publishes what the open windows hold so far; each comes again, with a higher revision, if the gateway goes on. */
  flush(at: EpochMs): void {
    for (const window of this.#open) if (window.start <= at) this.#publish(window, true);
  }

  snapshot(): Json {
    return {
      open: this.#open.map((window) => saveWindow(this.#model, window)),
      inside: Object.fromEntries(this.#model.zones.map((zone, i) => [zone.id, this.#insideAtStart[i] ?? 0])),
      doorErrors: Object.fromEntries(
        this.#model.doors.map((door, i) => [door.id, this.#doorErrors[i] ?? null]),
      ),
    };
  }

  restore(saved: Json): void {
    const { open, inside, doorErrors } = saved as unknown as {
      open: Json[];
      inside: Record<string, number>;
      /** Absent in checkpoints of programs that told no intervals. */
      doorErrors?: Record<string, number | null>;
    };
    this.#open = open.map((window) => loadWindow(this.#model, window));
    this.#insideAtStart = this.#model.zones.map((zone) => inside[zone.id] ?? 0);
    this.#doorErrors = this.#model.doors.map((door) => doorErrors?.[door.id] ?? null);
  }

  #publish(window: OpenWindow, partial: boolean): void {
    window.revision += 1;
    const surroundings = { insideAtStart: this.#insideAtStart, doorErrors: this.#doorErrors };
    this.#close(summarise(this.#model, window, surroundings, partial));
  }

  #carryOver(window: OpenWindow): void {
    window.zones.forEach((counts, i) => {
      const net = counts.steps.reduce((sum, step) => sum + step.by, 0);
      this.#insideAtStart[i] = (this.#insideAtStart[i] ?? 0) + net;
    });
  }

  #next(window: OpenWindow): OpenWindow {
    return createOpenWindow(this.#model, (window.start + this.#model.windows.durationMs) as EpochMs);
  }

  /** Opens every window from the newest to `start`, so that quiet ones are published too. */
  #extendTo(start: number): OpenWindow {
    const newest = this.#open.at(-1);
    if (newest === undefined) {
      const first = createOpenWindow(this.#model, start as EpochMs);
      this.#open.push(first);
      return first;
    }
    if (start <= newest.start) return newest;
    const { durationMs } = this.#model.windows;
    if ((start - newest.start) / durationMs > MAX_EMPTY_WINDOWS) {
      const resumed = createOpenWindow(this.#model, start as EpochMs);
      this.#open.push(resumed);
      return resumed;
    }
    for (let last = newest; last.start < start; ) {
      last = this.#next(last);
      this.#open.push(last);
    }
    return this.#open.at(-1) ?? newest;
  }

  #skipHole(lastStart: number): void {
    if (this.#open.every((window) => window.start <= lastStart)) {
      this.#extendTo(lastStart + this.#model.windows.durationMs);
    }
  }

  #windowAt(at: EpochMs): OpenWindow {
    const { durationMs } = this.#model.windows;
    const start = Math.floor(at / durationMs) * durationMs;
    for (let i = this.#open.length - 1; i >= 0; i--) {
      const window = this.#open[i];
      if (window !== undefined && window.start <= start && start < window.start + durationMs) return window;
    }
    const oldest = this.#open[0];
    return oldest !== undefined && start < oldest.start ? oldest : this.#extendTo(start);
  }

  /** Splits a stretch of time at window borders; what lies before the oldest open window is gone. */
  #spread(from: EpochMs, to: EpochMs, add: (window: OpenWindow, ms: number) => void): void {
    const { durationMs } = this.#model.windows;
    let at = Math.max(from, this.#open[0]?.start ?? from);
    while (at < to) {
      const window = this.#windowAt(at as EpochMs);
      const end = Math.min(to, window.start + durationMs);
      add(window, end - at);
      at = end;
    }
  }

  #countStep(zone: string, at: EpochMs, by: 1 | -1): ZoneCounts {
    const window = this.#windowAt(at);
    const counts = this.#zone(window, zone);
    counts.steps.push({ at: Math.max(at, window.start) as EpochMs, by });
    return counts;
  }

  #recordLeft(fact: ZoneLeft): void {
    const counts = this.#countStep(fact.zone, fact.at, -1);
    const minimumMs = this.#model.zones[this.#zoneOrdinals.get(fact.zone) ?? 0]?.thresholds.visitMs ?? 0;
    counts.exits += 1;
    if (fact.dwellMs >= minimumMs) counts.visits += 1;
    counts.ended.push({
      dwellMs: fact.dwellMs,
      ...(fact.censored === undefined ? {} : { censored: fact.censored }),
    });
  }

  /** A visit that turned out to be staff's is over: it makes room, and counts nowhere. */
  forgetVisit({ zone, at }: ZoneLeft): void {
    this.#countStep(zone, at, -1);
  }

  #queue({ at, zone }: { readonly at: EpochMs; readonly zone: string }): QueueCounts {
    const queue = this.#windowAt(at).queues[this.#zoneOrdinals.get(zone) ?? -1];
    if (queue === undefined) throw new RangeError(`zone '${zone}' is not in the store model`);
    return queue;
  }

  #press({ at, sensor, button }: Extract<Fact, { kind: 'ButtonCounted' }>): void {
    const { presses } = this.#windowAt(at);
    const counts = presses[sensor] ?? [];
    while (counts.length < button) counts.push(0);
    counts[button - 1] = (counts[button - 1] ?? 0) + 1;
    presses[sensor] = counts;
  }

  #step({ at, from, to }: Extract<Fact, { kind: 'ZoneChanged' }>): void {
    const { journeys } = this.#windowAt(at);
    const key = `${from ?? ''}>${to ?? ''}`;
    journeys[key] = (journeys[key] ?? 0) + 1;
  }

  #recordOccupancy(fact: Extract<Fact, { kind: 'OccupancyEstimated' }>): void {
    const window = this.#windowAt(fact.at);
    if (window.occupancy !== null && window.occupancy.at > fact.at) return;
    const { at, mean, low, high } = fact;
    window.occupancy = { at, mean, low, high };
  }

  #zone(window: OpenWindow, id: string): ZoneCounts {
    const counts = window.zones[this.#zoneOrdinals.get(id) ?? -1];
    if (counts === undefined) throw new RangeError(`zone '${id}' is not in the store model`);
    return counts;
  }

  #passings(list: readonly Passings[], ordinals: ReadonlyMap<string, number>, id: string): Passings {
    const passings = list[ordinals.get(id) ?? -1];
    if (passings === undefined) throw new RangeError(`'${id}' is not in the store model`);
    return passings;
  }
}
