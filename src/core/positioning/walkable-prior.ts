import type { FloorGrid } from './floor-grid.ts';
import type { Lattice } from './radio-model/fit-residual-map.ts';
import type { Walkways } from './radio-model/radio-map.ts';
import type { Trip } from './radio-model/smoother.ts';
import { RandomWalk } from './random-walk.ts';

/** Weight of cells that no teaching walk crossed. Above 0, because walks are short and staff move shelves. */
const UNWALKED_WEIGHT = 0.2;
/**
 * Fewest receivers with which learned walkways and drawn walls are used. With fewer, they trap the filter in the wrong
 * aisle.
 */
export const WAYS_FROM_RECEIVERS = 6;
export const PLAN_FROM_RECEIVERS = 8;
/** Radius in metres within which one second's step chooses the next cell: about one step. */
const STEP_M = 0.5;

/**
 * Returns how much teaching walks used each node, from 0 (never) to 1 (at least as long as average). Only declared
 * positions count. Traffic may prefer a place because of a map error, which would then feed back.
 */
export function walkedNodes(lattice: Lattice, grid: FloorGrid, trips: readonly Trip[]): Float32Array {
  const seconds = new Float32Array(lattice.nodes);
  let total = 0;
  for (const { knownM, fixed } of trips) {
    if (fixed === true) continue;
    for (const { xM, yM } of knownM ?? []) {
      const node = lattice.nearest[grid.cellAt(xM, yM)] ?? 0;
      seconds[node] = (seconds[node] ?? 0) + 1;
      total++;
    }
  }
  if (total === 0) return seconds.fill(1);
  return seconds.map((value) => 1 - Math.exp((-value * lattice.nodes) / total));
}

/**
 * Builds a prior in which a step chooses among neighbouring cells by their weights. A tag in an unwalked place can
 * therefore stay. Weights that multiply each second would move such a tag out within seconds.
 */
export function createWalkablePrior(grid: FloorGrid, lattice: Lattice, walked: Float32Array): Walkways {
  if (walked.every((value) => value === 1)) return { weight: grid.walkable };
  const readily = grid.walkable.map(
    (_, cell) => UNWALKED_WEIGHT + (1 - UNWALKED_WEIGHT) * lattice.at(walked, 0, cell),
  );
  const around = Float32Array.from(readily);
  new RandomWalk(grid, STEP_M).step(around);
  return {
    weight: readily.map((value, cell) => value * (grid.walkable[cell] ?? 1)),
    // In a corner only a quarter of a step's weight stays on the floor, which sets the lower bound.
    leave: Float64Array.from(around, (value) => 1 / Math.max(value, UNWALKED_WEIGHT / 4)),
  };
}
