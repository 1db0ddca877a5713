/** A rectangle of floor in metres. Its origin is the origin of the floor plan. */
export interface FloorSize {
  readonly widthM: number;
  readonly heightM: number;
}

export interface FloorPlan extends FloorSize {
  /** Returns the zone at a point, or −1. Called once per cell when the grid is built. */
  readonly zoneAt: (xM: number, yM: number) => number;
  readonly zoneCount: number;
  /** Returns whether people can stand at a point. Absent when no walls are drawn. */
  readonly walkableAt?: (xM: number, yM: number) => boolean;
}

/** Cell size in metres. Radio cannot tell smaller cells apart; larger cells merge two aisles. */
const CELL_M = 0.5;
/**
 * Largest number of cells. A larger store gets larger cells, not more cells, which limits the cost per tag and second.
 */
const MAX_CELLS = 4096;
/** Weight of a cell that the plan blocks. Above 0, because people lean over desks and staff move shelves. */
const BLOCKED_WEIGHT = 0.02;

/** Divides the floor into square cells. Each cell property is an array indexed by `ix * ny + iy`. */
export class FloorGrid {
  readonly cellM: number;
  readonly nx: number;
  readonly ny: number;
  readonly cells: number;
  readonly zoneCount: number;
  readonly xM: Float64Array;
  readonly yM: Float64Array;
  readonly zone: Int16Array;
  /** Weight per cell: 1 where people can stand, `BLOCKED_WEIGHT` elsewhere. */
  readonly walkable: Float64Array;
  readonly hasPlan: boolean;

  constructor(plan: FloorPlan) {
    this.cellM = Math.max(CELL_M, Math.sqrt((plan.widthM * plan.heightM) / MAX_CELLS));
    this.nx = Math.max(1, Math.ceil(plan.widthM / this.cellM - 0.5));
    this.ny = Math.max(1, Math.ceil(plan.heightM / this.cellM - 0.5));
    this.cells = this.nx * this.ny;
    this.zoneCount = plan.zoneCount;
    this.xM = new Float64Array(this.cells);
    this.yM = new Float64Array(this.cells);
    this.zone = new Int16Array(this.cells);
    this.walkable = new Float64Array(this.cells).fill(1);
    this.hasPlan = plan.walkableAt !== undefined;
    for (let cell = 0; cell < this.cells; cell++) this.#place(cell, plan);
  }

  #place(cell: number, plan: FloorPlan): void {
    const x = (Math.floor(cell / this.ny) + 0.5) * this.cellM;
    const y = ((cell % this.ny) + 0.5) * this.cellM;
    this.xM[cell] = x;
    this.yM[cell] = y;
    this.zone[cell] = plan.zoneAt(x, y);
    if (plan.walkableAt?.(x, y) === false) this.walkable[cell] = BLOCKED_WEIGHT;
  }

  cellAt(xM: number, yM: number): number {
    const ix = Math.min(this.nx - 1, Math.max(0, Math.floor(xM / this.cellM)));
    const iy = Math.min(this.ny - 1, Math.max(0, Math.floor(yM / this.cellM)));
    return ix * this.ny + iy;
  }
}
