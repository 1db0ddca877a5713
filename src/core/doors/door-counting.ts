import type { DoorRules } from '../engine/store-model.ts';
import type { FactSink, LineCrossed } from '../fact.ts';
import type { ContactRead, SensorObservation } from '../observation.ts';
import type { Checkpointed, EpochMs, Json, SensorId } from '../types.ts';
import type { Crossing, CrossingSink, DoorFault, RestoredCrossings } from './crossing.ts';
import type { DoorFusionSink } from './door-fusion.ts';
import { MINUTE_MS } from './door-fusion.ts';
import type { DoorSource } from './door-source.ts';
import type { DoorStation, DoorStore } from './door-station.ts';
import { createStation } from './door-station.ts';
import type { DoorSensorsView } from './door-view.ts';
import { InOutBalance } from './in-out-balance.ts';
import { InsideCount } from './inside-count.ts';
import { PressFilter } from './press-filter.ts';

const DEFAULTS: DoorRules = { bounceMs: 120_000, emptyAfterQuietMs: 7_200_000, auditedSd: {} };
/** A crowd that does not move (a cinema) is not an empty shop: so many may be left by mistake, per crossing counted. */
const FORGOTTEN_SHARE = 0.05;
const FORGOTTEN_FEW = 3;

/**
 * All doors of a store: observations and camera line crossings in; crossings, minutes, occupancy, visits, presses, sales
 * and faults out. Runs for every observation of every door sensor.
 */
export class DoorCounting implements Checkpointed {
  readonly #emit: FactSink;
  readonly #settings: DoorRules;
  readonly #stations: readonly DoorStation[];
  readonly #inside: InsideCount;
  readonly #presses = new PressFilter();
  readonly #balance = new InOutBalance();
  /** When the last crossing was, or a door was last not watched. */
  #restlessAt: number | undefined;
  #crossedSinceAnchor = 0;
  #minuteEnd = 0;

  constructor(store: DoorStore, emit: FactSink, settings: Partial<DoorRules> = {}) {
    this.#emit = emit;
    this.#settings = { ...DEFAULTS, ...settings };
    this.#inside = new InsideCount(this.#settings.bounceMs, emit);
    const fusion: DoorFusionSink = {
      crossed: (fact) => this.#passed(fact.at, fact.direction, fact.count, () => emit(fact)),
      counted: (fact) => emit(fact),
      faulted: (sensor, at, cause) => emit({ kind: 'SensorFaulted', at, sensor, cause }),
      recovered: (sensor, at) => emit({ kind: 'SensorRecovered', at, sensor }),
    };
    this.#stations = store.doors.map((door) =>
      createStation(
        store,
        door,
        { fusion, sinkOf: (source) => this.#sinkOf(source) },
        this.#settings.auditedSd,
      ),
    );
  }

  observe(observation: SensorObservation): void {
    for (const station of this.#stations) this.#hear(station, observation);
    const { sensor, at } = observation;
    switch (observation.kind) {
      case 'ButtonPressed':
        if (this.#presses.counts(sensor, at)) {
          this.#emit({ kind: 'ButtonCounted', at, sensor, button: observation.button });
        }
        break;
      case 'SaleMade':
        this.#emit({ kind: 'SaleCounted', at, sensor, transactions: observation.transactions });
        break;
      default:
        break;
    }
  }

  /** A camera line was crossed; nothing, unless the line is at a door. */
  lineCrossed({ line, at, direction, person }: LineCrossed): void {
    for (const station of this.#stations) {
      const source = station.sources.find(({ id }) => id === line);
      if (source === undefined) continue;
      const evidence = { kind: 'line', person } as const;
      this.#cross(station, source, { sensor: source.sensor, at, direction, count: 1, evidence });
    }
  }

  /** For whoever proves a door on site. */
  view(at: EpochMs): DoorSensorsView[] {
    return this.#stations.map(({ door, fusion }) => ({ door: door.id, sources: fusion.view(at) }));
  }

  /** Time passes: every observation up to `at` has been handed over. */
  advance(at: EpochMs): void {
    for (const { decoders, fusion } of this.#stations) {
      for (const decoder of decoders.values()) decoder.advance(at);
      fusion.advance(at);
    }
    const minuteEnd = Math.floor(at / MINUTE_MS) * MINUTE_MS;
    if (minuteEnd <= this.#minuteEnd || this.#stations.length === 0) return;
    const minutes = this.#minuteEnd === 0 ? 1 : (minuteEnd - this.#minuteEnd) / MINUTE_MS;
    this.#minuteEnd = minuteEnd;
    this.#watchDoors(at, minutes);
    const occupancy = this.#inside.advance(at, this.#sd(at));
    if (occupancy === undefined) return;
    if (this.#isQuiet(at) && occupancy.low <= FORGOTTEN_FEW + FORGOTTEN_SHARE * this.#crossedSinceAnchor) {
      this.closed(at);
    }
  }

  /** The shop is closed and everybody is out. */
  closed(at: EpochMs): void {
    this.advance(at);
    this.#crossedSinceAnchor = 0;
    this.#restlessAt = at;
    this.#balance.close(this.#stations.length === 1, (sensor, isFaulted) => {
      if (isFaulted) this.#emit({ kind: 'SensorFaulted', at, sensor, cause: 'in-out-imbalance' });
      else this.#emit({ kind: 'SensorRecovered', at, sensor });
    });
    this.#inside.close(at, this.#sd(at));
  }

  snapshot(): Json {
    return {
      doors: Object.fromEntries(this.#stations.map((station) => [station.door.id, saveStation(station)])),
      inside: this.#inside.snapshot(),
      presses: this.#presses.snapshot(),
      balance: this.#balance.snapshot(),
      since: [this.#restlessAt ?? null, this.#crossedSinceAnchor, this.#minuteEnd],
    };
  }

  /** Doors and sensors that are new since the checkpoint start afresh. */
  restore(saved: Json): void {
    const { doors, inside, presses, balance, since } = saved as unknown as {
      doors: Record<string, Json>;
      inside: Json;
      presses: Json;
      balance: Json;
      since: readonly [number | null, number, number];
    };
    for (const station of this.#stations) {
      const part = doors[station.door.id];
      if (part !== undefined) loadStation(station, part);
    }
    this.#inside.restore(inside);
    this.#presses.restore(presses);
    this.#balance.restore(balance);
    this.#restlessAt = since[0] ?? undefined;
    [, this.#crossedSinceAnchor, this.#minuteEnd] = since;
  }

  #hear(station: DoorStation, observation: SensorObservation): void {
    const { sensor, at } = observation;
    const isDown = observation.kind === 'SensorDown';
    for (const source of station.sources) {
      if (source.sensor !== sensor) continue;
      if (isDown) source.lost();
      else source.alive(at);
    }
    const decoder = station.decoders.get(sensor);
    if (isDown) decoder?.lost();
    else decoder?.see(observation);
    if (observation.kind === 'ContactRead') noteContact(station, observation);
  }

  #sinkOf(source: DoorSource): CrossingSink {
    return {
      crossed: (crossing) => {
        const station = this.#stations.find(({ sources }) => sources.includes(source));
        if (station !== undefined) this.#cross(station, source, crossing);
      },
      restored: (crossings) => this.#restore(source, crossings),
      faulted: (sensor, at, cause) => this.#fault(source, sensor, at, cause),
      recovered: (sensor, at, cause) => {
        if (cause !== 'clock-drift') source.isFaulted = false;
        this.#emit({ kind: 'SensorRecovered', at, sensor });
      },
    };
  }

  #fault(source: DoorSource, sensor: SensorId, at: EpochMs, cause: DoorFault): void {
    // A clock that is wrong says nothing against the counts.
    if (cause !== 'clock-drift') source.isFaulted = true;
    this.#emit({ kind: 'SensorFaulted', at, sensor, cause });
  }

  #cross(station: DoorStation, source: DoorSource, crossing: Crossing): void {
    const { sensor, direction, count, at } = crossing;
    if (station.isShut && !source.isFaulted) this.#fault(source, sensor, at, 'counts-while-shut');
    this.#balance.crossed(sensor, direction, count);
    station.fusion.crossed(source, crossing);
  }

  #passed(at: number, direction: 'in' | 'out', count: number, tell: () => void): void {
    this.#restlessAt = at;
    this.#crossedSinceAnchor += count;
    this.#inside.crossed(direction, at, count);
    tell();
  }

  /** People who passed unheard count for the occupancy now; only when they passed is not known. */
  #restore(source: DoorSource, { sensor, direction, count, from, to }: RestoredCrossings): void {
    const station = this.#stations.find(({ sources }) => sources.includes(source));
    // Another sensor of the door listened meanwhile: then they are counted already.
    const heard = station?.sources.some((other) => other !== source && other.wasUpSince(from, to));
    if (station === undefined || heard === true) return;
    this.#inside.restored(direction, count);
    this.#crossedSinceAnchor += count;
    this.#restlessAt = to;
    this.#emit({ kind: 'CrossingsRestored', at: to, door: station.door.id, sensor, direction, count, from });
  }

  /** Nobody watches a door: whoever passes it makes the occupancy unsure. */
  #watchDoors(at: EpochMs, minutes: number): void {
    const blind = this.#stations.filter(({ fusion }) => !fusion.isUp(at));
    if (blind.length > 0) this.#restlessAt = at;
    const unseen = blind.reduce((sum, { fusion }) => sum + fusion.flowPerMin, 0);
    this.#inside.watched(minutes, blind.length === 0 ? undefined : unseen);
  }

  /** Relative error of the count that all doors share in: what the busiest door's leader may be off. */
  #sd(at: EpochMs): number {
    let flow = 0;
    let weighted = 0;
    for (const { fusion } of this.#stations) {
      flow += fusion.flowPerMin + 1e-6;
      weighted += (fusion.flowPerMin + 1e-6) * fusion.sd(at);
    }
    return flow === 0 ? 0 : weighted / flow;
  }

  #isQuiet(at: EpochMs): boolean {
    this.#restlessAt ??= at;
    return this.#crossedSinceAnchor > 0 && at - this.#restlessAt >= this.#settings.emptyAfterQuietMs;
  }
}

function noteContact(station: DoorStation, { sensor, open }: ContactRead): void {
  if (station.door.sensors.includes(sensor)) station.isShut = !open;
}

function saveStation({ fusion, sources, decoders, isShut }: DoorStation): Json {
  return {
    fusion: fusion.snapshot(),
    sources: Object.fromEntries(sources.map((source) => [source.id, source.snapshot()])),
    decoders: Object.fromEntries([...decoders].map(([id, decoder]) => [id, decoder.snapshot()])),
    isShut,
  };
}

function loadStation(station: DoorStation, saved: Json): void {
  const { fusion, sources, decoders, isShut } = saved as unknown as {
    fusion: Json;
    sources: Record<string, Json>;
    decoders: Record<string, Json>;
    isShut: boolean;
  };
  station.fusion.restore(fusion);
  station.isShut = isShut;
  for (const source of station.sources) {
    const part = sources[source.id];
    if (part !== undefined) source.restore(part);
  }
  for (const [id, decoder] of station.decoders) {
    const part = decoders[id];
    if (part !== undefined) decoder.restore(part);
  }
}
