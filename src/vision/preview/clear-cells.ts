/** Mean difference of two cells, in levels, below which they show the same. */
const SAME_LEVELS = 6;

export interface Area {
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
}

/**
 * The last clear content of each cell of a preview, to be shown while the cell is hidden: a picture that stays a picture
 * in a busy store. In memory alone, and only while a preview is on.
 */
export class ClearCells {
  readonly #rgb: Uint8Array;
  readonly #isKept: Uint8Array;
  readonly #width: number;

  constructor(width: number, height: number, cells: number) {
    this.#width = width;
    this.#rgb = new Uint8Array(3 * width * height);
    this.#isKept = new Uint8Array(cells);
  }

  /** The cell is clear: this is what it shows from now on. */
  keep(cell: number, rgb: Uint8Array, area: Area): void {
    this.#isKept[cell] = 1;
    this.#eachRow(area, (from, to) => this.#rgb.set(rgb.subarray(from, to), from));
  }

  /**
   * The cell is hidden. Puts its clear content into the picture; false when there is none. A person who was overlooked
   * at first is in that content: where a detected person leaves a cell as it was, the content is forgotten.
   */
  show(cell: number, rgb: Uint8Array, area: Area, hasPerson: boolean): boolean {
    if (this.#isKept[cell] === 1 && hasPerson && this.#isSame(rgb, area)) this.#isKept[cell] = 0;
    if (this.#isKept[cell] !== 1) return false;
    this.#eachRow(area, (from, to) => rgb.set(this.#rgb.subarray(from, to), from));
    return true;
  }

  /** Nothing of the picture stays in memory. */
  erase(): void {
    this.#rgb.fill(0);
    this.#isKept.fill(0);
  }

  #isSame(rgb: Uint8Array, area: Area): boolean {
    let [sum, n] = [0, 0];
    this.#eachRow(area, (from, to) => {
      for (let at = from; at < to; at++) sum += Math.abs((rgb[at] ?? 0) - (this.#rgb[at] ?? 0));
      n += to - from;
    });
    return sum < SAME_LEVELS * n;
  }

  #eachRow({ fromX, fromY, toX, toY }: Area, act: (from: number, to: number) => void): void {
    for (let y = fromY; y < toY; y++) act(3 * (y * this.#width + fromX), 3 * (y * this.#width + toX));
  }
}
