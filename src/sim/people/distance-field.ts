import type { Point } from '../../core/model/shapes.ts';
import type { WalkGrid } from './walk-grid.ts';
import { CELL_M } from './walk-grid.ts';

/** Closer to an obstacle than this, a path costs more, which keeps people away from shelves. */
const COMFORT_M = 0.5;

/** Largest number of rounds of sweeps in four directions. Only mazes need more. */
const MAX_ROUNDS = 12;

/**
 * Walking distance to one target from every cell. Solves the eikonal equation by the fast sweeping method (H. Zhao,
 * Mathematics of Computation 74, 2005). People walk down its slope, which is the shortest comfortable path.
 */
export class DistanceField {
  readonly #grid: WalkGrid;
  readonly #costM: Float32Array;

  constructor(grid: WalkGrid, target: Point) {
    this.#grid = grid;
    this.#costM = new Float32Array(grid.columns * grid.rows).fill(Number.POSITIVE_INFINITY);
    const start = grid.freeCellNear(target);
    if (start >= 0) this.#costM[start] = 0;
    for (let round = 0; round < MAX_ROUNDS && this.#sweepAll() > 1e-3; round++);
  }

  /** Walking distance from the point to the target in metres, longer in narrow places. Infinite without a route. */
  costAt(x: number, y: number): number {
    return this.#costM[this.#grid.cellAt(x, y)] ?? Number.POSITIVE_INFINITY;
  }

  /** Writes the unit direction in which to walk into `out`. Writes zero at the target and without a route. */
  direction(x: number, y: number, out: { x: number; y: number }): void {
    const cell = this.#grid.cellAt(x, y);
    const here = this.#costM[cell] ?? Number.POSITIVE_INFINITY;
    const dx = this.#slope(here, cell - 1, cell + 1);
    const dy = this.#slope(here, cell - this.#grid.columns, cell + this.#grid.columns);
    const length = Math.hypot(dx, dy);
    out.x = length === 0 ? 0 : dx / length;
    out.y = length === 0 ? 0 : dy / length;
  }

  /** Fall of the distance towards the lower of two neighbours. Negative when that neighbour is `before`. */
  #slope(here: number, before: number, after: number): number {
    const a = this.#costM[before] ?? Number.POSITIVE_INFINITY;
    const b = this.#costM[after] ?? Number.POSITIVE_INFINITY;
    const lower = Math.min(a, b);
    if (lower >= here) return 0;
    const fall = Number.isFinite(here) ? here - lower : 1;
    return a < b ? -fall : fall;
  }

  #sweepAll(): number {
    const { columns } = this.#grid;
    const cells = this.#costM.length;
    let change = 0;
    // Sweep rows down and up, and each row right and left. Together these four orders follow every path.
    for (const downwards of [true, false]) {
      for (let row = 1; row < this.#grid.rows - 1; row++) {
        const start = downwards ? row * columns : cells - (row + 1) * columns;
        change = Math.max(change, this.#sweepRow(start));
      }
    }
    return change;
  }

  #sweepRow(start: number): number {
    let change = 0;
    for (let cell = start + 1; cell < start + this.#grid.columns - 1; cell++) {
      change = Math.max(change, this.#relax(cell));
    }
    for (let cell = start + this.#grid.columns - 2; cell > start; cell--) {
      change = Math.max(change, this.#relax(cell));
    }
    return change;
  }

  /** Updates one cell by the upwind scheme. Returns by how much its distance fell. */
  #relax(cell: number): number {
    const clearance = this.#grid.clearanceM[cell] ?? 0;
    if (clearance <= 0) return 0;
    const cost = this.#costM;
    const { columns } = this.#grid;
    const infinite = Number.POSITIVE_INFINITY;
    const a = Math.min(cost[cell - 1] ?? infinite, cost[cell + 1] ?? infinite);
    const b = Math.min(cost[cell - columns] ?? infinite, cost[cell + columns] ?? infinite);
    if (a === infinite && b === infinite) return 0;
    const h = CELL_M * (clearance >= COMFORT_M ? 1 : 1 + 3 * (1 - clearance / COMFORT_M));
    const next =
      Math.abs(a - b) >= h ? Math.min(a, b) + h : (a + b + Math.sqrt(2 * h * h - (a - b) * (a - b))) / 2;
    const here = cost[cell] ?? infinite;
    if (next >= here) return 0;
    cost[cell] = next;
    return here === infinite ? h : here - next;
  }
}
