import { distanceToSegment, findBounds, isInside, isNearBorder } from '../geometry/polygon.ts';
import type { Polygon } from '../model/shapes.ts';

const CELLS = 48;

/**
 * Looks up a lower bound of the distance to the nearest polygon. People too far from all polygons can then be skipped.
 * Most cells inside a polygon tell that polygon.
 */
export class ReachGrid {
  readonly #answers = new Float32Array(CELLS * CELLS);
  readonly #minX: number;
  readonly #minY: number;
  readonly #width: number;
  readonly #height: number;

  /** `margin` is how far the grid extends around the polygons. */
  constructor(polygons: readonly Polygon[], margin: number) {
    const { minX, minY, maxX, maxY } = findBounds(polygons.flat());
    this.#minX = minX - margin;
    this.#minY = minY - margin;
    this.#width = (maxX - minX + 2 * margin) / CELLS;
    this.#height = (maxY - minY + 2 * margin) / CELLS;
    const half = Math.hypot(this.#width, this.#height) / 2;
    for (let cell = 0; cell < CELLS * CELLS; cell++) {
      const x = this.#minX + ((cell % CELLS) + 0.5) * this.#width;
      const y = this.#minY + (Math.floor(cell / CELLS) + 0.5) * this.#height;
      const distances = polygons.map((polygon) => findDistance(polygon, x, y));
      const nearest = Math.min(...distances);
      const isCut = distances.filter((distance) => distance <= half).length !== 1;
      const only = distances.indexOf(nearest);
      const isWhole = !isCut && nearest === 0 && !isNearBorder(polygons[only] ?? [], half, x, y);
      this.#answers[cell] = isWhole ? -1 - only : Math.max(0, nearest - half);
    }
  }

  /**
   * Returns a lower bound of the distance to the nearest zone, in units of the polygons. Infinity outside the grid. A
   * negative number is −1 − index of the only zone that contains the point.
   */
  find(x: number, y: number): number {
    const column = Math.floor((x - this.#minX) / this.#width);
    const row = Math.floor((y - this.#minY) / this.#height);
    if (column < 0 || row < 0 || column >= CELLS || row >= CELLS) return Number.POSITIVE_INFINITY;
    return this.#answers[row * CELLS + column] ?? 0;
  }
}

function findDistance(polygon: Polygon, x: number, y: number): number {
  if (isInside(polygon, x, y)) return 0;
  return Math.min(
    ...polygon.map((from, i) => distanceToSegment(from, polygon[(i + 1) % polygon.length] ?? from, x, y)),
  );
}
