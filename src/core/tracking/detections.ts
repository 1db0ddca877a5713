/** Numbers per person in a frame's flat list: left, top, width, height, score. */
export const BOX_STRIDE = 5;

/** Up to this many boxes, sorting them into cells costs more than it saves. */
const ONE_CELL_BOXES = 16;
/**
 * Side of a cell, in mean box sides. In a picture of 200 people, a look-up then returns four boxes, and two of them are
 * truly near.
 */
const CELL_BOXES = 0.5;
const MAX_CELLS_ASIDE = 64;
const SORT_GAPS = [132, 57, 23, 10, 4, 1];

/**
 * One frame's boxes, best score first. The order does not depend on the detector's order. A grid of cells finds boxes
 * by place. A frame's cost therefore grows with the number of neighbours, not with the square of the number of people.
 */
export class Detections {
  count = 0;
  left = new Float64Array(128);
  top = new Float64Array(128);
  width = new Float64Array(128);
  height = new Float64Array(128);
  score = new Float64Array(128);
  /** 1 when a track has taken the box. */
  taken = new Uint8Array(128);
  /** The person's number; 0 for a box without a confirmed person. */
  person = new Float64Array(128);
  /** Centres of the boxes. */
  x = new Float64Array(128);
  y = new Float64Array(128);
  /** Result of `findNear`: all boxes when they are few, or the boxes of nearby cells. */
  near = new Int32Array(128);
  maxWidth = 0;
  maxHeight = 0;
  #all = numbersUpTo(128);
  #some = new Int32Array(128);
  #order = new Int32Array(128);
  /** The boxes in order of cells, row by row. A cell's boxes begin at its `#start`. */
  #inCells = new Int32Array(128);
  #cellOf = new Int32Array(128);
  readonly #start = new Int32Array(MAX_CELLS_ASIDE ** 2 + 1);
  readonly #acrossX = new Cells();
  readonly #downY = new Cells();

  /** Loads a frame. Skips boxes without an area or with invalid numbers. `scale` multiplies the scores, up to 1. */
  load(boxes: readonly number[], scale: number): void {
    if (boxes.length > BOX_STRIDE * this.left.length) this.#grow(Math.ceil(boxes.length / BOX_STRIDE));
    this.#sort(boxes);
    this.maxWidth = 0;
    this.maxHeight = 0;
    for (let n = 0; n < this.count; n++) {
      const at = this.#order[n] as number;
      const width = boxes[at + 2] as number;
      const height = boxes[at + 3] as number;
      this.left[n] = boxes[at] as number;
      this.top[n] = boxes[at + 1] as number;
      this.width[n] = width;
      this.height[n] = height;
      this.x[n] = (boxes[at] as number) + width / 2;
      this.y[n] = (boxes[at + 1] as number) + height / 2;
      this.score[n] = Math.min(1, scale * (boxes[at + 4] as number));
      this.taken[n] = 0;
      this.person[n] = 0;
      if (width > this.maxWidth) this.maxWidth = width;
      if (height > this.maxHeight) this.maxHeight = height;
    }
    const hasCells = this.count > ONE_CELL_BOXES;
    this.near = hasCells ? this.#some : this.#all;
    if (hasCells) this.#fillCells();
  }

  /**
   * Puts boxes whose centres may be this near to a place into `near` and returns their number. Some are further away.
   */
  findNear(x: number, y: number, reachX: number, reachY: number): number {
    return this.count > ONE_CELL_BOXES ? this.#findInCells(x, y, reachX, reachY) : this.count;
  }

  #findInCells(x: number, y: number, reachX: number, reachY: number): number {
    const columns = this.#acrossX.count;
    const firstColumn = this.#acrossX.at(x - reachX);
    const lastColumn = this.#acrossX.at(x + reachX);
    const lastRow = this.#downY.at(y + reachY);
    let found = 0;
    for (let row = this.#downY.at(y - reachY); row <= lastRow; row++) {
      const end = this.#start[row * columns + lastColumn + 1] as number;
      for (let i = this.#start[row * columns + firstColumn] as number; i < end; i++)
        this.near[found++] = this.#inCells[i] as number;
    }
    return found;
  }

  #sort(boxes: readonly number[]): void {
    const order = this.#order;
    this.count = 0;
    let isSorted = true;
    for (let at = 0; at + BOX_STRIDE <= boxes.length; at += BOX_STRIDE) {
      if (!isBox(boxes, at)) continue;
      if (this.count > 0 && isBefore(boxes, at, order[this.count - 1] as number)) isSorted = false;
      order[this.count++] = at;
    }
    if (!isSorted) this.#shellSort(boxes);
  }

  /** Shell sort (Shell 1959, with the gaps of Ciura 2001). */
  #shellSort(boxes: readonly number[]): void {
    const order = this.#order;
    for (const gap of SORT_GAPS)
      for (let n = gap; n < this.count; n++) {
        const at = order[n] as number;
        let to = n;
        for (; to >= gap && isBefore(boxes, at, order[to - gap] as number); to -= gap)
          order[to] = order[to - gap] as number;
        order[to] = at;
      }
  }

  #fillCells(): void {
    this.#acrossX.fit(this.x, this.width, this.count);
    this.#downY.fit(this.y, this.height, this.count);
    const start = this.#start;
    const cells = this.#acrossX.count * this.#downY.count;
    start.fill(0, 0, cells + 1);
    for (let n = 0; n < this.count; n++) {
      const cell =
        this.#downY.at(this.y[n] as number) * this.#acrossX.count + this.#acrossX.at(this.x[n] as number);
      this.#cellOf[n] = cell;
      start[cell + 1] = (start[cell + 1] as number) + 1;
    }
    for (let cell = 0; cell < cells; cell++)
      start[cell + 1] = (start[cell + 1] as number) + (start[cell] as number);
    // Goes from the last box to the first, so that each cell's end becomes its start.
    for (let n = this.count - 1; n >= 0; n--) {
      const cell = (this.#cellOf[n] as number) + 1;
      start[cell] = (start[cell] as number) - 1;
      this.#inCells[start[cell] as number] = n;
    }
    start.copyWithin(0, 1, cells + 1);
    start[cells] = this.count;
  }

  #grow(needed: number): void {
    const size = 2 * needed;
    this.left = new Float64Array(size);
    this.top = new Float64Array(size);
    this.width = new Float64Array(size);
    this.height = new Float64Array(size);
    this.score = new Float64Array(size);
    this.taken = new Uint8Array(size);
    this.person = new Float64Array(size);
    this.#all = numbersUpTo(size);
    this.#some = new Int32Array(size);
    this.x = new Float64Array(size);
    this.y = new Float64Array(size);
    this.#order = new Int32Array(size);
    this.#inCells = new Int32Array(size);
    this.#cellOf = new Int32Array(size);
  }
}

function numbersUpTo(count: number) {
  const numbers = new Int32Array(count);
  for (let n = 0; n < count; n++) numbers[n] = n;
  return numbers;
}

function isBox(boxes: readonly number[], at: number): boolean {
  const width = boxes[at + 2] as number;
  const height = boxes[at + 3] as number;
  const sum = (boxes[at] as number) + (boxes[at + 1] as number) + width + height + (boxes[at + 4] as number);
  return width > 0 && height > 0 && Number.isFinite(sum);
}

/**
 * Orders by score, best first. Equal scores are ordered by bottom edge and size, so that a mirrored scene has the same
 * order.
 */
function isBefore(boxes: readonly number[], a: number, b: number): boolean {
  const score = (boxes[a + 4] as number) - (boxes[b + 4] as number);
  if (score !== 0) return score > 0;
  const top = (boxes[a + 1] as number) - (boxes[b + 1] as number);
  if (top !== 0) return top > 0;
  const height = (boxes[a + 3] as number) - (boxes[b + 3] as number);
  if (height !== 0) return height > 0;
  const width = (boxes[a + 2] as number) - (boxes[b + 2] as number);
  return width !== 0 ? width > 0 : (boxes[a] as number) < (boxes[b] as number);
}

/** One axis of the grid: intervals of equal length from the first centre to the last. */
class Cells {
  count = 1;
  #start = 0;
  #length = 1;

  fit(centres: Float64Array, lengths: Float64Array, boxes: number): void {
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    let sum = 0;
    for (let n = 0; n < boxes; n++) {
      const centre = centres[n] as number;
      if (centre < first) first = centre;
      if (centre > last) last = centre;
      sum += lengths[n] as number;
    }
    this.#start = first;
    const most = Math.min(MAX_CELLS_ASIDE, boxes) - 1;
    this.#length = Math.max((CELL_BOXES * sum) / boxes, (last - first) / most);
    this.count = 1 + Math.floor((last - first) / this.#length);
  }

  at(centre: number): number {
    const cell = Math.floor((centre - this.#start) / this.#length);
    return cell < 0 ? 0 : Math.min(cell, this.count - 1);
  }
}
