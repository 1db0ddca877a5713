/** Filters a binary picture in which 1 means that a person may be there. Memory is reused for each frame. */
export class MaskFilter {
  readonly #width: number;
  readonly #height: number;
  readonly #rows: Uint16Array;
  readonly #column: Uint16Array;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#rows = new Uint16Array(width * height);
    this.#column = new Uint16Array(width);
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
   * picture, each pixel has the value of the nearest pixel at the edge. The cost does not depend on the radius.
   */
  #threshold(mask: Uint8Array, radius: number, least: number): void {
    for (let row = 0; row < this.#height; row += 1)
      addUpRow(mask, this.#rows, row * this.#width, { length: this.#width, radius });
    this.#column.fill(0);
    const last = this.#height - 1;
    for (let row = -radius; row <= radius; row += 1)
      addRow(this.#rows, this.#column, Math.min(Math.max(row, 0), last) * this.#width);
    for (let row = 0; row <= last; row += 1) {
      const enters = Math.min(row + radius + 1, last) * this.#width;
      const leaves = Math.max(row - radius, 0) * this.#width;
      markRow(mask, this.#column, row * this.#width, least);
      moveRow(this.#rows, this.#column, enters, leaves);
    }
  }
}

/** Sets each pixel of a row to the sum of the 2 × radius + 1 pixels around it. */
function addUpRow(
  mask: Uint8Array,
  rows: Uint16Array,
  start: number,
  { length, radius }: { readonly length: number; readonly radius: number },
): void {
  const end = start + length - 1;
  let sum = 0;
  for (let at = start - radius; at <= start + radius; at += 1)
    sum += mask[Math.min(Math.max(at, start), end)] ?? 0;
  for (let at = start; at <= end; at += 1) {
    rows[at] = sum;
    sum += (mask[Math.min(at + radius + 1, end)] ?? 0) - (mask[Math.max(at - radius, start)] ?? 0);
  }
}

/** Adds a row to the sums of all columns. */
function addRow(rows: Uint16Array, column: Uint16Array, start: number): void {
  for (let x = 0; x < column.length; x += 1) column[x] = (column[x] ?? 0) + (rows[start + x] ?? 0);
}

function markRow(mask: Uint8Array, column: Uint16Array, start: number, least: number): void {
  for (let x = 0; x < column.length; x += 1) mask[start + x] = (column[x] ?? 0) >= least ? 1 : 0;
}

/** Moves the window of the columns' sums down by one row. */
function moveRow(rows: Uint16Array, column: Uint16Array, enters: number, leaves: number): void {
  for (let x = 0; x < column.length; x += 1)
    column[x] = (column[x] ?? 0) + (rows[enters + x] ?? 0) - (rows[leaves + x] ?? 0);
}
