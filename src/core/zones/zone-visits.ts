import { isNearBorder } from '../geometry/polygon.ts';
import { ZoneRaster } from '../geometry/zone-raster.ts';
import { branded, knownOnly, list, number, ordinalCodec, orNever } from '../model/codec.ts';
import type { Censoring, FactSink } from '../model/fact.ts';
import type { EpochMs, SpaceId } from '../model/ids.ts';
import type { Checkpointed, StatePart } from '../model/state-part.ts';
import { composed, held, heldSet } from '../model/state-part.ts';
import type { StoreModel, ZoneModel } from '../model/store-model.ts';
import type { TrackPoint } from './visit-stitcher.ts';
import { createVisitCodec, VisitStitcher } from './visit-stitcher.ts';
import type { Stay } from './zone-stay.ts';
import { createStayCodec, findStay } from './zone-stay.ts';

/** Receives each span in which a person was inside a zone. */
export type PresenceSink = (zone: number, from: EpochMs, to: EpochMs) => void;

/** Interval at which an open visit is emitted again. */
const TOLD_EVERY_MS = 30_000;
/** A person who appears inside within this time after the sensors came up was there before. */
const APPEARED_AT_START_MS = 1_500;
/** A person in the zone without a position for this long may be lost. */
const SILENT_MS = 500;
/** After this time a loss is certain: trackers have stopped searching. */
const KNOWN_LOST_MS = 5_000;
/** A track that starts within this many margins of a lost one may be the same person. */
const REACH_MARGINS = 6;

/**
 * Turns positions into zone visits, for all zones of one space. A visit begins after the entry time inside, and ends
 * after the exit time outside the grown polygon. Its length runs from first to last inside, so hysteresis adds nothing.
 * A person who was in a service zone is served until beyond its margin, and not in its queue. People beside a queue sway
 * into it, so its margin holds only people who have entered.
 */
export class ZoneVisits implements Checkpointed {
  readonly #zones: readonly ZoneModel[];
  /** Index of each of this space's zones in the store's list. */
  readonly #ordinals: readonly number[];
  /** Index, among this space's zones, of the service zone of each; −1 without one. */
  readonly #services: readonly number[];
  readonly #raster: ZoneRaster;
  readonly #emit: FactSink;
  readonly #present: PresenceSink;
  readonly #stays = new Map<number, Stay[]>();
  readonly #lost = new VisitStitcher();
  /** Numbers of all people whose tracks have begun and not ended. */
  readonly #met = new Set<number>();
  #upSince: EpochMs = Number.NEGATIVE_INFINITY as EpochMs;
  readonly state: StatePart;

  constructor(model: StoreModel, space: SpaceId, emit: FactSink, present: PresenceSink) {
    this.#ordinals = model.zones.flatMap((zone, i) => (zone.space === space ? [i] : []));
    this.#zones = model.zones.filter((zone) => zone.space === space);
    this.#services = this.#zones.map(({ queue }) =>
      this.#zones.findIndex(({ id }) => id === queue?.servedIn),
    );
    this.#raster = new ZoneRaster(this.#zones.map(({ polygon }) => polygon));
    this.#emit = emit;
    this.#present = present;
    this.state = this.#createState();
  }

  #createState(): StatePart {
    const zone = ordinalCodec(this.#zones);
    const isKnown = (visit: { readonly zone: number }) => visit.zone >= 0;
    return composed({
      upSince: held(
        orNever(branded<EpochMs>()),
        () => this.#upSince,
        (upSince) => this.resume(upSince),
      ),
      stays: held(
        knownOnly(createStayCodec(zone), isKnown),
        () => [...this.#stays.values()].flat(),
        (stays) => this.#replace(stays),
      ),
      lost: held(
        knownOnly(createVisitCodec(zone), isKnown),
        () => this.#lost.all,
        (lost) => {
          this.#lost.all = lost;
        },
      ),
      met: heldSet(list(number), this.#met),
    });
  }

  #replace(stays: readonly Stay[]): void {
    this.#stays.clear();
    for (const stay of stays) this.#getStays(stay.person).push(stay);
  }

  /** Records that the space's sensors observe again after an outage. */
  resume(at: EpochMs): void {
    this.#upSince = at;
  }

  moved(person: number, at: EpochMs, x: number, y: number): void {
    if (this.#zones.length === 0) return;
    const found = this.#raster.lookUp(x, y);
    const stays = this.#stays.get(person);
    const isNew = !this.#met.has(person);
    if (isNew) this.#met.add(person);
    if (found === 0 && stays === undefined) return;
    const point = { at, x, y };
    if (stays !== undefined) this.#follow(person, stays, found, point);
    for (let i = 0; i < found; i++) {
      const zone = this.#raster.found[i] ?? 0;
      if (findStay(stays, zone) !== undefined || this.#isServed(zone, stays, found, point)) continue;
      this.#begin(person, zone, point, isNew);
    }
  }

  /** Records that the person was seen before under another number, so the track does not begin here. */
  know(person: number): void {
    if (this.#zones.length > 0) this.#met.add(person);
  }

  /** Ends a track; `reason` tells whether its visits end or are censored. */
  ended(person: number, reason: Censoring | undefined): void {
    for (const stay of this.#stays.get(person) ?? []) {
      const wasLeaving = stay.lastNearAt > stay.lastInsideAt;
      this.#end(stay, wasLeaving ? undefined : reason);
    }
    this.#stays.delete(person);
    this.#met.delete(person);
  }

  /** Calls `visit` for each open visit. */
  forEachVisit(visit: (zone: number, person: number, since: EpochMs) => void): void {
    for (const stays of this.#stays.values()) {
      for (const stay of stays) {
        if (stay.begun) visit(this.#ordinals[stay.zone] ?? 0, stay.person, stay.firstInsideAt);
      }
    }
  }

  #getStays(person: number): Stay[] {
    let stays = this.#stays.get(person);
    if (stays === undefined) {
      stays = [];
      this.#stays.set(person, stays);
    }
    return stays;
  }

  #begin(person: number, zone: number, { at, x, y }: TrackPoint, isNew: boolean): void {
    const beganUnseen = at - this.#upSince <= APPEARED_AT_START_MS;
    this.#getStays(person).push({
      zone,
      person,
      begun: false,
      engaged: false,
      told: 0,
      beganUnseen,
      firstInsideAt: at,
      lastInsideAt: at,
      lastNearAt: at,
      // A person present when sensors come up was there before, so the visit is censored at its start.
      isDoubtful: isNew && !beganUnseen,
      resumedFrom: undefined,
      x,
      y,
    });
  }

  /** Returns whether a person counts as inside the zone but has had no position for 500 ms. */
  #isAnybodySilent(zone: number, at: EpochMs): boolean {
    for (const stays of this.#stays.values())
      for (const stay of stays) if (stay.zone === zone && at - stay.lastNearAt >= SILENT_MS) return true;
    return false;
  }

  #follow(person: number, stays: Stay[], found: number, point: TrackPoint): void {
    for (let i = stays.length - 1; i >= 0; i--) {
      const stay = stays[i];
      if (stay === undefined) continue;
      const isServed = this.#isServed(stay.zone, stays, found, point);
      const isIn = !isServed && this.#isInside(stay.zone, found);
      const isOver = isIn ? this.#inside(stay, point) : this.#outside(stay, point, isServed);
      if (isOver) stays.splice(i, 1);
    }
    if (stays.length === 0) this.#stays.delete(person);
  }

  /**
   * Returns whether a person is in this queue's service zone or its margin. The margin needs a stay there as long as the
   * queue's entry time: the next in line sways into the service zone for less.
   */
  #isServed(zone: number, stays: Stay[] | undefined, found: number, { x, y }: TrackPoint): boolean {
    const index = this.#services[zone] ?? -1;
    if (index < 0) return false;
    if (this.#isInside(index, found)) return true;
    const [queue, service, stay] = [this.#zones[zone], this.#zones[index], findStay(stays, index)];
    if (queue === undefined || service === undefined || stay === undefined) return false;
    const insideMs = stay.lastInsideAt - stay.firstInsideAt;
    return insideMs >= queue.thresholds.zoneEntryMs && isNearBorder(service.polygon, service.growBy, x, y);
  }

  #isInside(zone: number, found: number): boolean {
    for (let i = 0; i < found; i++) if (this.#raster.found[i] === zone) return true;
    return false;
  }

  /** Handles a position inside the zone. Returns whether the stay is over, which is never true here. */
  #inside(stay: Stay, { at, x, y }: TrackPoint): boolean {
    stay.lastNearAt = at;
    const zone = this.#zones[stay.zone];
    const ordinal = this.#ordinals[stay.zone] ?? 0;
    if (zone === undefined) return true;
    if (stay.begun) this.#present(ordinal, stay.lastInsideAt, at);
    stay.lastInsideAt = at;
    const insideMs = at - stay.firstInsideAt;
    if (!stay.begun && insideMs >= zone.thresholds.zoneEntryMs && !this.#mustWait(stay, at)) {
      this.#emitEntered(stay, zone, at);
    }
    stay.x = x;
    stay.y = y;
    if (stay.begun) this.#emitDwelling(stay, zone, insideMs);
    return false;
  }

  /** Returns whether the stay must wait: this may be a person who was just lost here, or who may be lost. */
  #mustWait(stay: Stay, at: EpochMs): boolean {
    return stay.isDoubtful && at - stay.firstInsideAt < KNOWN_LOST_MS && this.#isAnybodySilent(stay.zone, at);
  }

  #emitEntered(stay: Stay, zone: ZoneModel, at: EpochMs): void {
    const { person, firstInsideAt } = stay;
    stay.begun = true;
    const { x, y } = stay;
    const lost = stay.isDoubtful
      ? this.#lost.takeNearest(stay.zone, { at: firstInsideAt, x, y }, REACH_MARGINS * zone.growBy)
      : undefined;
    if (lost !== undefined) stay.resumedFrom = lost.enteredAt;
    const goesOn = lost === undefined ? {} : { resumedFrom: lost.enteredAt };
    this.#emit({ kind: 'ZoneEntered', at: firstInsideAt, zone: zone.id, person, ...goesOn });
    this.#present(this.#ordinals[stay.zone] ?? 0, firstInsideAt, at);
  }

  /** After a gap, emits one ZoneDwelling for the whole elapsed time. */
  #emitDwelling(stay: Stay, { id, thresholds: { engagedMs } }: ZoneModel, insideMs: number): void {
    const { person, firstInsideAt } = stay;
    if (!stay.engaged && insideMs >= engagedMs) {
      stay.engaged = true;
      this.#emit({ kind: 'ZoneEngaged', at: (firstInsideAt + engagedMs) as EpochMs, zone: id, person });
    }
    const told = Math.floor(insideMs / TOLD_EVERY_MS);
    if (told <= stay.told) return;
    stay.told = told;
    const dwellMs = told * TOLD_EVERY_MS;
    this.#emit({ kind: 'ZoneDwelling', at: (firstInsideAt + dwellMs) as EpochMs, zone: id, person, dwellMs });
  }

  /**
   * Handles a position outside the zone. Returns whether the stay is over: within the margin only for a person who has
   * not entered a queue, and beyond it after the exit time.
   */
  #outside(stay: Stay, { at, x, y }: TrackPoint, isServed: boolean): boolean {
    const zone = this.#zones[stay.zone];
    if (zone === undefined) return true;
    const { zoneExitMs } = zone.thresholds;
    const isHeld = stay.begun || zone.queue === undefined || at - stay.lastInsideAt < zoneExitMs;
    if (isHeld && !isServed && isNearBorder(zone.polygon, zone.growBy, x, y)) {
      stay.lastNearAt = at;
      return false;
    }
    if (stay.begun && at - stay.lastNearAt < zoneExitMs) return false;
    this.#end(stay, undefined);
    return true;
  }

  #end(stay: Stay, reason: Censoring | undefined): void {
    const zone = this.#zones[stay.zone];
    if (zone === undefined) return;
    // The stay waited to see whether its person had been lost here.
    if (
      !stay.begun &&
      stay.isDoubtful &&
      stay.lastInsideAt - stay.firstInsideAt >= zone.thresholds.zoneEntryMs
    )
      this.#emitEntered(stay, zone, stay.lastInsideAt);
    if (!stay.begun) return;
    const enteredAt = stay.resumedFrom ?? stay.firstInsideAt;
    if (reason === 'lost') {
      const { zone: ordinal, lastInsideAt: lastAt, x, y } = stay;
      this.#lost.add({ zone: ordinal, enteredAt, lastAt, x, y });
    }
    const censored = reason ?? (stay.beganUnseen ? 'start' : undefined);
    this.#emit({
      kind: 'ZoneLeft',
      at: stay.lastInsideAt,
      zone: zone.id,
      person: stay.person,
      enteredAt: stay.firstInsideAt,
      dwellMs: stay.lastInsideAt - stay.firstInsideAt,
      ...(censored === undefined ? {} : { censored }),
      ...(stay.resumedFrom === undefined ? {} : { resumedFrom: stay.resumedFrom }),
    });
  }
}
