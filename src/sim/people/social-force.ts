/**
 * How people walk: the social force model of D. Helbing & P. Molnár, "Social force model for pedestrian dynamics",
 * Physical Review E 51 (1995) 4282, with its elliptical repulsion between people. Two constants differ from the paper.
 * Walls have a tenth of its potential, because shoppers reach into shelves that passers-by avoid. Members of a group
 * repel each other with a third of it.
 */
import type { Person } from '../model/person.ts';
import type { WalkGrid } from './walk-grid.ts';
import { CELL_M } from './walk-grid.ts';

const RELAXATION_S = 0.5;
const MAX_SPEED_FACTOR = 1.3;
/** V⁰ and σ of the repulsion between people: potential in m²/s², range in m. */
const PEOPLE_M2PS2 = 2.1;
const PEOPLE_M = 0.3;
/** People avoid the path that others will walk in this time. */
const STRIDE_S = 2;
/** U⁰ and R of the repulsion from walls: potential in m²/s², range in m. */
const WALL_M2PS2 = 1;
const WALL_M = 0.2;
/** People see 200° in front of them. A person outside that angle has half the effect. */
const COS_HALF_SIGHT = Math.cos((100 * Math.PI) / 180);
const UNSEEN = 0.5;
const OWN_GROUP = 0.33;
/** People further away have no effect: e^(−1.6/0.3) is 0.5 %. */
export const REACH_M = 1.6;

interface Vector {
  x: number;
  y: number;
}

const push: Vector = { x: 0, y: 0 };

/** Adds to `force` the effect of `other` on a person who wants to walk along `wanted`. */
export function addRepulsion(person: Person, other: Person, wanted: Vector, force: Vector): void {
  const rx = person.x - other.x;
  const ry = person.y - other.y;
  const near = Math.hypot(rx, ry);
  if (near > REACH_M || near < 1e-6) return;
  const sx = other.vx * STRIDE_S;
  const sy = other.vy * STRIDE_S;
  const far = Math.hypot(rx - sx, ry - sy);
  const sum = near + far;
  const semiMinor = Math.sqrt(Math.max(1e-4, sum * sum - sx * sx - sy * sy)) / 2;
  const size = ((PEOPLE_M2PS2 / PEOPLE_M) * Math.exp(-semiMinor / PEOPLE_M) * sum) / (4 * semiMinor);
  push.x = size * (rx / near + (far < 1e-6 ? 0 : (rx - sx) / far));
  push.y = size * (ry / near + (far < 1e-6 ? 0 : (ry - sy) / far));
  // The force points away from the other person. A person behind pushes forwards and is not seen.
  const isSeen = -(wanted.x * push.x + wanted.y * push.y) >= Math.hypot(push.x, push.y) * COS_HALF_SIGHT;
  const weight = (isSeen ? 1 : UNSEEN) * (person.group === other.group ? OWN_GROUP : 1);
  force.x += weight * push.x;
  force.y += weight * push.y;
}

/** Adds to `force` the effect of the nearest wall or shelf, which points up the slope of the clearance. */
export function addWalls(grid: WalkGrid, person: Person, force: Vector): void {
  const cell = grid.cellAt(person.x, person.y);
  const clearances = grid.clearanceM;
  const clearance = clearances[cell] ?? 0;
  if (clearance > 3 * WALL_M) return;
  const dx = (clearances[cell + 1] ?? 0) - (clearances[cell - 1] ?? 0);
  const dy = (clearances[cell + grid.columns] ?? 0) - (clearances[cell - grid.columns] ?? 0);
  const length = Math.hypot(dx, dy);
  if (length === 0) return;
  const size = (WALL_M2PS2 / WALL_M) * Math.exp(-Math.max(0, clearance) / WALL_M);
  force.x += (size * dx) / length;
  force.y += (size * dy) / length;
}

/**
 * The causes of a person's motion: desired direction (unit vector) and speed, and the accelerations by people and
 * walls.
 */
export interface Drive {
  readonly wanted: Vector;
  readonly force: Vector;
  readonly speedMps: number;
}

/** Moves the person by one step, under `force` and the desire to walk along `wanted`. Slides along obstacles. */
export function stride(
  grid: WalkGrid,
  person: Person,
  { wanted, speedMps, force }: Drive,
  stepS: number,
): void {
  person.vx += stepS * ((wanted.x * speedMps - person.vx) / RELAXATION_S + force.x);
  person.vy += stepS * ((wanted.y * speedMps - person.vy) / RELAXATION_S + force.y);
  const speed = Math.hypot(person.vx, person.vy);
  const limit = Math.max(0.4, speedMps * MAX_SPEED_FACTOR);
  if (speed > limit) {
    person.vx *= limit / speed;
    person.vy *= limit / speed;
  }
  moveFreely(grid, person, person.vx * stepS, person.vy * stepS);
  if (speed > 0.1) person.headingRad = Math.atan2(person.vy, person.vx);
}

/** Moves by (dx, dy), or by the part of it that is not blocked. */
function moveFreely(grid: WalkGrid, person: Person, dx: number, dy: number): void {
  if (grid.isFree(person.x + dx, person.y + dy)) {
    person.x += dx;
    person.y += dy;
    return;
  }
  if (grid.isFree(person.x + dx, person.y)) person.x += dx;
  else if (grid.isFree(person.x, person.y + dy)) person.y += dy;
  else if (!grid.isFree(person.x, person.y)) unbury(grid, person);
  person.vx *= 0.5;
  person.vy *= 0.5;
}

/** Moves a person out of an obstacle, up the slope of the clearance. */
function unbury(grid: WalkGrid, person: Person): void {
  const cell = grid.freeCellNear(person);
  const dx = grid.cellCenterX(cell) - person.x;
  const dy = grid.cellCenterY(cell) - person.y;
  const away = Math.hypot(dx, dy);
  const share = away === 0 ? 0 : Math.min(1, CELL_M / away);
  person.x += dx * share;
  person.y += dy * share;
}
