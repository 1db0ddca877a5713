import type { Codec, TypeOf } from '../model/codec.ts';
import { branded, number, row } from '../model/codec.ts';
import type { EpochMs } from '../model/ids.ts';

/** A person lost in a zone may still stand there or appear again for 30 s. */
const LOST_FOR_MS = 30_000;

/** Position and time of a person, in the space's unit. */
export interface TrackPoint {
  readonly at: EpochMs;
  readonly x: number;
  readonly y: number;
}

/** A visit whose track was lost in the zone. */
export const createVisitCodec = (zone: Codec<number>) =>
  row({ zone, enteredAt: branded<EpochMs>(), lastAt: branded<EpochMs>(), x: number, y: number });
export type OpenVisit = TypeOf<ReturnType<typeof createVisitCodec>>;

/**
 * Keeps visits whose tracks were lost in the zone. A track that starts near there, away from any entrance, is the same
 * person. The counts then hold one censored visit in place of two.
 */
export class VisitStitcher {
  #lost: OpenVisit[] = [];

  add(visit: OpenVisit): void {
    this.#lost.push(visit);
  }

  /** Removes and returns the nearest lost visit that a track starting here can continue. */
  takeNearest(zone: number, { at, x, y }: TrackPoint, reach: number): OpenVisit | undefined {
    this.#lost = this.#lost.filter(({ lastAt }) => at - lastAt <= LOST_FOR_MS);
    const away = (visit: OpenVisit) => Math.hypot(visit.x - x, visit.y - y);
    const found = this.#lost
      .filter((visit) => visit.zone === zone && visit.lastAt <= at && away(visit) <= reach)
      .sort((a, b) => away(a) - away(b))[0];
    if (found !== undefined) this.#lost.splice(this.#lost.indexOf(found), 1);
    return found;
  }

  get all(): OpenVisit[] {
    return this.#lost;
  }

  set all(lost: OpenVisit[]) {
    this.#lost = lost;
  }
}
