import { PictureChange } from './picture-change.ts';

/**
 * For this long after the last change, the detector processes every picture, as people who stop still move a little.
 */
const AWAKE_MS = 1_500;
/**
 * Interval of detection in a still picture with people. It is shorter than the time after which the camera counts as
 * down.
 */
const PEOPLE_MS = 1_500;
/**
 * Interval of detection in a still picture without people: a detector can miss a person who stands completely still.
 */
const EMPTY_MS = 10_000;

/**
 * What to do with a picture. `look`: run the detector. `empty`: report no people, as in the last picture. `skip`:
 * report nothing.
 */
export type Look = 'look' | 'empty' | 'skip';

/**
 * Runs the detector less often while nothing moves. It processes each picture that differs from the last one it
 * processed. An arriving person is therefore detected without delay. People in an unchanged picture stand still, so
 * fewer detections are enough.
 */
export class StillScene {
  readonly #change: PictureChange;
  #awakeUntilMs = Number.NEGATIVE_INFINITY;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #count = 0;

  constructor(inputWidth: number, inputHeight: number) {
    this.#change = new PictureChange(inputWidth, inputHeight);
  }

  /** Decides what to do with a picture that was taken at `atMs`. */
  judge(pixels: Uint8Array, atMs: number): Look {
    if (this.#change.hasChanged(pixels)) this.#awakeUntilMs = atMs + AWAKE_MS;
    const restMs = this.#count > 0 ? PEOPLE_MS : EMPTY_MS;
    // A clock that was set back must not stop detection.
    const isDue = atMs - this.#lookedAtMs >= restMs || atMs < this.#lookedAtMs;
    if (atMs <= this.#awakeUntilMs || isDue) return 'look';
    return this.#count > 0 ? 'skip' : 'empty';
  }

  /** Must be called after detection in the last judged picture, in which the detector found `count` boxes. */
  found(count: number, atMs: number): void {
    if (count !== this.#count) this.#awakeUntilMs = atMs + AWAKE_MS;
    this.#count = count;
    this.#lookedAtMs = atMs;
    this.#change.remember();
  }
}
