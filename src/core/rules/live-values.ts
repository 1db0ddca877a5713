import { boolean, byKey, entryCodec, list, number, row, text } from '../model/codec.ts';
import type { Fact, HeadsCounted, ZoneEntered, ZoneLeft } from '../model/fact.ts';
import type { EpochMs, SensorId, SpaceId, ZoneId } from '../model/ids.ts';
import type { ContactRead } from '../model/observation.ts';
import type { Checkpointed, StatePart } from '../model/state-part.ts';
import { composed, composedById, heldMap, heldSet } from '../model/state-part.ts';
import type { StoreModel } from '../model/store-model.ts';
import type { WindowSummary } from '../model/window-summary.ts';
import type { LineTouch } from '../zones/line-crossings.ts';
import type { PeopleRange } from './head-count.ts';
import { HeadCount } from './head-count.ts';
import { LiveZone } from './live-zone.ts';

/** Receives an event's key and time. */
export type LivePulse = (key: string, at: EpochMs) => void;
/** Receives the key of a changed value, and the value or NaN when the value is no number. */
export type LiveChange = (key: string, value: number) => void;

export interface LiveDependencies {
  readonly model: StoreModel;
  readonly changed: LiveChange;
  /** Called when another visit became the longest one in the zone. */
  readonly stayed: (zone: ZoneId) => void;
  /** Called for events that have no value. */
  readonly pulsed: LivePulse;
  /** Returns the number of people who wait in a queue zone. */
  readonly queueLength: (zone: ZoneId) => number;
}

/** People who passed a door since the gateway was set up. The sums never fall. */
const TOTALS = row({ in: number, out: number });

/**
 * Holds the live values of the store, updated from facts. Rules and live outputs read these values. Runs for each fact
 * about a visitor, so speed matters.
 */
export class LiveValues implements Checkpointed {
  readonly zones: ReadonlyMap<ZoneId, LiveZone>;
  readonly #dependencies: LiveDependencies;
  /** Zones with people in them, usually few of many zones. */
  readonly #occupied = new Set<ZoneId>();
  readonly #spaceOf: ReadonlyMap<ZoneId, SpaceId>;
  readonly #heads = new HeadCount();
  readonly contacts = new Map<SensorId, boolean>();
  readonly faulted = new Set<SensorId>();
  /** Coverage of the last window, by zone or door. */
  readonly coverage = new Map<string, number>();
  /** Happy index of feedback terminals, −100 to 100; null without answers in the last window. */
  readonly happyIndex = new Map<string, number | null>();
  readonly doorTotals = new Map<string, { in: number; out: number }>();
  readonly state: StatePart;

  constructor(dependencies: LiveDependencies) {
    const { zones } = dependencies.model;
    this.#dependencies = dependencies;
    this.zones = new Map(zones.map((zone) => [zone.id, new LiveZone(zone)]));
    this.#spaceOf = new Map(zones.map(({ id, space }) => [id, space]));
    this.state = composed({
      zones: this.#zonesState(),
      occupancy: this.#heads.state,
      contacts: heldMap(byKey<SensorId, boolean>(boolean), this.contacts),
      faulted: heldSet(list(text<SensorId>()), this.faulted),
      coverage: heldMap(entryCodec(text(), number), this.coverage),
      doorTotals: heldMap(byKey<string, { in: number; out: number }>(TOTALS), this.doorTotals),
    });
  }

  #zonesState(): StatePart {
    const zones = composedById(this.zones);
    return {
      save: () => zones.save(),
      read: (saved, path) => {
        const restore = zones.read(saved, path);
        return () => {
          restore();
          this.#occupied.clear();
          for (const [id, live] of this.zones) {
            live.findSince();
            if (live.people.size > 0) this.#occupied.add(id);
          }
        };
      },
    };
  }

  /** People inside; null before the first estimate. */
  get occupancy(): number | null {
    return this.#heads.people;
  }

  /** Range that holds the true number of people inside with 95 % probability. Null before the first estimate. */
  get occupancyRange(): PeopleRange | null {
    return this.#heads.range;
  }

  /** Updates occupancy when a person crosses the only line that counts the door, or returns over that line. */
  touchedDoor(door: string, { direction, at, isReturn }: Omit<LineTouch, 'person'>): void {
    if (isReturn) this.#heads.turnedBack(door, direction === 'in' ? 'out' : 'in');
    else this.#heads.touched({ door, direction, at });
    this.#changedOccupancy();
  }

  handleFact(fact: Fact): void {
    switch (fact.kind) {
      case 'ZoneEntered':
        this.#enter(fact);
        break;
      case 'ZoneLeft':
        this.#leave(fact);
        break;
      case 'HeadsCounted':
        this.#countHeads(fact);
        break;
      // A person who stands in the line counts as waiting, although `QueueJoined` is emitted some seconds later.
      case 'ZoneStood':
      case 'QueueJoined':
      case 'QueueAbandoned':
      case 'QueueLost':
      case 'QueueServed':
        if (fact.kind === 'QueueServed') this.zones.get(fact.zone)?.served(fact.at);
        this.#countQueue(fact.zone);
        break;
      default:
        this.#handleOther(fact);
    }
  }

  #handleOther(fact: Fact): void {
    const { pulsed } = this.#dependencies;
    switch (fact.kind) {
      case 'OccupancyEstimated':
        this.#heads.estimated(fact);
        this.#changedOccupancy();
        break;
      case 'DoorCrossed':
        this.#cross(fact);
        break;
      case 'CrossingsBackfilled':
        this.#heads.moved(fact.direction === 'in' ? fact.count : -fact.count);
        this.#changedOccupancy();
        break;
      case 'SensorFaulted':
      case 'SensorRecovered':
        if (fact.kind === 'SensorFaulted') this.faulted.add(fact.sensor);
        else this.faulted.delete(fact.sensor);
        this.#changed(`fault/${fact.sensor}`);
        this.#changed('fault/any');
        break;
      case 'ButtonCounted':
        pulsed(`button/${fact.sensor}/${fact.button}`, fact.at);
        break;
      case 'ProductPickedUp':
        pulsed(`pickedUp/${fact.tag}`, fact.at);
        break;
      case 'ProductPutBack':
        pulsed(`putBack/${fact.tag}`, fact.at);
        break;
      case 'LoyaltyArrived':
        pulsed('memberArrived', fact.at);
        break;
      default:
    }
  }

  /** Removes a person from all zones of the space, because the person turned out to be staff. */
  dismiss(space: SpaceId, person: number): void {
    for (const zone of this.#occupied) {
      const live = this.zones.get(zone);
      if (live === undefined || this.#spaceOf.get(zone) !== space || !live.people.delete(person)) continue;
      this.#changePeople(zone, live);
    }
  }

  readContact({ sensor, open }: ContactRead): void {
    if (this.contacts.get(sensor) === open) return;
    this.contacts.set(sensor, open);
    this.#changed(`door/${sensor}`);
  }

  approached(zone: ZoneId, people: number): void {
    const live = this.zones.get(zone);
    if (live === undefined || live.approaching === people) return;
    live.approaching = people;
    this.#changed(live.keys.approaching, people);
  }

  closeWindow({ zones, doors, feedback }: WindowSummary): void {
    for (const { zone, coverage } of zones) this.#cover(zone, coverage);
    const ofDoors = new Map(doors.map(({ door, coverage }) => [door, coverage]));
    // A door that never counted is missing from the summary.
    for (const { id } of this.#dependencies.model.doors) this.#cover(id, ofDoors.get(id) ?? 0);
    for (const { sensor, happyIndex } of feedback) this.happyIndex.set(sensor, happyIndex);
  }

  #cover(id: string, coverage: number): void {
    if (this.coverage.get(id) === coverage) return;
    this.coverage.set(id, coverage);
    this.#changed(`coverage/${id}`);
  }

  #enter({ zone, person, at, resumedFrom }: ZoneEntered): void {
    const live = this.zones.get(zone);
    if (live === undefined) return;
    live.people.set(person, resumedFrom ?? at);
    this.#changePeople(zone, live);
    if (resumedFrom === undefined) this.#dependencies.pulsed(live.keys.entered, at);
  }

  #leave({ zone, person, at, censored }: ZoneLeft): void {
    const live = this.zones.get(zone);
    if (live === undefined) return;
    live.people.delete(person);
    this.#changePeople(zone, live);
    if (censored !== 'lost' && censored !== 'stop') this.#dependencies.pulsed(live.keys.left, at);
  }

  #countHeads({ zone, people }: HeadsCounted): void {
    const live = this.zones.get(zone);
    if (live === undefined) return;
    live.heads.count = people;
    this.#changed(live.keys.people, live.present ?? Number.NaN);
  }

  #changePeople(zone: ZoneId, live: LiveZone): void {
    if (live.people.size === 0) this.#occupied.delete(zone);
    else this.#occupied.add(zone);
    if (live.isQueue) this.#countQueue(zone);
    this.#changed(live.keys.people, live.present ?? Number.NaN);
    if (live.findSince()) this.#dependencies.stayed(zone);
  }

  #countQueue(zone: ZoneId): void {
    const live = this.zones.get(zone);
    if (live?.isQueue !== true) return;
    live.setQueueLength(this.#dependencies.queueLength(zone));
    this.#changed(live.keys.queue, live.queueLength);
  }

  #cross({ door, direction, count, at }: Extract<Fact, { kind: 'DoorCrossed' }>): void {
    const totals = this.doorTotals.get(door) ?? { in: 0, out: 0 };
    totals[direction] += count;
    this.doorTotals.set(door, totals);
    this.#dependencies.pulsed(`crossed/${door}/${direction}`, at);
    this.#heads.crossed(door, direction, count);
    this.#changedOccupancy();
  }

  #changedOccupancy(): void {
    this.#changed('occupancy', this.occupancy ?? Number.NaN);
  }

  #changed(key: string, value = Number.NaN): void {
    this.#dependencies.changed(key, value);
  }
}
