/** Filters a binary picture in which 1 means that a person may be there. Memory is reused for each frame. */
export class MaskFilter {
  readonly #along: Lines;
  readonly #down: Lines;
  readonly #rows: Uint16Array;
  readonly #sums: Uint16Array;

  constructor(width: number, height: number) {
    this.#along = { count: height, length: width, lineStep: width, step: 1 };
    this.#down = { count: width, length: height, lineStep: 1, step: width };
    this.#rows = new Uint16Array(width * height);
    this.#sums = new Uint16Array(width * height);
  }

  /** Removes single pixels and fills single holes: each pixel gets the majority value of the 3 × 3 pixels around it. */
  clean(mask: Uint8Array): void {
    this.#threshold(mask, 1, 5);
  }

  /** Closes gaps of up to twice the radius, such as dark hair on a dark floor beside a jacket. */
  close(mask: Uint8Array, radius: number): void {
    if (radius < 1) return;
    const window = (2 * radius + 1) ** 2;
    this.#threshold(mask, radius, 1);
    this.#threshold(mask, radius, window);
  }

  /**
   * Marks each pixel that has at least `least` marked pixels in the square of this radius around it. Outside of the
   * picture, each pixel has the value of the nearest pixel at the edge.
   */
  #threshold(mask: Uint8Array, radius: number, least: number): void {
    addUp(mask, this.#rows, radius, this.#along);
    addUp(this.#rows, this.#sums, radius, this.#down);
    for (let pixel = 0; pixel < mask.length; pixel += 1)
      mask[pixel] = (this.#sums[pixel] ?? 0) >= least ? 1 : 0;
  }
}

/** The lines of a picture: its rows or its columns. */
interface Lines {
  readonly count: number;
  readonly length: number;
  /** `lineStep`: step of the index from one line to the next. `step`: from one pixel of a line to the next. */
  readonly lineStep: number;
  readonly step: number;
}

/**
 * Computes the sum of the 2 × radius + 1 pixels around each pixel of each line. The cost does not depend on the radius.
 */
function addUp(from: Uint8Array | Uint16Array, to: Uint16Array, radius: number, lines: Lines): void {
  const { count, length, lineStep, step } = lines;
  const last = length - 1;
  for (let line = 0; line < count; line += 1) {
    const start = line * lineStep;
    let sum = 0;
    for (let at = -radius; at <= radius; at += 1) {
      sum += from[start + Math.min(Math.max(at, 0), last) * step] ?? 0;
    }
    for (let at = 0; at < length; at += 1) {
      to[start + at * step] = sum;
      const enters = Math.min(at + radius + 1, last);
      const leaves = Math.max(at - radius, 0);
      sum += (from[start + enters * step] ?? 0) - (from[start + leaves * step] ?? 0);
    }
  }
}
