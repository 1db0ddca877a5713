import type { FloorPlace, FloorView } from '../geometry/floor-view.ts';
import { squaredMahalanobisBetween } from '../geometry/floor-view.ts';
import type { EpochMs } from '../model/ids.ts';
import type { Detections } from './detections.ts';
import type { PersonTrack } from './person-track.ts';

/** Standard deviation of a person's distance per second (m), and of the error that box and lens add (m). */
const WALK_M_PER_S = 1.3;
const MODEL_SD_M = 0.25;
/** Largest squared distance of a step. One in 3,000 real steps is further (chi-squared, two degrees of freedom). */
const GATE = 16;

/**
 * Limits steps on the floor to walking speed, for a calibrated camera. Two people whose boxes overlap may stand metres
 * apart, one behind the other. Without a calibration every step is allowed.
 */
export class SpeedGate {
  readonly #view: FloorView | undefined;
  #places: (FloorPlace | undefined)[] = [];

  constructor(view: FloorView | undefined) {
    this.#view = view;
  }

  /** Locates the frame's boxes on the floor. */
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
