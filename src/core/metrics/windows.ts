import type { StoreModel } from '../engine/store-model.ts';
import type { CrossingsRestored, Fact, ZoneLeft } from '../fact.ts';
import type { Checkpointed, EpochMs, Json } from '../types.ts';
import type { OpenWindow, Passings, QueueCounts, ZoneCounts } from './open-window.ts';
import { createQueueCounts, createZoneCounts } from './open-window.ts';
import { PendingRestatements } from './pending-restatements.ts';
import type { RestatementSink } from './restatement.ts';
import { summarise } from './summarise.ts';
import type { WindowSummary } from './summary.ts';
import { recordTagFact, trolleysIn } from './tag-counts.ts';
import { visitsSummary } from './visits-summary.ts';
import { WindowRow } from './window-row.ts';

export type SummarySink = (summary: WindowSummary) => void;

export interface WindowSinks {
  readonly summary: SummarySink;
  /** Told right after the last window that it is about. */
  readonly restated?: RestatementSink;
}

/**
 * Facts → tumbling windows, aligned to UTC. A window stays open for the lateness after its end; what is decided later
 * still counts, in the oldest window that is open, so that no total loses it.
 */
export class Windows implements Checkpointed {
  readonly #model: StoreModel;
  readonly #sinks: WindowSinks;
  readonly #pending = new PendingRestatements();
  readonly #zoneOrdinals: ReadonlyMap<string, number>;
  readonly #lineOrdinals: ReadonlyMap<string, number>;
  readonly #doorOrdinals: ReadonlyMap<string, number>;
  readonly #row: WindowRow;
  /** How many visits had begun and not ended in each zone when the oldest open window began. */
  #insideAtStart: number[];
  /** Relative error of each door's count, as its sensors had it last. */
  #doorErrors: (number | null)[];

  constructor(model: StoreModel, sinks: WindowSinks) {
    this.#model = model;
    this.#sinks = sinks;
    this.#row = new WindowRow(model);
    const ordinals = (things: readonly { readonly id: string }[]) =>
      new Map<string, number>(things.map(({ id }, i) => [id, i]));
    this.#zoneOrdinals = ordinals(model.zones);
    this.#lineOrdinals = ordinals(model.lines);
    this.#doorOrdinals = ordinals(model.doors);
    this.#insideAtStart = model.zones.map(() => 0);
    this.#doorErrors = model.doors.map(() => null);
  }

  live(sensor: number, from: EpochMs, to: EpochMs): void {
    this.#row.spread(from, to, (window, ms) => {
      window.liveMs[sensor] = (window.liveMs[sensor] ?? 0) + ms;
    });
  }

  present(zone: number, from: EpochMs, to: EpochMs): void {
    this.#row.spread(from, to, (window, ms) => {
      window.zones[zone] ??= createZoneCounts();
      window.zones[zone].presenceMs += ms;
    });
  }

  record(fact: Fact): void {
    switch (fact.kind) {
      case 'ZoneEntered':
        this.#countStep(fact.zone, fact.at, 1).entries += fact.goesOnSince === undefined ? 1 : 0;
        break;
      case 'ZoneEngaged':
        this.#zone(this.#row.at(fact.at), fact.zone).engaged += 1;
        break;
      case 'ZoneLeft':
        this.#recordLeft(fact);
        break;
      case 'LineCrossed':
        this.#passings(this.#row.at(fact.at).lines, this.#lineOrdinals, fact.line)[fact.direction] += 1;
        break;
      case 'DoorCrossed':
        this.#passings(this.#row.at(fact.at).doors, this.#doorOrdinals, fact.door)[fact.direction] +=
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
        this.#passings(this.#row.at(fact.at).groups, this.#lineOrdinals, fact.line)[fact.direction] += 1;
        break;
      case 'ButtonCounted':
        this.#press(fact);
        break;
      case 'SaleCounted':
        this.#row.at(fact.at).transactions += fact.transactions;
        break;
      case 'OccupancyEstimated':
        this.#recordOccupancy(fact);
        break;
      case 'DoorCounted':
        this.#doorErrors[this.#doorOrdinals.get(fact.door) ?? -1] = fact.errorShare;
        break;
      case 'PasserCounted':
        this.#row.at(fact.at).passersBy += 1;
        break;
      case 'CrossingsRestored':
        this.#restore(fact);
        break;
      case 'OccupancyRestated':
        this.#pending.occupied(fact);
        break;
      case 'VisitsEstimated':
        this.#row.at(fact.at).visits.push(visitsSummary(fact));
        break;
      default:
        recordTagFact((at) => this.#row.at(at), this.#model, fact);
    }
  }

  /** Trolleys in a zone, as probability-weighted time. */
  trolleyPresent(zone: number, from: EpochMs, to: EpochMs, share: number): void {
    const id = this.#model.zones[zone]?.id;
    if (id === undefined) return;
    this.#row.spread(from, to, (window, ms) => {
      trolleysIn(window, id).presenceMs += share * ms;
    });
  }

  /** People of whom no window of their own may tell: counted now. */
  countLate(door: string, direction: 'in' | 'out', count: number, at: EpochMs): void {
    const window = this.#row.newest ?? this.#row.at(at);
    this.#passings(window.doors, this.#doorOrdinals, door)[direction] += count;
  }

  /** From here on every window is published, though nothing is ever counted in it. */
  begin(at: EpochMs): void {
    this.#row.at(at);
  }

  /** Closes the windows that nothing can reach any more, and tells what turned out about closed ones. */
  advance(at: EpochMs): void {
    const { durationMs, latenessMs } = this.#model.windows;
    const lastStart = Math.floor((at - latenessMs) / durationMs) * durationMs - durationMs;
    this.#row.closeThrough(lastStart, (window) => {
      this.#publish(window, false);
      this.#carryOver(window);
    });
    const openFrom = this.#row.oldest?.start;
    if (openFrom === undefined) return;
    for (const restatement of this.#pending.release(openFrom)) this.#sinks.restated?.(restatement);
  }

  /** Publishes what the open windows hold so far; each comes again, with a higher revision, if the gateway goes on. */
  flush(at: EpochMs): void {
    for (const window of this.#row.all) if (window.start <= at) this.#publish(window, true);
  }

  snapshot(): Json {
    return {
      open: this.#row.snapshot(),
      inside: Object.fromEntries(this.#model.zones.map((zone, i) => [zone.id, this.#insideAtStart[i] ?? 0])),
      pending: this.#pending.snapshot(),
      doorErrors: Object.fromEntries(
        this.#model.doors.map((door, i) => [door.id, this.#doorErrors[i] ?? null]),
      ),
    };
  }

  restore(saved: Json): void {
    const { open, inside, doorErrors, pending } = saved as unknown as {
      open: Json;
      inside: Record<string, number>;
      /** Absent in checkpoints of programs that told no intervals. */
      doorErrors?: Record<string, number | null>;
      pending?: Json;
    };
    this.#row.restore(open);
    this.#insideAtStart = this.#model.zones.map((zone) => inside[zone.id] ?? 0);
    this.#doorErrors = this.#model.doors.map((door) => doorErrors?.[door.id] ?? null);
    if (pending !== undefined) this.#pending.restore(pending);
  }

  /** A hole that no window lies wholly in is nobody's: its people count when they came to be known. */
  #restore(fact: CrossingsRestored): void {
    const { durationMs } = this.#model.windows;
    const isWindowInside = Math.ceil(fact.from / durationMs) * durationMs + durationMs <= fact.at;
    if (isWindowInside) this.#pending.restored(fact);
    else
      this.#passings(this.#row.at(fact.at).doors, this.#doorOrdinals, fact.door)[fact.direction] +=
        fact.count;
  }

  #publish(window: OpenWindow, partial: boolean): void {
    window.revision += 1;
    const surroundings = { insideAtStart: this.#insideAtStart, doorErrors: this.#doorErrors };
    this.#sinks.summary(summarise(this.#model, window, surroundings, partial));
  }

  #carryOver(window: OpenWindow): void {
    window.zones.forEach((counts, i) => {
      if (counts === undefined) return;
      const net = counts.steps.reduce((sum, step) => sum + step.by, 0);
      this.#insideAtStart[i] = (this.#insideAtStart[i] ?? 0) + net;
    });
  }

  #countStep(zone: string, at: EpochMs, by: 1 | -1): ZoneCounts {
    const window = this.#row.at(at);
    const counts = this.#zone(window, zone);
    counts.steps.push({ at: Math.max(at, window.start) as EpochMs, by });
    return counts;
  }

  #recordLeft(fact: ZoneLeft): void {
    const counts = this.#countStep(fact.zone, fact.at, -1);
    const minimumMs = this.#model.zones[this.#zoneOrdinals.get(fact.zone) ?? 0]?.thresholds.visitMs ?? 0;
    // The rest of a visit that was cut: it was counted, and censored, then.
    if (fact.goesOnSince !== undefined) return;
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
    const { queues } = this.#row.at(at);
    const ordinal = this.#ordinalOf(zone);
    queues[ordinal] ??= createQueueCounts();
    return queues[ordinal];
  }

  #press({ at, sensor, button }: Extract<Fact, { kind: 'ButtonCounted' }>): void {
    const { presses } = this.#row.at(at);
    const counts = presses[sensor] ?? [];
    while (counts.length < button) counts.push(0);
    counts[button - 1] = (counts[button - 1] ?? 0) + 1;
    presses[sensor] = counts;
  }

  #step({ at, from, to }: Extract<Fact, { kind: 'ZoneChanged' }>): void {
    const { journeys } = this.#row.at(at);
    const key = `${from ?? ''}>${to ?? ''}`;
    journeys[key] = (journeys[key] ?? 0) + 1;
  }

  /** A window's occupancy is that at its end: an estimate of the moment between two windows is the first one's. */
  #recordOccupancy(fact: Extract<Fact, { kind: 'OccupancyEstimated' }>): void {
    const window = this.#row.at((fact.at - 1) as EpochMs);
    if (window.occupancy !== null && window.occupancy.at > fact.at) return;
    const { at, mean, low, high } = fact;
    window.occupancy = { at, mean, low, high };
  }

  #zone(window: OpenWindow, id: string): ZoneCounts {
    const ordinal = this.#ordinalOf(id);
    window.zones[ordinal] ??= createZoneCounts();
    return window.zones[ordinal];
  }

  #ordinalOf(zone: string): number {
    const ordinal = this.#zoneOrdinals.get(zone);
    if (ordinal === undefined) throw new RangeError(`zone '${zone}' is not in the store model`);
    return ordinal;
  }

  #passings(list: readonly Passings[], ordinals: ReadonlyMap<string, number>, id: string): Passings {
    const passings = list[ordinals.get(id) ?? -1];
    if (passings === undefined) throw new RangeError(`'${id}' is not in the store model`);
    return passings;
  }
}
