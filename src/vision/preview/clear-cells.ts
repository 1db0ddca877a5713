/** Two contents of a cell count as the same when their mean difference is below this number of grey levels. */
const SAME_LEVELS = 6;

export interface Area {
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
}

/**
 * Keeps the last unmasked content of each cell of a preview. It is shown in place of a cell that must be masked. The
 * picture therefore stays useful in a busy store. It exists in memory only, while a preview is open.
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

  /** Stores the content of a cell that is not masked. */
  keep(cell: number, rgb: Uint8Array, area: Area): void {
    this.#isKept[cell] = 1;
    this.#eachRow(area, (from, to) => this.#rgb.set(rgb.subarray(from, to), from));
  }

  /**
   * Fills a masked cell with its stored content; returns false when there is none. The content may show a person whom
   * the detector missed at first. If the cell now has a detected person and looks the same, its content is therefore
   * deleted.
   */
  show(cell: number, rgb: Uint8Array, area: Area, hasPerson: boolean): boolean {
    if (this.#isKept[cell] === 1 && hasPerson && this.#isSame(rgb, area)) this.#isKept[cell] = 0;
    if (this.#isKept[cell] !== 1) return false;
    this.#eachRow(area, (from, to) => rgb.set(this.#rgb.subarray(from, to), from));
    return true;
  }

  /** Deletes all content, so that no picture stays in memory. */
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
