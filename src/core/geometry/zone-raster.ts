import type { Bounds, Polygon } from './polygon.ts';
import { boundsOf, distanceToBorder, isInside } from './polygon.ts';

export interface RasterZone {
  readonly polygon: Polygon;
  /** How far the polygon is grown for leaving, in its own unit. */
  readonly growBy: number;
}

/** Where a point lies with respect to one zone. */
export const INSIDE = 2;
export const IN_MARGIN = 1;

/** At most this many cells a side: finer cells only save exact tests near borders. */
const MAX_CELLS_PER_SIDE = 256;

/** What lies in which cell, in the order it was found. */
interface Painted {
  readonly cells: number[];
  readonly entries: number[];
}

/** A cell's entry: the zone, and what holds for the whole cell, or CHECK when only the exact test can tell. */
const CHECK = 0;

/**
 * Which zones hold a point, in time that does not grow with the number of zones. The plane is cut into square cells;
 * each knows the zones that touch it. Cells that a border runs through fall back to the exact test, so the answer is
 * exactly that of the polygons.
 */
export class ZoneRaster {
  /** After `lookUp`: the zones found, and for each INSIDE or IN_MARGIN. */
  readonly foundZones: Int32Array;
  readonly foundAs: Uint8Array;
  readonly #zones: readonly RasterZone[];
  readonly #bounds: Bounds;
  readonly #cellSize: number;
  readonly #columns: number;
  readonly #rows: number;
  readonly #cellStart: Int32Array;
  readonly #entryZone: Int32Array;
  readonly #entryIs: Uint8Array;

  constructor(zones: readonly RasterZone[]) {
    this.#zones = zones;
    this.foundZones = new Int32Array(zones.length);
    this.foundAs = new Uint8Array(zones.length);
    this.#bounds = commonBounds(zones);
    const width = this.#bounds.maxX - this.#bounds.minX;
    const height = this.#bounds.maxY - this.#bounds.minY;
    this.#cellSize = Math.max(width, height, Number.MIN_VALUE) / MAX_CELLS_PER_SIDE;
    this.#columns = Math.max(1, Math.ceil(width / this.#cellSize));
    this.#rows = Math.max(1, Math.ceil(height / this.#cellSize));
    const painted: Painted = { cells: [], entries: [] };
    zones.forEach((zone, index) => {
      this.#paint(zone, index, painted);
    });
    this.#cellStart = new Int32Array(this.#columns * this.#rows + 1);
    this.#entryZone = new Int32Array(painted.cells.length);
    this.#entryIs = new Uint8Array(painted.cells.length);
    this.#file(painted);
  }

  /** How many zones hold the point or have it in their margin; they stand in `foundZones` and `foundAs`. */
  lookUp(x: number, y: number): number {
    const column = Math.floor((x - this.#bounds.minX) / this.#cellSize);
    const row = Math.floor((y - this.#bounds.minY) / this.#cellSize);
    if (column < 0 || row < 0 || column >= this.#columns || row >= this.#rows) return 0;
    const cell = row * this.#columns + column;
    const end = this.#cellStart[cell + 1] ?? 0;
    let found = 0;
    for (let i = this.#cellStart[cell] ?? 0; i < end; i++) {
      const zone = this.#entryZone[i] ?? 0;
      const is = this.#entryIs[i] || this.#exactly(zone, x, y);
      if (is === 0) continue;
      this.foundZones[found] = zone;
      this.foundAs[found] = is;
      found += 1;
    }
    return found;
  }

  #exactly(index: number, x: number, y: number): number {
    const zone = this.#zones[index];
    if (zone === undefined) return 0;
    if (isInside(zone.polygon, x, y)) return INSIDE;
    return distanceToBorder(zone.polygon, x, y) <= zone.growBy ? IN_MARGIN : 0;
  }

  /** Counting sort by cell: entries of one cell end up side by side, in the order of their zones. */
  #file({ cells, entries }: Painted): void {
    const start = this.#cellStart;
    for (const cell of cells) start[cell + 1] = (start[cell + 1] ?? 0) + 1;
    for (let i = 1; i < start.length; i++) start[i] = (start[i] ?? 0) + (start[i - 1] ?? 0);
    const next = start.slice();
    cells.forEach((cell, i) => {
      const at = next[cell] ?? 0;
      next[cell] = at + 1;
      const entry = entries[i] ?? 0;
      this.#entryZone[at] = entry >> 2;
      this.#entryIs[at] = entry & 3;
    });
  }

  #paint(zone: RasterZone, index: number, painted: Painted): void {
    const box = boundsOf(zone.polygon);
    const halfDiagonal = (this.#cellSize * Math.SQRT2) / 2;
    const reach = zone.growBy + this.#cellSize;
    const column = (x: number) => Math.floor((x - this.#bounds.minX) / this.#cellSize);
    const row = (y: number) => Math.floor((y - this.#bounds.minY) / this.#cellSize);
    const lastColumn = Math.min(this.#columns - 1, column(box.maxX + reach));
    const lastRow = Math.min(this.#rows - 1, row(box.maxY + reach));
    for (let r = Math.max(0, row(box.minY - reach)); r <= lastRow; r++) {
      for (let c = Math.max(0, column(box.minX - reach)); c <= lastColumn; c++) {
        const x = this.#bounds.minX + (c + 0.5) * this.#cellSize;
        const y = this.#bounds.minY + (r + 0.5) * this.#cellSize;
        const is = classify(zone, x, y, halfDiagonal);
        if (is === undefined) continue;
        painted.cells.push(r * this.#columns + c);
        painted.entries.push((index << 2) | is);
      }
    }
  }
}

/** What holds for a whole cell around (x, y): INSIDE, IN_MARGIN, CHECK, or undefined when it is outside. */
function classify(zone: RasterZone, x: number, y: number, halfDiagonal: number): number | undefined {
  const distance = distanceToBorder(zone.polygon, x, y);
  if (isInside(zone.polygon, x, y)) return distance > halfDiagonal ? INSIDE : CHECK;
  if (distance > zone.growBy + halfDiagonal) return undefined;
  return distance > halfDiagonal && distance + halfDiagonal < zone.growBy ? IN_MARGIN : CHECK;
}

function commonBounds(zones: readonly RasterZone[]): Bounds {
  const boxes = zones.map((zone) => ({ ...boundsOf(zone.polygon), growBy: zone.growBy }));
  if (boxes.length === 0) return { minX: 0, minY: 0, maxX: 0, maxY: 0 };
  return {
    minX: Math.min(...boxes.map((b) => b.minX - b.growBy)),
    minY: Math.min(...boxes.map((b) => b.minY - b.growBy)),
    maxX: Math.max(...boxes.map((b) => b.maxX + b.growBy)),
    maxY: Math.max(...boxes.map((b) => b.maxY + b.growBy)),
  };
}
