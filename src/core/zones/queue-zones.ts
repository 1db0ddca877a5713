import type { SpaceId, ZoneId } from '../model/ids.ts';
import type { StoreModel } from '../model/store-model.ts';

/** Distance in zone margins within which a person who comes to stand takes over from one who just left. */
const TAKES_OVER_MARGINS = 2.5;

export class QueueZones {
  /** Service zone of each queue; undefined without one. */
  readonly #servedIn = new Map<ZoneId, ZoneId | undefined>();
  readonly #all: ReadonlyMap<ZoneId, StoreModel['zones'][number]>;
  readonly #ordinals: ReadonlyMap<ZoneId, number>;

  constructor({ zones }: StoreModel) {
    for (const { id, queue } of zones) if (queue !== undefined) this.#servedIn.set(id, queue.servedIn);
    this.#all = new Map(zones.map((zone) => [zone.id, zone]));
    this.#ordinals = new Map(zones.map(({ id }, i) => [id, i]));
  }

  get count(): number {
    return this.#servedIn.size;
  }

  /**
   * Counter at which all sales of the store are made. Undefined with several queues, because a sale does not name its
   * queue.
   */
  get onlyCounter(): ZoneId | undefined {
    return this.count === 1 ? [...this.#servedIn.values()][0] : undefined;
  }

  isQueue(zone: ZoneId): boolean {
    return this.#servedIn.has(zone);
  }

  isCounter(zone: ZoneId): boolean {
    for (const service of this.#servedIn.values()) if (service === zone) return true;
    return false;
  }

  findCounter(queue: ZoneId): ZoneId | undefined {
    return this.#servedIn.get(queue);
  }

  findQueue(counter: ZoneId): ZoneId | undefined {
    return [...this.#servedIn].find(([, service]) => service === counter)?.[0];
  }

  findSpace(zone: ZoneId): SpaceId | undefined {
    return this.#all.get(zone)?.space;
  }

  /**
   * Returns within which distance a newly tracked person may continue the wait of one who just left. In units of the
   * zone's space.
   */
  findReach(zone: ZoneId): number {
    return TAKES_OVER_MARGINS * (this.#all.get(zone)?.growBy ?? 0);
  }

  /** Returns the time from a person's arrival to the beginning of the visit. */
  findEntryMs(zone: ZoneId): number {
    return this.#all.get(zone)?.thresholds.zoneEntryMs ?? 0;
  }

  /** Returns the index in the store's list of zones. */
  findOrdinal(zone: ZoneId): number {
    return this.#ordinals.get(zone) ?? 0;
  }
}
