import type { Due } from './deadlines.ts';
import { LimitRow } from './limit-row.ts';
import type { LiveZone } from './live-zone.ts';

/** Holds the conditions on the longest visit in one zone, in ms. All of them share one deadline. */
export class VisitRow<T> implements Due {
  readonly row = new LimitRow<T>();
  dueAt = Number.POSITIVE_INFINITY;
  place = -1;
  readonly order: number;
  readonly #zone: Pick<LiveZone, 'since'>;

  constructor(zone: Pick<LiveZone, 'since'>, order: number) {
    this.#zone = zone;
    this.order = order;
  }

  /** Time at which the longest visit is long enough for the next condition. Infinity in an empty zone. */
  get nextAt(): number {
    const { since } = this.#zone;
    return since === undefined ? Number.POSITIVE_INFINITY : since + this.row.above;
  }

  /** Evaluates conditions after time passed or another visit became the longest. */
  changed(now: number, look: (watch: T) => void): void {
    this.row.changed(now - (this.#zone.since ?? Number.POSITIVE_INFINITY), look);
  }
}
