import type { Codec, TypeOf } from '../model/codec.ts';
import { branded, number, row } from '../model/codec.ts';
import type { EpochMs } from '../model/ids.ts';

/** Who was lost in a zone stands there still, or has come up again, within this time. */
const LOST_FOR_MS = 30_000;

/** Where a person was, and when, in the space's unit. */
export interface TrackPoint {
  readonly at: EpochMs;
  readonly x: number;
  readonly y: number;
}

/** A visit whose person was lost in the middle of the zone. */
export const lostVisitOf = (zone: Codec<number>) =>
  row({ zone, enteredAt: branded<EpochMs>(), lastAt: branded<EpochMs>(), x: number, y: number });
export type OpenVisit = TypeOf<ReturnType<typeof lostVisitOf>>;

/**
 * Visits that were cut because a person was lost in the zone and not joined to anybody. Whoever comes up near there, out
 * of nowhere, is taken to be that person as far as counts go: one visit, censored, and not a second one.
 */
export class VisitStitcher {
  #lost: OpenVisit[] = [];

  add(visit: OpenVisit): void {
    this.#lost.push(visit);
  }

  /** Takes out the nearest visit that one who came up at this place and time can go on with. */
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
