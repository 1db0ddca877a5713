import { number, row } from '../model/codec.ts';

/** Mean surprise (squared distance over variance) when people walk past a fixed camera. */
const USUAL_SURPRISE = 0.4;
/** Surprises are cut at this value, so that one wild box has little effect. */
const MOST_SURPRISE = 9;
/** Share per second by which the estimate follows new values. */
const RATE = 1;
const MOST_RESTLESS = 16;

/**
 * Estimates whether the whole picture moves, as with a carried or shaking camera. The filters assume people who walk
 * past a fixed camera. A moving picture surprises all filters at the same time (covariance matching: Mehra 1970).
 */
export class PictureMotion {
  /** Factor on the variance of people's speeds: 1 for a fixed camera, more for a moving one. */
  restless = 1;
  #sum = 0;
  #count = 0;

  /** `surprise`: squared distance of a box from its prediction, divided by the variance of both. */
  record(surprise: number): void {
    this.#sum += Math.min(MOST_SURPRISE, surprise);
    this.#count += 1;
  }

  /** Ends a frame, after all of its surprises; `seconds` is the time since the previous frame. */
  settle(seconds: number): void {
    if (this.#count === 0) return;
    const surprise = this.#sum / this.#count;
    this.#sum = 0;
    this.#count = 0;
    const grown = this.restless * Math.exp(RATE * Math.min(1, seconds) * (surprise - USUAL_SURPRISE));
    this.restless = Math.min(MOST_RESTLESS, Math.max(1, grown));
  }
}

export const PICTURE_MOTION = row({ restless: number });
