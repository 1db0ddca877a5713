import type { Settings } from '../../config/schema.ts';
import type { TagObserver } from '../../core/engine/tag-tracker.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import type { Observation } from '../../core/model/observation.ts';
import type { TagPosition } from '../../core/positioning/tag-locator.ts';
import type { TagsView, TagView } from '../../ports/console/console-devices.ts';

/** Signal levels are exponential means over about this many adverts. */
const ADVERTS = 4;
/** Signal levels older than this are not shown. */
const SHOWN_MS = 15_000;

interface Level {
  rssiDbm: number;
  at: EpochMs;
}

/** A tag's position. `zone` is an index into the zones on the floor plan. */
type Place = Omit<NonNullable<TagView['place']>, 'zone'> & { readonly zone: number };

interface Heard {
  readonly levels: Map<string, Level>;
  batteryPercent: number | null;
  at: EpochMs;
}

/** Stores the present signal level of each registered tag at each receiver. */
export class HeardTags implements TagObserver {
  readonly #tags = new Map<string, Heard>();
  readonly #places = new Map<string, Place>();

  acceptObservation(seen: Observation): void {
    if (seen.kind === 'TagReported') {
      this.#getHeard(seen.tag, seen.at).batteryPercent = seen.batteryPercent ?? null;
    } else if (seen.kind === 'TagHeard') {
      const { levels } = this.#getHeard(seen.tag, seen.at);
      const old = levels.get(seen.sensor);
      const isStale = old === undefined || seen.at - old.at > SHOWN_MS;
      const rssiDbm = isStale ? seen.rssiDbm : old.rssiDbm + (seen.rssiDbm - old.rssiDbm) / ADVERTS;
      levels.set(seen.sensor, { rssiDbm, at: seen.at });
    }
  }

  placed({ tag, at, xM, yM, errorM, zone }: TagPosition): void {
    this.#places.set(tag, { at, x: round(xM), y: round(yM), errorM: round(errorM), zone });
  }

  gone(tag: string): void {
    this.#places.delete(tag);
  }

  view({ sensors, tags, zones }: Settings, at: EpochMs): TagsView {
    const onFloor = zones.filter(({ space }) => space === 'floor');
    const receivers = sensors.filter(({ model }) => model.kind === 'hears-tags');
    return {
      at,
      receivers: receivers.map(({ id, name, plan }) => ({
        id,
        name: name ?? id,
        isPlaced: plan.position !== undefined,
      })),
      tags: tags.map(({ id, kind }) => {
        const place = this.#places.get(id);
        const zone = onFloor[place?.zone ?? -1]?.id ?? null;
        return this.#tag(id, kind, at, place === undefined ? null : { ...place, zone });
      }),
    };
  }

  #tag(id: string, kind: string, at: EpochMs, place: TagView['place']): TagView {
    const heard = this.#tags.get(id);
    const levels = [...(heard?.levels ?? [])].flatMap(([receiver, level]) =>
      at - level.at > SHOWN_MS ? [] : [{ receiver, rssiDbm: Math.round(level.rssiDbm), at: level.at }],
    );
    const batteryPercent = heard?.batteryPercent ?? null;
    return { id, kind, heardAt: heard?.at ?? null, levels, batteryPercent, place };
  }

  #getHeard(tag: string, at: EpochMs): Heard {
    const known = this.#tags.get(tag);
    if (known !== undefined) {
      known.at = at;
      return known;
    }
    const heard: Heard = { levels: new Map(), batteryPercent: null, at };
    this.#tags.set(tag, heard);
    return heard;
  }
}

function round(metres: number): number {
  return Math.round(metres * 100) / 100;
}
