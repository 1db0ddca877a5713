/**
 * Assigns rows to columns for the largest total gain, over a sparse list of allowed pairs. Method: shortest augmenting
 * paths with prices (Kuhn 1955; Jonker and Volgenant 1987). A row may stay alone, at gain 0. Takes near linear time
 * when most rows have one good column, as in pictures of people. Scratch memory only grows.
 */
export class SparseAssignment {
  /** Column of each row after `solve`, or −1. */
  columnOf = new Int32Array(128);
  /** Row of each column after `solve`, or −1. */
  rowOf = new Int32Array(128);
  #rows = 0;
  #columns = 0;
  #pairs = 0;
  /** Pairs of row r start at #rowStart[r] and end before #rowStart[r + 1]. */
  #rowStart = new Int32Array(129);
  #pairColumn = new Int32Array(512);
  #pairGain = new Float64Array(512);
  #rowPrice = new Float64Array(128);
  #columnPrice = new Float64Array(128);
  #distance = new Float64Array(128);
  #via = new Int32Array(128);
  #state = new Uint8Array(128);
  #touched = new Int32Array(128);
  #touchedCount = 0;

  /** Starts a new problem. Calls of `row` and `pair` then add its rows in order. */
  begin(columns: number): void {
    this.#rows = 0;
    this.#pairs = 0;
    this.#columns = columns;
    if (columns <= this.rowOf.length) return;
    const size = 2 * columns;
    this.rowOf = new Int32Array(size);
    this.#columnPrice = new Float64Array(size);
    this.#distance = new Float64Array(size);
    this.#via = new Int32Array(size);
    this.#state = new Uint8Array(size);
    this.#touched = new Int32Array(size);
  }

  /** Starts the next row. Later calls of `pair` belong to it. */
  row(): void {
    if (this.#rows === this.columnOf.length) this.#growRows();
    this.#rowStart[this.#rows++] = this.#pairs;
  }

  /** Allows `column` for the current row; `gain` must be positive. */
  pair(column: number, gain: number): void {
    if (this.#pairs === this.#pairColumn.length) this.#growPairs();
    this.#pairColumn[this.#pairs] = column;
    this.#pairGain[this.#pairs++] = gain;
  }

  solve(): void {
    this.#rowStart[this.#rows] = this.#pairs;
    this.columnOf.fill(-1, 0, this.#rows);
    this.#rowPrice.fill(0, 0, this.#rows);
    this.rowOf.fill(-1, 0, this.#columns);
    this.#columnPrice.fill(0, 0, this.#columns);
    for (let row = 0; row < this.#rows; row++) if (!this.#placeAtBest(row)) this.#placeByPath(row);
  }

  /** Handles the common case: a row's best column is free. */
  #placeAtBest(row: number): boolean {
    let best = 0;
    let column = -1;
    const end = this.#rowStart[row + 1] as number;
    for (let p = this.#rowStart[row] as number; p < end; p++) {
      const c = this.#pairColumn[p] as number;
      const net = (this.#pairGain[p] as number) + (this.#columnPrice[c] as number);
      if (net > best) {
        best = net;
        column = c;
      }
    }
    if (column >= 0 && this.rowOf[column] !== -1) return false;
    this.#rowPrice[row] = -best;
    if (column >= 0) this.#join(row, column);
    return true;
  }

  #join(row: number, column: number): void {
    this.columnOf[row] = column;
    this.rowOf[column] = row;
  }

  /** Dijkstra over reduced costs, from `start` to the nearest free column or to a row that should stay alone. */
  #placeByPath(start: number): void {
    this.#touchedCount = 0;
    let row = start;
    let reached = 0;
    let alone = start;
    let aloneDistance = Number.POSITIVE_INFINITY;
    let column = -1;
    for (;;) {
      const stay = reached - (this.#rowPrice[row] as number);
      if (stay < aloneDistance) {
        aloneDistance = stay;
        alone = row;
      }
      this.#relax(row, reached);
      column = this.#nearest();
      if (column < 0 || aloneDistance <= (this.#distance[column] as number)) {
        this.#reprice(start, aloneDistance);
        this.#shiftTo(this.columnOf[alone] as number, start, alone);
        return;
      }
      reached = this.#distance[column] as number;
      if (this.rowOf[column] === -1) break;
      this.#state[column] = 2;
      row = this.rowOf[column] as number;
    }
    this.#reprice(start, reached);
    this.#shiftTo(column, start, -1);
  }

  #relax(row: number, reached: number): void {
    const end = this.#rowStart[row + 1] as number;
    const base = reached - (this.#rowPrice[row] as number);
    for (let p = this.#rowStart[row] as number; p < end; p++) {
      const c = this.#pairColumn[p] as number;
      if (this.#state[c] === 2) continue;
      const distance = base - (this.#pairGain[p] as number) - (this.#columnPrice[c] as number);
      if (this.#state[c] === 0) {
        this.#state[c] = 1;
        this.#touched[this.#touchedCount++] = c;
      } else if (distance >= (this.#distance[c] as number)) continue;
      this.#distance[c] = distance;
      this.#via[c] = row;
    }
  }

  #nearest(): number {
    let best = Number.POSITIVE_INFINITY;
    let column = -1;
    for (let n = 0; n < this.#touchedCount; n++) {
      const c = this.#touched[n] as number;
      if (this.#state[c] === 1 && (this.#distance[c] as number) < best) {
        best = this.#distance[c] as number;
        column = c;
      }
    }
    return column;
  }

  #reprice(start: number, reached: number): void {
    this.#rowPrice[start] = (this.#rowPrice[start] as number) + reached;
    for (let n = 0; n < this.#touchedCount; n++) {
      const c = this.#touched[n] as number;
      if (this.#state[c] === 2) {
        const lead = reached - (this.#distance[c] as number);
        const row = this.rowOf[c] as number;
        this.#rowPrice[row] = (this.#rowPrice[row] as number) + lead;
        this.#columnPrice[c] = (this.#columnPrice[c] as number) - lead;
      }
      this.#state[c] = 0;
    }
  }

  /**
   * Assigns column `last` to the row that reached it. That row's old column goes to the previous row, and so on back
   * to `start`.
   */
  #shiftTo(last: number, start: number, alone: number): void {
    if (alone >= 0) this.columnOf[alone] = -1;
    let column = last;
    while (column >= 0) {
      const row = this.#via[column] as number;
      const before = row === start ? -1 : (this.columnOf[row] as number);
      this.#join(row, column);
      column = before;
    }
  }

  #growRows(): void {
    const size = 2 * this.columnOf.length;
    this.columnOf = new Int32Array(size);
    this.#rowPrice = new Float64Array(size);
    const starts = new Int32Array(size + 1);
    starts.set(this.#rowStart);
    this.#rowStart = starts;
  }

  #growPairs(): void {
    const columns = new Int32Array(2 * this.#pairColumn.length);
    const gains = new Float64Array(columns.length);
    columns.set(this.#pairColumn);
    gains.set(this.#pairGain);
    this.#pairColumn = columns;
    this.#pairGain = gains;
  }
}
