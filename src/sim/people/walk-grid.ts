import { distanceToBorder, distanceToSegment, isInside } from '../../core/geometry/polygon.ts';
import type { Point } from '../../core/model/shapes.ts';
import type { StoreLayout } from '../model/layout.ts';

export const CELL_M = 0.2;

/** Largest clearance stored. Obstacles further away have no effect. */
const MAX_CLEARANCE_M = 1.2;

/** Half the thickness of the store's outer walls. */
const HALF_WALL_M = 0.12;

/** Cells beyond the pavements on each side. */
const RIM_CELLS = 2;

/** Cells of the store with their distance from the nearest obstacle. It is 0 or less inside an obstacle. */
export class WalkGrid {
  readonly columns: number;
  readonly rows: number;
  readonly clearanceM: Float32Array;
  readonly minX: number;
  readonly minY: number;

  constructor(layout: StoreLayout) {
    const xs = [0, layout.floor.widthM];
    const ys = [0, layout.floor.heightM];
    for (const { street } of layout.doors) {
      xs.push(street.from.x - street.widthM, street.from.x + street.widthM);
      xs.push(street.to.x - street.widthM, street.to.x + street.widthM);
      ys.push(street.from.y - street.widthM, street.from.y + street.widthM);
      ys.push(street.to.y - street.widthM, street.to.y + street.widthM);
    }
    this.minX = Math.min(...xs) - RIM_CELLS * CELL_M;
    this.minY = Math.min(...ys) - RIM_CELLS * CELL_M;
    this.columns = Math.ceil((Math.max(...xs) - this.minX) / CELL_M) + RIM_CELLS;
    this.rows = Math.ceil((Math.max(...ys) - this.minY) / CELL_M) + RIM_CELLS;
    this.clearanceM = new Float32Array(this.columns * this.rows);
    for (let cell = 0; cell < this.clearanceM.length; cell++) {
      this.clearanceM[cell] = clearanceAt(layout, this.cellCenterX(cell), this.cellCenterY(cell));
    }
  }

  cellCenterX(cell: number): number {
    return this.minX + ((cell % this.columns) + 0.5) * CELL_M;
  }

  cellCenterY(cell: number): number {
    return this.minY + (Math.floor(cell / this.columns) + 0.5) * CELL_M;
  }

  /** Index of the cell at the point. −1 outside the grid. */
  cellAt(x: number, y: number): number {
    const column = Math.floor((x - this.minX) / CELL_M);
    const row = Math.floor((y - this.minY) / CELL_M);
    if (column < 0 || row < 0 || column >= this.columns || row >= this.rows) return -1;
    return row * this.columns + column;
  }

  isFree(x: number, y: number): boolean {
    return (this.clearanceM[this.cellAt(x, y)] ?? 0) > 0;
  }

  /** Returns the nearest cell with room for a person, which may be the point's own. */
  freeCellNear(point: Point): number {
    let best = -1;
    let bestM = Number.POSITIVE_INFINITY;
    for (let cell = 0; cell < this.clearanceM.length; cell++) {
      if ((this.clearanceM[cell] ?? 0) < CELL_M) continue;
      const away = Math.hypot(this.cellCenterX(cell) - point.x, this.cellCenterY(cell) - point.y);
      if (away < bestM) {
        bestM = away;
        best = cell;
      }
    }
    return best;
  }
}

function clearanceAt(layout: StoreLayout, x: number, y: number): number {
  let nearest = Math.min(MAX_CLEARANCE_M, regionClearance(layout, x, y));
  if (nearest <= 0) return nearest;
  for (const polygon of [...layout.walls, ...layout.shelves.map((shelf) => shelf.polygon)]) {
    if (isInside(polygon, x, y)) return -distanceToBorder(polygon, x, y);
    nearest = Math.min(nearest, distanceToBorder(polygon, x, y));
  }
  return nearest;
}

/** Distance from the outer walls. The floor's rectangle is closed except for its doors; the pavements are open. */
function regionClearance(layout: StoreLayout, x: number, y: number): number {
  const { widthM, heightM } = layout.floor;
  const isIndoors = x > 0 && y > 0 && x < widthM && y < heightM;
  const isOutdoors = layout.doors.some(
    ({ street }) => distanceToSegment(street.from, street.to, x, y) <= street.widthM / 2,
  );
  const toWall = wallDistance(layout, x, y);
  const isDoorway = layout.doors.some((door) => distanceToSegment(door.from, door.to, x, y) < 0.5);
  if (!isIndoors && !isOutdoors && !isDoorway) return -CELL_M;
  return toWall - HALF_WALL_M;
}

/** Distance to the nearest part of the rectangle's border that is not a door. */
function wallDistance(layout: StoreLayout, x: number, y: number): number {
  const { widthM, heightM } = layout.floor;
  const corners = [
    { x: 0, y: 0 },
    { x: widthM, y: 0 },
    { x: widthM, y: heightM },
    { x: 0, y: heightM },
  ];
  let nearest = Number.POSITIVE_INFINITY;
  for (const [i, from] of corners.entries()) {
    const to = corners[(i + 1) % corners.length] ?? from;
    for (const piece of withoutDoors(from, to, layout)) {
      nearest = Math.min(nearest, distanceToSegment(piece.from, piece.to, x, y));
    }
  }
  return nearest;
}

interface Segment {
  readonly from: Point;
  readonly to: Point;
}

/** Returns the parts of a wall between its doors. */
function withoutDoors(from: Point, to: Point, layout: StoreLayout): Segment[] {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const along = (p: Point) => ((p.x - from.x) * (to.x - from.x) + (p.y - from.y) * (to.y - from.y)) / length;
  const at = (m: number) => ({
    x: from.x + ((to.x - from.x) * m) / length,
    y: from.y + ((to.y - from.y) * m) / length,
  });
  const gaps = layout.doors
    .filter((door) => distanceToSegment(from, to, door.from.x, door.from.y) < HALF_WALL_M)
    .map((door) => [along(door.from), along(door.to)].sort((a, b) => a - b))
    .sort(([a = 0], [b = 0]) => a - b);
  const pieces: Segment[] = [];
  let start = 0;
  for (const [gapFrom = 0, gapTo = 0] of gaps) {
    pieces.push({ from: at(start), to: at(gapFrom) });
    start = gapTo;
  }
  return [...pieces, { from: at(start), to }];
}
