import type { FloorGrid } from './floor-grid.ts';
import type { Lattice } from './radio-model/fit-residual-map.ts';
import type { Walkways } from './radio-model/radio-map.ts';
import type { Trip } from './radio-model/way-sampler.ts';
import { RandomWalk } from './random-walk.ts';

/**
 * Weight of cells that no teaching walk crossed. Above 0, because walks are short and staff move shelves. Chosen on
 * sets 21 to 40 of `scripts/bench presence-random`. Against 0.2, the score with six zones is 0.009 higher, and with
 * twelve zones 0.004 lower.
 */
const UNWALKED_WEIGHT = 0.1;
/**
 * Smallest numbers of receivers with which learned walkways and drawn walls are used. With fewer receivers, they hold
 * the estimate in the wrong aisle.
 */
export const WAYS_FROM_RECEIVERS = 6;
export const PLAN_FROM_RECEIVERS = 8;
/** Standard deviation in metres of the step that chooses between a cell and its neighbours. */
const STEP_M = 0.5;

/**
 * Returns how much teaching walks used each node, from 0 (never) towards 1 (much longer than average). Only declared
 * positions count. Estimated positions may prefer a place because of a map error, and the prior would strengthen this
 * error.
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
 * Builds a prior by which a step chooses between neighbouring cells in proportion to their weights. A tag in an
 * unwalked place can therefore stay there. If each second multiplied the belief by the weights, such a tag would be
 * moved out within seconds.
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
