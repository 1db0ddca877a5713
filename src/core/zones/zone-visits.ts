import type { StoreModel, ZoneModel } from '../engine/store-model.ts';
import type { Censoring, FactSink } from '../fact.ts';
import { INSIDE, ZoneRaster } from '../geometry/zone-raster.ts';
import type { Checkpointed, EpochMs, Json, SpaceId } from '../types.ts';

/** Told whenever a person is known to have been inside a zone from one moment to another. */
export type PresenceSink = (zone: number, from: EpochMs, to: EpochMs) => void;

/** One person in one zone: about to enter, inside, or about to leave. */
interface Stay {
  readonly zone: number;
  readonly person: number;
  begun: boolean;
  engaged: boolean;
  /** How often the running visit was told of. */
  told: number;
  /** The true beginning was not seen. */
  readonly beganUnseen: boolean;
  readonly firstInsideAt: EpochMs;
  lastInsideAt: EpochMs;
  /** Last time inside the polygon or its margin. */
  lastNearAt: EpochMs;
}

/** A visit under way is told of whenever it has lasted this much longer. */
const TOLD_EVERY_MS = 30_000;
/** A person that appears inside a zone this soon after its sensors came up was there before they did. */
const APPEARED_AT_START_MS = 1_500;

/**
 * Positions → zone visits, for all zones of one space. A visit begins after the entry time inside, ends after the exit
 * time outside the grown polygon, and lasts from first inside to last inside: hysteresis adds nothing to it.
 */
export class ZoneVisits implements Checkpointed {
  readonly #zones: readonly ZoneModel[];
  /** Place of each of this space's zones in the store's list. */
  readonly #ordinals: readonly number[];
  readonly #raster: ZoneRaster;
  readonly #emit: FactSink;
  readonly #present: PresenceSink;
  readonly #stays = new Map<number, Stay[]>();
  #upSince: EpochMs = Number.NEGATIVE_INFINITY as EpochMs;

  constructor(model: StoreModel, space: SpaceId, emit: FactSink, present: PresenceSink) {
    this.#ordinals = model.zones.flatMap((zone, i) => (zone.space === space ? [i] : []));
    this.#zones = model.zones.filter((zone) => zone.space === space);
    this.#raster = new ZoneRaster(this.#zones);
    this.#emit = emit;
    this.#present = present;
  }

  /** The space's sensors see again after a time of not seeing. */
  resume(at: EpochMs): void {
    this.#upSince = at;
  }

  moved(person: number, at: EpochMs, x: number, y: number): void {
    const found = this.#raster.lookUp(x, y);
    const stays = this.#stays.get(person);
    if (found === 0 && stays === undefined) return;
    if (stays !== undefined) this.#follow(person, stays, found, at);
    for (let i = 0; i < found; i++) {
      const zone = this.#raster.foundZones[i] ?? 0;
      if (this.#raster.foundAs[i] !== INSIDE || stays?.some((stay) => stay.zone === zone)) continue;
      this.#begin(person, zone, at);
    }
  }

  /** The person will not be seen again; `reason` says whether that ends its visits or only our view of them. */
  ended(person: number, reason: Censoring | undefined): void {
    for (const stay of this.#stays.get(person) ?? []) {
      const wasLeaving = stay.lastNearAt > stay.lastInsideAt;
      this.#end(stay, wasLeaving ? undefined : reason);
    }
    this.#stays.delete(person);
  }

  /** Calls for every visit that has begun and not ended. */
  forEachVisit(visit: (zone: number, person: number, since: EpochMs) => void): void {
    for (const stays of this.#stays.values()) {
      for (const stay of stays) {
        if (stay.begun) visit(this.#ordinals[stay.zone] ?? 0, stay.person, stay.firstInsideAt);
      }
    }
  }

  snapshot(): Json {
    return {
      upSince: Number.isFinite(this.#upSince) ? this.#upSince : null,
      stays: [...this.#stays.values()]
        .flat()
        .map((stay) => ({ ...stay, zone: this.#zones[stay.zone]?.id ?? '' })),
    };
  }

  restore(saved: Json): void {
    const { upSince, stays } = saved as unknown as {
      upSince: EpochMs | null;
      stays: (Omit<Stay, 'zone'> & { zone: string })[];
    };
    this.#upSince = upSince ?? (Number.NEGATIVE_INFINITY as EpochMs);
    this.#stays.clear();
    for (const stay of stays) {
      const zone = this.#zones.findIndex((candidate) => candidate.id === stay.zone);
      if (zone >= 0) this.#staysOf(stay.person).push({ ...stay, zone });
    }
  }

  #staysOf(person: number): Stay[] {
    let stays = this.#stays.get(person);
    if (stays === undefined) {
      stays = [];
      this.#stays.set(person, stays);
    }
    return stays;
  }

  #begin(person: number, zone: number, at: EpochMs): void {
    this.#staysOf(person).push({
      zone,
      person,
      begun: false,
      engaged: false,
      told: 0,
      beganUnseen: at - this.#upSince <= APPEARED_AT_START_MS,
      firstInsideAt: at,
      lastInsideAt: at,
      lastNearAt: at,
    });
  }

  #follow(person: number, stays: Stay[], found: number, at: EpochMs): void {
    for (let i = stays.length - 1; i >= 0; i--) {
      const stay = stays[i];
      if (stay === undefined) continue;
      const as = this.#foundAs(stay.zone, found);
      const isOver = as === 0 ? this.#outside(stay, at) : this.#near(stay, at, as);
      if (isOver) stays.splice(i, 1);
    }
    if (stays.length === 0) this.#stays.delete(person);
  }

  #foundAs(zone: number, found: number): number {
    for (let i = 0; i < found; i++)
      if (this.#raster.foundZones[i] === zone) return this.#raster.foundAs[i] ?? 0;
    return 0;
  }

  /** Inside or in the margin. A stay that has not begun yet is never over here. */
  #near(stay: Stay, at: EpochMs, as: number): boolean {
    stay.lastNearAt = at;
    if (as !== INSIDE) return false;
    const zone = this.#zones[stay.zone];
    const ordinal = this.#ordinals[stay.zone] ?? 0;
    if (zone === undefined) return true;
    if (stay.begun) this.#present(ordinal, stay.lastInsideAt, at);
    stay.lastInsideAt = at;
    const insideMs = at - stay.firstInsideAt;
    if (!stay.begun && insideMs >= zone.thresholds.zoneEntryMs) {
      stay.begun = true;
      this.#emit({ kind: 'ZoneEntered', at: stay.firstInsideAt, zone: zone.id, person: stay.person });
      this.#present(ordinal, stay.firstInsideAt, at);
    }
    if (stay.begun) this.#tellRunning(stay, zone, insideMs);
    return false;
  }

  /** Told of late, after a gap, it is told of once, for what has passed by then. */
  #tellRunning(stay: Stay, { id, thresholds: { engagedMs } }: ZoneModel, insideMs: number): void {
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

  #outside(stay: Stay, at: EpochMs): boolean {
    if (!stay.begun) return true;
    const zone = this.#zones[stay.zone];
    if (zone !== undefined && at - stay.lastNearAt < zone.thresholds.zoneExitMs) return false;
    this.#end(stay, undefined);
    return true;
  }

  #end(stay: Stay, reason: Censoring | undefined): void {
    const zone = this.#zones[stay.zone];
    if (zone === undefined || !stay.begun) return;
    const censored = reason ?? (stay.beganUnseen ? 'start' : undefined);
    this.#emit({
      kind: 'ZoneLeft',
      at: stay.lastInsideAt,
      zone: zone.id,
      person: stay.person,
      enteredAt: stay.firstInsideAt,
      dwellMs: stay.lastInsideAt - stay.firstInsideAt,
      ...(censored === undefined ? {} : { censored }),
    });
  }
}
