import { isInside, isNearBorder } from '../../core/geometry/polygon.ts';
import { ZoneRaster } from '../../core/geometry/zone-raster.ts';
import type { StoreLayout } from '../model/layout.ts';
import type { Person } from '../model/person.ts';
import type { ZoneRules } from '../model/zone-rules.ts';

export interface TrueVisit {
  /** Index of the zone in the layout. */
  readonly zone: number;
  readonly person: Person;
  readonly enteredMs: number;
  /** Time at which the person was last inside. Infinite while the visit lasts. */
  readonly leftMs: number;
}

interface Stay {
  readonly zone: number;
  readonly person: Person;
  readonly enteredMs: number;
  lastInsideMs: number;
  lastNearMs: number;
}

/**
 * True zone visits, by the published definition. A visit begins after the entry time inside, and ends after the exit
 * time outside the grown polygon. It lasts from first to last inside. The service zone of a queue is never in the queue's
 * margin. Written independently of the gateway's code, so that each checks the other.
 */
export class ZoneTruth {
  readonly visits: TrueVisit[] = [];
  readonly #raster: ZoneRaster;
  readonly #zones: StoreLayout['zones'];
  readonly #stays = new Map<number, Stay[]>();
  readonly #movedBefore = new Set<number>();

  constructor({ zones }: StoreLayout) {
    this.#zones = zones;
    this.#raster = new ZoneRaster(zones.map(({ polygon }) => polygon));
  }

  /** Samples each person's position at the beginning of the step. The person has been there since the last move. */
  moved(people: ReadonlyMap<number, Person>, fromMs: number): void {
    for (const person of people.values()) {
      const moves = person.x !== person.fromX || person.y !== person.fromY;
      if (moves || this.#movedBefore.has(person.id)) this.#look(person, person.fromX, person.fromY, fromMs);
      if (moves) this.#movedBefore.add(person.id);
      else this.#movedBefore.delete(person.id);
    }
  }

  gone(person: Person): void {
    for (const stay of this.#stays.get(person.id) ?? []) this.#end(stay);
    this.#stays.delete(person.id);
    this.#movedBefore.delete(person.id);
  }

  /** Returns all visits so far. Visits under way last until at least `nowMs`. */
  visitsUntil(nowMs: number): TrueVisit[] {
    const open = [...this.#stays.values()].flat().filter((stay) => this.#isInsideStill(stay, nowMs));
    const underWay = open.map(({ zone, person, enteredMs }) => ({
      zone,
      person,
      enteredMs,
      leftMs: Number.POSITIVE_INFINITY,
    }));
    return [...this.visits, ...underWay].filter((visit) => visit.enteredMs <= nowMs);
  }

  #look(person: Person, x: number, y: number, atMs: number): void {
    const found = this.#raster.lookUp(x, y);
    let stays = this.#stays.get(person.id);
    if (found === 0 && stays === undefined) return;
    for (const stay of stays ?? [])
      if (!this.#isServed(stay.zone, x, y) && this.#isNear(stay.zone, x, y)) stay.lastNearMs = atMs;
    for (let i = 0; i < found; i++) {
      const zone = this.#raster.found[i] ?? 0;
      stays ??= [];
      let stay = stays.find((candidate) => candidate.zone === zone);
      if (stay === undefined) {
        stay = { zone, person, enteredMs: atMs, lastInsideMs: atMs, lastNearMs: atMs };
        stays.push(stay);
      }
      stay.lastInsideMs = atMs;
      stay.lastNearMs = atMs;
    }
    if (stays !== undefined) this.#stays.set(person.id, this.#withoutLeft(stays, atMs));
  }

  #withoutLeft(stays: Stay[], atMs: number): Stay[] {
    return stays.filter((stay) => {
      if (atMs === stay.lastNearMs) return true;
      const { zoneEntryMs, zoneExitMs } = this.#getRules(stay.zone);
      const hasBegun = stay.lastInsideMs - stay.enteredMs >= zoneEntryMs;
      if (hasBegun && atMs - stay.lastNearMs < zoneExitMs) return true;
      this.#end(stay);
      return false;
    });
  }

  #end({ zone, person, enteredMs, lastInsideMs }: Stay): void {
    if (lastInsideMs - enteredMs < this.#getRules(zone).zoneEntryMs) return;
    this.visits.push({ zone, person, enteredMs, leftMs: lastInsideMs });
  }

  #isInsideStill(stay: Stay, nowMs: number): boolean {
    const insideMs = Math.max(stay.lastInsideMs, stay.lastNearMs === stay.lastInsideMs ? nowMs : 0);
    return insideMs - stay.enteredMs >= this.#getRules(stay.zone).zoneEntryMs;
  }

  /** Returns whether a person is in the service zone of this queue. */
  #isServed(zone: number, x: number, y: number): boolean {
    const service = this.#zones[zone]?.queue?.servedIn;
    const polygon = service && this.#zones.find(({ id }) => id === service)?.polygon;
    return polygon !== undefined && isInside(polygon, x, y);
  }

  #isNear(zone: number, x: number, y: number): boolean {
    const polygon = this.#zones[zone]?.polygon;
    return polygon !== undefined && isNearBorder(polygon, this.#getRules(zone).growM, x, y);
  }

  #getRules(zone: number): ZoneRules {
    const rules = this.#zones[zone]?.rules;
    if (rules === undefined) throw new RangeError(`no zone ${zone} in this shop`);
    return rules;
  }
}
