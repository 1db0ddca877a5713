import type { Polygon } from '../model/shapes.ts';
import type { Bounds } from './polygon.ts';
import { findBounds, isInside, isNearBorder } from './polygon.ts';

/** Largest number of cells per side. Smaller cells would only save exact tests near borders. */
const MAX_CELLS_PER_SIDE = 256;

/** The zones of each cell, in the order of painting. */
interface Painted {
  readonly cells: number[];
  readonly entries: number[];
}

/** Type of a cell's entry: the zone covers the whole cell, or the point needs the exact test. */
const WHOLE = 1;
const CHECK = 0;

/**
 * Finds the zones that contain a point, in time independent of the number of zones. Square cells cover the plane, and
 * each cell lists the zones that touch it. Cells on a border use the exact test, so the result equals that of the
 * polygons.
 */
export class ZoneRaster {
  /** Indices of the zones found by `lookUp`. */
  readonly found: Int32Array;
  readonly #polygons: readonly Polygon[];
  readonly #bounds: Bounds;
  readonly #cellSize: number;
  readonly #columns: number;
  readonly #rows: number;
  readonly #cellStart: Int32Array;
  readonly #entryZone: Int32Array;
  readonly #entryIs: Uint8Array;

  constructor(polygons: readonly Polygon[], maxCellsPerSide = MAX_CELLS_PER_SIDE) {
    this.#polygons = polygons;
    this.found = new Int32Array(polygons.length);
    this.#bounds = commonBounds(polygons);
    const width = this.#bounds.maxX - this.#bounds.minX;
    const height = this.#bounds.maxY - this.#bounds.minY;
    this.#cellSize = Math.max(width, height, Number.MIN_VALUE) / maxCellsPerSide;
    this.#columns = Math.max(1, Math.ceil(width / this.#cellSize));
    this.#rows = Math.max(1, Math.ceil(height / this.#cellSize));
    const painted: Painted = { cells: [], entries: [] };
    polygons.forEach((polygon, index) => {
      this.#paint(polygon, index, painted);
    });
    this.#cellStart = new Int32Array(this.#columns * this.#rows + 1);
    this.#entryZone = new Int32Array(painted.cells.length);
    this.#entryIs = new Uint8Array(painted.cells.length);
    this.#file(painted);
  }

  /** Returns the number of zones that contain the point; `found` lists them. */
  lookUp(x: number, y: number): number {
    const column = Math.floor((x - this.#bounds.minX) / this.#cellSize);
    const row = Math.floor((y - this.#bounds.minY) / this.#cellSize);
    if (column < 0 || row < 0 || column >= this.#columns || row >= this.#rows) return 0;
    const cell = row * this.#columns + column;
    const end = this.#cellStart[cell + 1] ?? 0;
    let found = 0;
    for (let i = this.#cellStart[cell] ?? 0; i < end; i++) {
      const zone = this.#entryZone[i] ?? 0;
      const polygon = this.#polygons[zone];
      if (this.#entryIs[i] === CHECK && (polygon === undefined || !isInside(polygon, x, y))) continue;
      this.found[found] = zone;
      found += 1;
    }
    return found;
  }

  /** Counting sort by cell: puts entries of one cell side by side, in the order of their zones. */
  #file({ cells, entries }: Painted): void {
    const start = this.#cellStart;
    for (const cell of cells) start[cell + 1] = (start[cell + 1] ?? 0) + 1;
    for (let i = 1; i < start.length; i++) start[i] = (start[i] ?? 0) + (start[i - 1] ?? 0);
    const next = start.slice();
    cells.forEach((cell, i) => {
      const at = next[cell] ?? 0;
      next[cell] = at + 1;
      const entry = entries[i] ?? 0;
      this.#entryZone[at] = entry >> 1;
      this.#entryIs[at] = entry & 1;
    });
  }

  #paint(polygon: Polygon, index: number, painted: Painted): void {
    const box = findBounds(polygon);
    const halfDiagonal = (this.#cellSize * Math.SQRT2) / 2;
    const column = (x: number) => Math.floor((x - this.#bounds.minX) / this.#cellSize);
    const row = (y: number) => Math.floor((y - this.#bounds.minY) / this.#cellSize);
    const lastColumn = Math.min(this.#columns - 1, column(box.maxX));
    const lastRow = Math.min(this.#rows - 1, row(box.maxY));
    for (let r = row(box.minY); r <= lastRow; r++) {
      for (let c = column(box.minX); c <= lastColumn; c++) {
        const x = this.#bounds.minX + (c + 0.5) * this.#cellSize;
        const y = this.#bounds.minY + (r + 0.5) * this.#cellSize;
        const isCut = isNearBorder(polygon, halfDiagonal, x, y);
        if (!isCut && !isInside(polygon, x, y)) continue;
        painted.cells.push(r * this.#columns + c);
        painted.entries.push((index << 1) | (isCut ? CHECK : WHOLE));
      }
    }
  }
}

function commonBounds(polygons: readonly Polygon[]): Bounds {
  return findBounds(polygons.length === 0 ? [{ x: 0, y: 0 }] : polygons.flat());
}
