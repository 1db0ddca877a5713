import type { Point } from '../../core/model/shapes.ts';
import type { CameraPose, StoreLayout } from '../model/layout.ts';

interface Obstacle {
  readonly from: Point;
  readonly to: Point;
  readonly heightM: number;
}

/** Finds, for one camera, up to which height shelves and walls hide a person at a given place. */
export class SightLines {
  readonly #pose: CameraPose;
  readonly #obstacles: readonly Obstacle[];

  constructor(layout: StoreLayout, pose: CameraPose) {
    this.#pose = pose;
    this.#obstacles = [
      ...layout.shelves.flatMap(({ polygon, heightM }) => edgesOf(polygon, heightM)),
      ...layout.walls.flatMap((polygon) => edgesOf(polygon, Number.POSITIVE_INFINITY)),
      ...outerWalls(layout),
    ];
  }

  /** Height in metres below which the camera sees nothing at the place. Infinite when it sees nothing at all. */
  hiddenBelowM(x: number, y: number): number {
    const { heightM } = this.#pose;
    let hidden = 0;
    for (const obstacle of this.#obstacles) {
      const { heightM: topM } = obstacle;
      const share = crossingShare(this.#pose, x, y, obstacle);
      if (share === undefined) continue;
      if (topM >= heightM) return Number.POSITIVE_INFINITY;
      hidden = Math.max(hidden, heightM - (heightM - topM) / share);
    }
    return hidden;
  }
}

/** Share of the way from the camera to (bx, by) at which the obstacle lies. */
function crossingShare(
  { x: ax, y: ay }: Point,
  bx: number,
  by: number,
  { from, to }: Obstacle,
): number | undefined {
  const dx = bx - ax;
  const dy = by - ay;
  const ex = to.x - from.x;
  const ey = to.y - from.y;
  const cross = dx * ey - dy * ex;
  if (cross === 0) return undefined;
  const share = ((from.x - ax) * ey - (from.y - ay) * ex) / cross;
  const along = ((from.x - ax) * dy - (from.y - ay) * dx) / cross;
  return share > 0 && share < 1 && along >= 0 && along <= 1 ? share : undefined;
}

function edgesOf(polygon: readonly Point[], heightM: number): Obstacle[] {
  return polygon.map((from, i) => ({ from, to: polygon[(i + 1) % polygon.length] ?? from, heightM }));
}

/** The store's outer walls reach the ceiling. Cameras see through its doors. */
function outerWalls({ floor, doors }: StoreLayout): Obstacle[] {
  const corners = [
    { x: 0, y: 0 },
    { x: floor.widthM, y: 0 },
    { x: floor.widthM, y: floor.heightM },
    { x: 0, y: floor.heightM },
  ];
  return edgesOf(corners, Number.POSITIVE_INFINITY).flatMap((wall) => {
    const along = (p: Point) =>
      (p.x - wall.from.x) * (wall.to.x - wall.from.x) + (p.y - wall.from.y) * (wall.to.y - wall.from.y);
    const across = (p: Point) =>
      (p.x - wall.from.x) * (wall.to.y - wall.from.y) - (p.y - wall.from.y) * (wall.to.x - wall.from.x);
    const gaps = doors
      .filter((door) => Math.abs(across(door.from)) < 0.1 && Math.abs(across(door.to)) < 0.1)
      .map((door) => [door.from, door.to].sort((a, b) => along(a) - along(b)))
      .sort(([a], [b]) => (a && b ? along(a) - along(b) : 0))
      .flat();
    const ends = [wall.from, ...gaps, wall.to];
    return ends.flatMap((from, i) => {
      const to = ends[i + 1];
      return i % 2 === 0 && to !== undefined ? [{ from, to, heightM: wall.heightM }] : [];
    });
  });
}
