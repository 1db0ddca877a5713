import { number, row } from '../model/codec.ts';

/** Squared surprise over its variance, as it is on the average where a camera hangs still and people walk by. */
const USUAL_SURPRISE = 0.4;
/** One wild box says little. */
const MOST_SURPRISE = 9;
/** How fast what is thought of the picture follows: shares a second. */
const RATE = 1;
const MOST_RESTLESS = 16;

/**
 * Whether the whole picture moves, as a carried or a mounted camera's does, from what people's boxes have in common:
 * filters made for people who walk before a still camera are then surprised more than they should be (covariance
 * matching: Mehra 1970).
 */
export class PictureMotion {
  /** 1 before a still camera; people's speeds change so many times more before a moving one. */
  restless = 1;
  #sum = 0;
  #count = 0;

  /** `surprise`: squared distance of a box from where it was expected, over the variance of both. */
  record(surprise: number): void {
    this.#sum += Math.min(MOST_SURPRISE, surprise);
    this.#count += 1;
  }

  /** The frame's boxes are all noted; `seconds` since the frame before. */
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
