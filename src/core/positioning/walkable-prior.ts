import type { FloorGrid } from './floor-grid.ts';
import type { Lattice } from './radio-model/fit-residual-map.ts';
import type { Walkways } from './radio-model/radio-map.ts';
import type { Trip } from './radio-model/smoother.ts';
import { RandomWalk } from './random-walk.ts';

/** Where no teaching walk went people are seen too, but they pass by four in five: shelves get moved, walks are short. */
const UNWALKED_WEIGHT = 0.2;
/** With fewer receivers the ways of teaching walks, or a plan, trap the filter in the wrong aisle. */
export const WAYS_FROM_RECEIVERS = 6;
export const PLAN_FROM_RECEIVERS = 8;
/** About a step: how far a second's choice of where to go looks. */
const STEP_M = 0.5;

/**
 * Where teaching walks went, per node from 0 to 1: nowhere, or as long as an average place and longer. Only walks that
 * said where they were count: what traffic seems to prefer may be an error of the map that would then feed itself.
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
 * People keep to where people walk: a step is drawn among the neighbouring cells by their weights. A tag in an
 * unwalked place therefore stays there for any time. Weights normalised per step would move it out within seconds.
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
    // At the walls half of a step's weight lies outside: those who stand there have nowhere else to go either.
    leave: Float64Array.from(around, (value) => 1 / Math.max(value, UNWALKED_WEIGHT / 4)),
  };
}
