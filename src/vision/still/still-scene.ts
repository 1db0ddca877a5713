import { PictureChange } from './picture-change.ts';

/** After the last change the detector looks at every picture for this long: people come to a stop. */
const AWAKE_MS = 1_500;
/** A still picture with people in it is looked at this often: sooner than the camera counts as gone. */
const PEOPLE_MS = 1_500;
/** A still picture without people is looked at this often: a detector can miss a person who does not move at all. */
const EMPTY_MS = 10_000;

/** `look`: run the detector. `empty`: as in the picture before, no person is there. `skip`: tell nothing of it. */
export type Look = 'look' | 'empty' | 'skip';

/**
 * Saves the detector's work while nothing moves. The detector looks at each picture that differs from the last one it
 * saw. It therefore sees the first picture of a person who comes. People in a still picture stand still, so fewer
 * pictures of them suffice.
 */
export class StillScene {
  readonly #change: PictureChange;
  #awakeUntilMs = Number.NEGATIVE_INFINITY;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #count = 0;

  constructor(inputWidth: number, inputHeight: number) {
    this.#change = new PictureChange(inputWidth, inputHeight);
  }

  /** What is to be done with a picture taken at `atMs`. */
  judge(pixels: Uint8Array, atMs: number): Look {
    if (this.#change.hasChanged(pixels)) this.#awakeUntilMs = atMs + AWAKE_MS;
    const restMs = this.#count > 0 ? PEOPLE_MS : EMPTY_MS;
    // A clock that was set back must not put the camera to sleep.
    const isDue = atMs - this.#lookedAtMs >= restMs || atMs < this.#lookedAtMs;
    if (atMs <= this.#awakeUntilMs || isDue) return 'look';
    return this.#count > 0 ? 'skip' : 'empty';
  }

  /** The picture judged last was looked at, and `count` boxes were found. */
  found(count: number, atMs: number): void {
    if (count !== this.#count) this.#awakeUntilMs = atMs + AWAKE_MS;
    this.#count = count;
    this.#lookedAtMs = atMs;
    this.#change.remember();
  }
}
