import type { StoreLayout } from '../model/layout.ts';
import type { CameraView } from './camera-view.ts';
import { findDepth, project } from './camera-view.ts';
import type { SightLines } from './sight-lines.ts';

const CELL_M = 0.25;
/** The grid extends this far outside the floor, because people arrive from there. */
const OUTSIDE_M = 8;
/** Distance from the middle of a body to its head or feet, plus half a diagonal of its cell. */
const BODY_REACH_M = 1.3;
const BODY_MIDDLE_M = 0.85;
const NEAREST_M = 0.3;

/**
 * Finds what a camera sees of people. Caches the result by cell, because people stand in the same cells again and
 * again.
 */
export class Coverage {
  readonly #view: CameraView;
  readonly #sight: SightLines;
  readonly #columns: number;
  /** NaN until the first query for a cell. */
  readonly #hiddenBelowM: Float32Array;

  constructor(view: CameraView, sight: SightLines, { floor }: StoreLayout) {
    this.#view = view;
    this.#sight = sight;
    this.#columns = Math.ceil((floor.widthM + 2 * OUTSIDE_M) / CELL_M);
    const rows = Math.ceil((floor.heightM + 2 * OUTSIDE_M) / CELL_M);
    this.#hiddenBelowM = new Float32Array(this.#columns * rows).fill(Number.NaN);
  }

  /** Height in metres below which the camera sees nothing at the place. Infinite outside its picture. */
  hiddenBelowM(x: number, y: number): number {
    const column = Math.floor((x + OUTSIDE_M) / CELL_M);
    const row = Math.floor((y + OUTSIDE_M) / CELL_M);
    const cell = row * this.#columns + column;
    const known = this.#hiddenBelowM[cell];
    if (known === undefined || column < 0 || column >= this.#columns) return Number.POSITIVE_INFINITY;
    if (!Number.isNaN(known)) return known;
    const hidden = this.#look((column + 0.5) * CELL_M - OUTSIDE_M, (row + 0.5) * CELL_M - OUTSIDE_M);
    this.#hiddenBelowM[cell] = hidden;
    return hidden;
  }

  #look(x: number, y: number): number {
    const depth = findDepth(this.#view, x, y, BODY_MIDDLE_M);
    if (depth < NEAREST_M) return Number.POSITIVE_INFINITY;
    const { focalPx, widthPx, heightPx } = this.#view;
    const reachPx = (focalPx * BODY_REACH_M) / Math.max(depth - BODY_REACH_M, NEAREST_M);
    const pixel = { x: 0, y: 0 };
    project(this.#view, x, y, BODY_MIDDLE_M, pixel);
    const isNear = (at: number, size: number) => at > -reachPx && at < size + reachPx;
    if (!isNear(pixel.x, widthPx) || !isNear(pixel.y, heightPx)) return Number.POSITIVE_INFINITY;
    return this.#sight.hiddenBelowM(x, y);
  }
}
