/**
 * Number of cells along the picture's shorter side. A face that fills the picture has at most this many blocks in
 * height.
 */
const CELLS_ACROSS = 10;
/** A cell without motion for this long counts as furniture, and is shown. */
const STILL_MS = 8_000;
/**
 * Mean change of a cell between two frames from which it counts as motion, in grey levels. The noise of cheap cameras
 * at dusk is lower.
 */
const MOVED_LEVELS = 4;
/** Share by which boxes are enlarged, because people are slightly larger than their boxes. */
const GROWTH = 0.15;

/** One channel of a picture inside a frame. */
export interface Plane {
  readonly pixels: Uint8Array;
  /** `stride`: width of the frame in pixels. `left` and `top`: position of the picture in the frame. */
  readonly stride: number;
  readonly left: number;
  readonly top: number;
}

/**
 * Finds the cells of a picture that must stay coarse: cells with a detected person and cells with recent motion. Motion
 * counts because a detector may miss people. At first all cells are coarse.
 */
export class MaskedCells {
  readonly sidePx: number;
  readonly columns: number;
  readonly rows: number;
  readonly #width: number;
  readonly #height: number;
  readonly #movedAtMs: Float64Array;
  readonly #before: Uint8Array;
  /** Cells in which the newest frame has a detected person. */
  readonly #hasPerson: Uint8Array;

  constructor(width: number, height: number, nowMs: number) {
    this.#width = width;
    this.#height = height;
    this.sidePx = Math.max(1, Math.ceil(Math.min(width, height) / CELLS_ACROSS));
    this.columns = Math.ceil(width / this.sidePx);
    this.rows = Math.ceil(height / this.sidePx);
    this.#movedAtMs = new Float64Array(this.columns * this.rows).fill(nowMs);
    this.#before = new Uint8Array(width * height);
    this.#hasPerson = new Uint8Array(this.columns * this.rows);
  }

  hasPerson(column: number, row: number): boolean {
    return this.#hasPerson[row * this.columns + column] === 1;
  }

  isHidden(column: number, row: number, nowMs: number): boolean {
    return nowMs - (this.#movedAtMs[row * this.columns + column] ?? nowMs) < STILL_MS;
  }

  /** Updates the cells. `corners` are in frame pixels, with five numbers per person from the detector. */
  updateCorners(plane: Plane, corners: Float32Array, count: number, nowMs: number): void {
    for (let row = 0; row < this.rows; row++)
      for (let column = 0; column < this.columns; column++)
        if (this.#measureChange(plane, column, row) > MOVED_LEVELS)
          this.#movedAtMs[row * this.columns + column] = nowMs;
    this.#hasPerson.fill(0);
    for (let at = 0; at < 5 * count; at += 5) this.#hideBox(plane, corners.subarray(at, at + 4), nowMs);
  }

  /** Deletes the last frame, so that no picture stays in memory. */
  erase(): void {
    this.#before.fill(0);
  }

  /** Returns the mean change of a cell since the last frame. Stores the cell's present content for the next call. */
  #measureChange({ pixels, stride, left, top }: Plane, column: number, row: number): number {
    const side = this.sidePx;
    const [fromX, fromY] = [column * side, row * side];
    const toX = Math.min(fromX + side, this.#width);
    const toY = Math.min(fromY + side, this.#height);
    let sum = 0;
    for (let y = fromY; y < toY; y++) {
      const line = (top + y) * stride + left;
      for (let x = fromX; x < toX; x++) {
        const level = pixels[line + x] ?? 0;
        const at = y * this.#width + x;
        sum += Math.abs(level - (this.#before[at] ?? 0));
        this.#before[at] = level;
      }
    }
    return sum / Math.max(1, (toX - fromX) * (toY - fromY));
  }

  #hideBox(plane: Plane, box: Float32Array, nowMs: number): void {
    this.#fill(this.#movedAtMs, nowMs, this.#cellsOf(plane, box, GROWTH));
    this.#fill(this.#hasPerson, 1, this.#cellsOf(plane, box, 0));
  }

  #cellsOf(
    { left, top }: Plane,
    [x1 = 0, y1 = 0, x2 = 0, y2 = 0]: Float32Array,
    growth: number,
  ): readonly [firstColumn: number, lastColumn: number, firstRow: number, lastRow: number] {
    const [growX, growY] = [growth * (x2 - x1), growth * (y2 - y1)];
    const cell = (px: number, cells: number) =>
      Math.min(cells - 1, Math.max(0, Math.floor(px / this.sidePx)));
    return [
      cell(x1 - growX - left, this.columns),
      cell(x2 + growX - left, this.columns),
      cell(y1 - growY - top, this.rows),
      cell(y2 + growY - top, this.rows),
    ];
  }

  #fill(
    cells: Float64Array | Uint8Array,
    value: number,
    [firstColumn, lastColumn, firstRow, lastRow]: readonly [number, number, number, number],
  ): void {
    for (let row = firstRow; row <= lastRow; row++)
      cells.fill(value, row * this.columns + firstColumn, row * this.columns + lastColumn + 1);
  }
}
