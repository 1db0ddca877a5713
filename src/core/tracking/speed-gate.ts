import type { FloorPlace, FloorView } from '../geometry/floor-view.ts';
import { squaredMahalanobisBetween } from '../geometry/floor-view.ts';
import type { EpochMs } from '../model/ids.ts';
import type { Detections } from './detections.ts';
import type { PersonTrack } from './person-track.ts';

/** Standard deviation of how far people get in a second, and of what a box and a lens add to what is known of places. */
const WALK_M_PER_S = 1.3;
const MODEL_SD_M = 0.25;
/** One in three thousand of people's own steps is further (chi-squared, two degrees of freedom). */
const GATE = 16;

/**
 * Where a camera is calibrated, nobody gets further on the floor than people walk, whatever the boxes look like: two who
 * overlap in the picture stand metres apart, one behind the other. Where it is not, everything is allowed.
 */
export class SpeedGate {
  readonly #view: FloorView | undefined;
  #places: (FloorPlace | undefined)[] = [];

  constructor(view: FloorView | undefined) {
    this.#view = view;
  }

  /** Notes where on the floor the frame's boxes are. */
  load({ count, left, top, width, height }: Detections): void {
    if (this.#view === undefined) return;
    this.#places.length = count;
    for (let n = 0; n < count; n++) {
      const headY = top[n] as number;
      const middle = (left[n] as number) + (width[n] as number) / 2;
      this.#places[n] = this.#view.locate(middle, headY + (height[n] as number), headY);
    }
  }

  getPosition(n: number): FloorPlace | undefined {
    return this.#places[n];
  }

  allows({ place, seenAt }: PersonTrack, n: number, at: EpochMs): boolean {
    const to = this.#places[n];
    if (place === undefined || to === undefined) return true;
    const seconds = (at - seenAt) / 1000;
    const extra = MODEL_SD_M ** 2 + (WALK_M_PER_S * seconds) ** 2;
    return squaredMahalanobisBetween(place, to, to.x - place.x, to.y - place.y, extra) <= GATE;
  }
}
