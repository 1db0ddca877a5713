import type { Settings } from '../config/schema.ts';
import type { Observation } from '../core/observation.ts';
import type { EpochMs } from '../core/types.ts';
import type { TagsView, TagView } from '../ports/console-sensing.ts';

/** A level is the mean of about this many adverts. */
const ADVERTS = 4;
/** Levels older than this say nothing of now. */
const SHOWN_MS = 15_000;

interface Level {
  rssiDbm: number;
  at: EpochMs;
}

interface Heard {
  readonly levels: Map<string, Level>;
  batteryPercent: number | null;
  at: EpochMs;
}

/** How strongly each receiver hears each registered tag just now. */
export class HeardTags {
  readonly #tags = new Map<string, Heard>();

  see(seen: Observation): void {
    if (seen.kind === 'TagReported') {
      this.#heard(seen.tag, seen.at).batteryPercent = seen.batteryPercent ?? null;
    } else if (seen.kind === 'TagHeard') {
      const { levels } = this.#heard(seen.tag, seen.at);
      const old = levels.get(seen.sensor);
      const isStale = old === undefined || seen.at - old.at > SHOWN_MS;
      const rssiDbm = isStale ? seen.rssiDbm : old.rssiDbm + (seen.rssiDbm - old.rssiDbm) / ADVERTS;
      levels.set(seen.sensor, { rssiDbm, at: seen.at });
    }
  }

  view({ sensors, tags }: Settings, at: EpochMs, placeOf: (tag: string) => TagView['place']): TagsView {
    const receivers = sensors.filter(({ type }) => type === 'ble-receiver');
    return {
      at,
      receivers: receivers.map(({ id, name, ...own }) => ({
        id,
        name: name ?? id,
        isPlaced: own['place'] !== undefined,
      })),
      tags: tags.map(({ id, kind }) => this.#tag(id, kind, at, placeOf(id))),
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

  #heard(tag: string, at: EpochMs): Heard {
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
