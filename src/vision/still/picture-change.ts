/**
 * Side of a block, in pixels of the detector's input. A person who is large enough to be detected covers several
 * blocks.
 */
const BLOCK_PX = 8;
/** Smallest change of a block's mean, in grey levels. Key frames of a compressed stream change it by two or three. */
const LEAST_CHANGE = 5;
/** Smallest ratio of a change to the median change of all blocks. The median is their noise. */
const NOISE_FACTOR = 9;
/**
 * A change of at least this many grey levels always counts, despite noise: the light has changed, or a person is in a
 * dark picture.
 */
const SURE_CHANGE = 12;

/** Detects whether the picture of a fixed camera has changed since the picture that was remembered. */
export class PictureChange {
  readonly #columns: number;
  readonly #rows: number;
  readonly #width: number;
  #now: Float32Array;
  #reference: Float32Array;
  readonly #changes: Float32Array;
  #hasReference = false;

  constructor(inputWidth: number, inputHeight: number) {
    this.#width = inputWidth;
    this.#columns = Math.floor(inputWidth / BLOCK_PX);
    this.#rows = Math.floor(inputHeight / BLOCK_PX);
    const blocks = this.#columns * this.#rows;
    this.#now = new Float32Array(blocks);
    this.#reference = new Float32Array(blocks);
    this.#changes = new Float32Array(blocks);
  }

  /** Compares the first plane of `pixels`, which is green or grey. Returns false while no picture is remembered. */
  hasChanged(pixels: Uint8Array): boolean {
    this.#average(pixels);
    if (!this.#hasReference) return false;
    let most = 0;
    for (let n = 0; n < this.#now.length; n++) {
      const change = Math.abs((this.#now[n] as number) - (this.#reference[n] as number));
      this.#changes[n] = change;
      if (change > most) most = change;
    }
    if (most < LEAST_CHANGE || most >= SURE_CHANGE) return most >= SURE_CHANGE;
    this.#changes.sort();
    const median = this.#changes[this.#changes.length >> 1] as number;
    return most >= NOISE_FACTOR * median;
  }

  /** Remembers the picture that was compared last, for the next comparisons. */
  remember(): void {
    [this.#now, this.#reference] = [this.#reference, this.#now];
    this.#hasReference = true;
  }

  #average(pixels: Uint8Array): void {
    for (let row = 0; row < this.#rows; row++) {
      for (let column = 0; column < this.#columns; column++) {
        this.#now[row * this.#columns + column] = this.#findMean(pixels, row, column);
      }
    }
  }

  #findMean(pixels: Uint8Array, row: number, column: number): number {
    let sum = 0;
    for (let y = 0; y < BLOCK_PX; y++) {
      const line = (row * BLOCK_PX + y) * this.#width + column * BLOCK_PX;
      for (let x = 0; x < BLOCK_PX; x++) sum += pixels[line + x] as number;
    }
    return sum / BLOCK_PX ** 2;
  }
}
