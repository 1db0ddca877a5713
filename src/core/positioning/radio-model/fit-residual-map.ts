import { factorize, solveFactored, solveLower } from '../../statistics/cholesky.ts';
import type { FloorGrid } from '../floor-grid.ts';
import type { Learned } from './fit-path-loss.ts';
import type { RadioMap } from './radio-map.ts';
import { expectedDbm } from './radio-map.ts';
import type { Way, WaySampler } from './way-sampler.ts';

/**
 * Correlation length in metres and standard deviations in dB of the residual field. Shelves and columns cast shadows as
 * wide as an aisle, and standing waves are as short as a step. The covariance therefore falls steeply at first
 * (exponential). Measured by `scripts/bench presence-radio`.
 */
const LENGTH_M = 2.5;
const FIELD_SD_DB = 3.2;
const NOISE_DB = 4;
/** Weight of one second, if an independent sample weighs 1: shadows of passers-by last longer than 1 s. */
const SECOND_WORTH = 0.5;
/** Variance in dB² that remains where the level is fully known, caused by people, doors and weather. */
const REMAINING_VARIANCE_DB = 3;
const NODE_M = 1;
/** Largest number of nodes: the time for a Gaussian process grows with the cube of its nodes. */
const MAX_NODES = 400;
/** Multiplications between two yields: a few milliseconds of work on a Raspberry Pi. */
const SLICE_WORK = 3e6;

/** Error of the path loss, per receiver and node of a coarse lattice. Arrays are receiver-major: `r * nodes + node`. */
export interface Residual {
  readonly meanDb: Float32Array;
  readonly varianceDb: Float32Array;
}

/** A coarse lattice over the floor, with bilinear interpolation to the fine cells. */
export class Lattice {
  readonly stepM: number;
  readonly nx: number;
  readonly ny: number;
  readonly nodes: number;
  readonly #grid: FloorGrid;
  /** Index of the nearest node, per cell. */
  readonly nearest: Int32Array;

  constructor(grid: FloorGrid) {
    this.#grid = grid;
    const width = grid.nx * grid.cellM;
    const height = grid.ny * grid.cellM;
    this.stepM = Math.max(NODE_M, Math.sqrt((width * height) / MAX_NODES));
    this.nx = Math.max(1, Math.ceil(width / this.stepM));
    this.ny = Math.max(1, Math.ceil(height / this.stepM));
    this.nodes = this.nx * this.ny;
    this.nearest = Int32Array.from(grid.xM, (x, cell) => {
      const ix = Math.min(this.nx - 1, Math.floor(x / this.stepM));
      const iy = Math.min(this.ny - 1, Math.floor((grid.yM[cell] ?? 0) / this.stepM));
      return ix * this.ny + iy;
    });
  }

  /** Returns the covariance of the field between two nodes, in dB². */
  covariance(a: number, b: number): number {
    const dx = (Math.floor(a / this.ny) - Math.floor(b / this.ny)) * this.stepM;
    const dy = ((a % this.ny) - (b % this.ny)) * this.stepM;
    return FIELD_SD_DB ** 2 * Math.exp(-Math.hypot(dx, dy) / LENGTH_M);
  }

  /** Interpolates values at the nodes bilinearly for a cell. The values begin at index `offset` of `field`. */
  at(field: Float32Array, offset: number, cell: number): number {
    const fx = this.#fraction(this.#grid.xM[cell] ?? 0, this.nx);
    const fy = this.#fraction(this.#grid.yM[cell] ?? 0, this.ny);
    const ix = Math.min(Math.max(0, this.nx - 2), Math.floor(fx));
    const iy = Math.min(Math.max(0, this.ny - 2), Math.floor(fy));
    const node = (dx: number, dy: number) =>
      field[offset + Math.min(this.nx - 1, ix + dx) * this.ny + Math.min(this.ny - 1, iy + dy)] ?? 0;
    const low = node(0, 0) + (node(0, 1) - node(0, 0)) * (fy - iy);
    const high = node(1, 0) + (node(1, 1) - node(1, 0)) * (fy - iy);
    return low + (high - low) * (fx - ix);
  }

  #fraction(metres: number, count: number): number {
    return Math.min(count - 1, Math.max(0, metres / this.stepM - 0.5));
  }
}

/** Fills the map that the filter uses with path loss plus residual. */
export function applyResidualMap(
  map: RadioMap,
  lattice: Lattice,
  learned: Learned,
  residual: Residual,
): void {
  map.fill(learned.loss);
  const { cells } = map.grid;
  for (let r = 0; r < map.receivers.length; r++)
    for (let cell = 0; cell < cells; cell++) {
      const i = r * cells + cell;
      map.meanDbm[i] = (map.meanDbm[i] ?? 0) + lattice.at(residual.meanDb, r * lattice.nodes, cell);
      map.varianceDb[i] =
        Math.max(0.2, lattice.at(residual.varianceDb, r * lattice.nodes, cell)) + REMAINING_VARIANCE_DB;
    }
}

/** Inputs of learning. Learning overwrites `map`, which must not be the filter's map. */
export interface LearningTools {
  readonly map: RadioMap;
  readonly lattice: Lattice;
  readonly sampler: WaySampler;
}

/**
 * Learns a smooth residual field per receiver from ways, by Gaussian-process regression, and fills `map` with path loss
 * plus residual. `share` is the weight of each way. After: Rasmussen, Williams, Gaussian Processes for Machine Learning
 * (2006), 2.2; Ferris, Hähnel, Fox, Gaussian Processes for Signal Strength-Based Location Estimation (RSS 2006).
 */
export function* fitResidualMap(
  tools: LearningTools,
  ways: readonly Way[],
  learned: Learned,
  share = 1,
): Generator<void, Residual> {
  const { map, lattice } = tools;
  const size = map.receivers.length * lattice.nodes;
  const residual = { meanDb: new Float32Array(size), varianceDb: new Float32Array(size) };
  const worth = SECOND_WORTH * share;
  const evidence = { seconds: new Float64Array(size), sums: new Float64Array(size), worth };
  for (const way of ways) {
    addWay(evidence, tools, way, learned);
    yield;
  }
  for (let r = 0; r < map.receivers.length; r++) {
    yield* regress(lattice, evidence, r, residual);
    yield;
  }
  applyResidualMap(map, lattice, learned, residual);
  return residual;
}

/** Seconds and sums of residuals (dB) at each node, receiver-major. */
interface Evidence {
  readonly seconds: Float64Array;
  readonly sums: Float64Array;
  /** Weight of one second, if an independent sample weighs 1. */
  readonly worth: number;
}

function addWay(
  { seconds, sums }: Evidence,
  { map: { grid, receivers, logDistance }, lattice }: LearningTools,
  { trip, cells }: Way,
  { loss, tagOffsetDb }: Learned,
): void {
  const offsetDb = tagOffsetDb.get(trip.tag) ?? 0;
  for (const [t, { meanDbm, count }] of trip.seconds.entries()) {
    const cell = cells[t] ?? 0;
    for (let r = 0; r < receivers.length; r++) {
      if ((count[r] ?? 0) === 0) continue;
      const at = r * lattice.nodes + (lattice.nearest[cell] ?? 0);
      const expected = expectedDbm(loss, r, logDistance[r * grid.cells + cell] ?? 0);
      seconds[at] = (seconds[at] ?? 0) + 1;
      sums[at] = (sums[at] ?? 0) + (meanDbm[r] ?? 0) - offsetDb - expected;
    }
  }
}

function* regress(lattice: Lattice, evidence: Evidence, r: number, into: Residual): Generator<void, void> {
  const { nodes } = lattice;
  const known: number[] = [];
  for (let node = 0; node < nodes; node++)
    if ((evidence.seconds[r * nodes + node] ?? 0) > 0) known.push(node);
  const n = known.length;
  const factor = covarianceOf(lattice, evidence, r, known);
  factorize(factor, n);
  const alpha = Float64Array.from(known, (node) => {
    const at = r * nodes + node;
    return (evidence.sums[at] ?? 0) / (evidence.seconds[at] ?? 1);
  });
  solveFactored(factor, n, alpha);
  const row = new Float64Array(n);
  const sliceNodes = Math.ceil((2 * SLICE_WORK) / (n * n + 1));
  for (let node = 0; node < nodes; node++) {
    for (let k = 0; k < n; k++) row[k] = lattice.covariance(node, known[k] ?? 0);
    into.meanDb[r * nodes + node] = row.reduce((sum, value, k) => sum + value * (alpha[k] ?? 0), 0);
    solveLower(factor, n, row);
    into.varianceDb[r * nodes + node] = FIELD_SD_DB ** 2 - row.reduce((sum, value) => sum + value * value, 0);
    if (node % sliceNodes === sliceNodes - 1) yield;
  }
}

function covarianceOf(
  lattice: Lattice,
  evidence: Evidence,
  r: number,
  known: readonly number[],
): Float64Array {
  const n = known.length;
  const matrix = new Float64Array(n * n);
  for (const [i, a] of known.entries()) {
    for (const [j, b] of known.entries()) matrix[i * n + j] = lattice.covariance(a, b);
    const seconds = (evidence.seconds[r * lattice.nodes + a] ?? 0) * evidence.worth;
    matrix[i * n + i] = (matrix[i * n + i] ?? 0) + NOISE_DB ** 2 / seconds;
  }
  return matrix;
}
