import { isInside, isNearBorder } from '../geometry/polygon.ts';
import { ZoneRaster } from '../geometry/zone-raster.ts';
import type { TypeOf } from '../model/codec.ts';
import { bit, branded, list, maybe, number, row, text } from '../model/codec.ts';
import type { FactSink } from '../model/fact.ts';
import type { EpochMs, SpaceId, ZoneId } from '../model/ids.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { held } from '../model/state-part.ts';
import type { StoreModel, ZoneModel } from '../model/store-model.ts';

/** A person who stays within the reach for 2 s is standing. That is slower than a quarter of walking speed. */
const STAND_MS = 2_000;
/**
 * Reach in zone margins. On the floor a margin is 0.3 m, so the reach is 0.45 m. A still person's positions scatter
 * less.
 */
const REACH_MARGINS = 1.5;

/** A person this near to a place, in margins, is coming to take it: about 1.5 slow steps. */
const PLACE_MARGINS = 4;
/**
 * How far a counter extends beyond its zone, in margins: less than half the way to the next in line, more than a
 * position's error.
 */
const COUNTER_MARGINS = 0.75;
/** Number of remembered steps, each one reach long. They cover the way to a place from beyond `PLACE_MARGINS`. */
const TRAIL = 4;

/** A person who stood outside the queue for 10 s was not on the way to it before. */
const STOOD_OUTSIDE_MS = 10_000;

/** An earlier position of the person. Steps lie one reach apart. */
const STEP = row({ x: number, y: number, at: branded<EpochMs>() });

const ANCHOR = row({
  person: number,
  /** Undefined while the person is in no zone. */
  zone: maybe(text<ZoneId>()),
  x: number,
  y: number,
  since: branded<EpochMs>(),
  isTold: bit,
  /** True once the person stood in the zone during this stay. */
  hasStood: bit,
  trail: list(STEP),
});
type Anchor = TypeOf<typeof ANCHOR>;

/** Detects people who come to a stand in a queue or its service zone. People who walk through do not. */
export class StandingDetector implements Checkpointed {
  readonly #zones: readonly ZoneModel[];
  readonly #raster: ZoneRaster;
  readonly #emit: FactSink;
  readonly #widestReach: number;
  readonly #anchors = new Map<number, Anchor>();
  readonly state = held(
    list(ANCHOR),
    () => [...this.#anchors.values()],
    (anchors) => {
      this.#anchors.clear();
      for (const anchor of anchors) this.#anchors.set(anchor.person, anchor);
    },
  );

  constructor({ zones }: StoreModel, space: SpaceId, emit: FactSink) {
    const served = new Set(zones.flatMap(({ queue }) => queue?.servedIn ?? []));
    const own = zones.filter((zone) => zone.space === space);
    // Where zones overlap, the service zone wins.
    this.#zones = [
      ...own.filter(({ id }) => served.has(id)),
      ...own.filter(({ id, queue }) => queue !== undefined && !served.has(id)),
    ];
    this.#raster = new ZoneRaster(this.#zones.map(({ polygon }) => polygon));
    this.#emit = emit;
    this.#widestReach = REACH_MARGINS * Math.max(0, ...own.map(({ growBy }) => growBy));
  }

  moved(person: number, at: EpochMs, x: number, y: number): void {
    if (this.#zones.length === 0) return;
    const zone = this.#findZone(x, y);
    const now = { person, zone: zone?.id, x, y, since: at, isTold: false, hasStood: false, trail: [] };
    if (zone === undefined) this.#approach(now);
    else this.#look(zone, now);
  }

  /** Follows a person outside the zones, to know later when the person came to a place. */
  #approach(now: Anchor): void {
    const anchor = this.#anchors.get(now.person);
    const isNear =
      anchor !== undefined &&
      anchor.zone === undefined &&
      Math.hypot(now.x - anchor.x, now.y - anchor.y) <= this.#widestReach;
    if (!isNear) this.#anchors.set(now.person, { ...now, trail: wayFrom(anchor, now) });
  }

  ended(person: number): void {
    this.#anchors.delete(person);
  }

  /**
   * Returns the zone at a position. A service zone extends a little into its queue, because served people stand at its
   * edge.
   */
  #findZone(x: number, y: number): ZoneModel | undefined {
    const found = this.#raster.lookUp(x, y) === 0 ? undefined : this.#zones[this.#raster.found[0] ?? 0];
    if (found?.queue === undefined) return found;
    const service = this.#zones.find(({ id }) => id === found.queue?.servedIn);
    const isThere =
      service !== undefined && isNearBorder(service.polygon, COUNTER_MARGINS * service.growBy, x, y);
    return isThere ? service : found;
  }

  #look(zone: ZoneModel, now: Anchor): void {
    const anchor = this.#anchors.get(now.person);
    if (anchor?.zone !== zone.id) {
      if (anchor?.hasStood === true && zone.queue === undefined) this.#reach(zone, anchor, now);
      else this.#anchors.set(now.person, { ...now, trail: wayFrom(anchor, now) });
      return;
    }
    if (Math.hypot(now.x - anchor.x, now.y - anchor.y) > REACH_MARGINS * zone.growBy) {
      this.#anchors.set(now.person, { ...now, hasStood: anchor.hasStood, trail: trailOf(anchor) });
    } else if (!anchor.isTold && now.since - anchor.since >= STAND_MS) this.#emitStood(anchor, zone);
  }

  /** Emits that a person walked from the queue into the service zone itself. */
  #reach({ polygon, id }: ZoneModel, anchor: Anchor, now: Anchor): void {
    const { person, since, x, y } = now;
    if (!isInside(polygon, x, y)) return;
    this.#anchors.set(person, now);
    if (anchor.zone !== undefined)
      this.#emit({ kind: 'ZoneReached', at: since, zone: id, from: anchor.zone, person });
  }

  #emitStood(anchor: Anchor, { id, growBy }: ZoneModel): void {
    const { person, since, x, y, trail } = anchor;
    anchor.isTold = true;
    anchor.hasStood = true;
    let cameAt = since;
    for (const step of trail) {
      if (Math.hypot(step.x - x, step.y - y) > PLACE_MARGINS * growBy) break;
      cameAt = step.at;
    }
    this.#emit({ kind: 'ZoneStood', at: since, zone: id, person, cameAt, x, y });
  }
}

function trailOf({ x, y, since, trail }: Anchor): Anchor['trail'] {
  return [{ x, y, at: since }, ...trail].slice(0, TRAIL);
}

/** Returns the trail of a person who came from outside all queues; empty for other people. */
function wayFrom(anchor: Anchor | undefined, { since }: Anchor): Anchor['trail'] {
  if (anchor === undefined || anchor.zone !== undefined) return [];
  return since - anchor.since >= STOOD_OUTSIDE_MS ? [] : trailOf(anchor);
}
