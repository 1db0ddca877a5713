/** Finds blobs of connected marked pixels in a mask, one blob after the other. Memory is reused for each frame. */
export class BlobFinder {
  readonly #width: number;
  readonly #height: number;
  /** Pixels of the present blob. The list is also the queue of the flood fill. */
  readonly #pixels: Int32Array;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#pixels = new Int32Array(width * height);
  }

  /**
   * Calls `each` with the pixels of each blob, including diagonal neighbours. The array is valid until `each` returns.
   * Clears the mask.
   */
  find(mask: Uint8Array, each: (pixels: Int32Array) => void): void {
    for (let pixel = 0; pixel < mask.length; pixel += 1) {
      if (mask[pixel] !== 0) each(this.#pixels.subarray(0, this.#flood(mask, pixel)));
    }
  }

  #flood(mask: Uint8Array, first: number): number {
    mask[first] = 0;
    this.#pixels[0] = first;
    let count = 1;
    for (let next = 0; next < count; next += 1) count = this.#spread(mask, this.#pixels[next] ?? 0, count);
    return count;
  }

  /** Adds the marked neighbours of a pixel to the list. */
  #spread(mask: Uint8Array, pixel: number, count: number): number {
    const x = pixel % this.#width;
    const y = (pixel - x) / this.#width;
    const [right, bottom] = [Math.min(x + 1, this.#width - 1), Math.min(y + 1, this.#height - 1)];
    let total = count;
    for (let row = Math.max(y - 1, 0); row <= bottom; row += 1) {
      for (let column = Math.max(x - 1, 0); column <= right; column += 1) {
        const neighbour = row * this.#width + column;
        if (mask[neighbour] === 0) continue;
        mask[neighbour] = 0;
        this.#pixels[total] = neighbour;
        total += 1;
      }
    }
    return total;
  }
}
