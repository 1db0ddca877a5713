import type { FloorGrid } from './floor-grid.ts';
import type { Kernel } from './spread.ts';
import { gaussianKernel, Spread } from './spread.ts';

/** Eight points of the compass: finer is lost in the cell size. */
const HEADINGS = 8;
/** Of people who look at shelves as they go; those who stride past are carried by the spread. */
const WALK_M_PER_S = 0.6;
const SPREAD_M = 0.3;
/** Chance per second that someone who stands goes on standing: stands last five seconds and walks twenty. */
const STAND_ON = 0.8;
const STOP = 0.05;
const TURN = 0.05;
/** A turn goes to a neighbouring heading three times as often as to any other. */
const TURN_SHARE = TURN / (2 * 0.3 + 0.1 * (HEADINGS - 2));
export const MODES = 1 + HEADINGS;

/**
 * How people move: they stand, or walk on in a direction. Belief has one layer of cells per mode: standing first, then
 * the headings. A filter that knows directions follows without the lag of a random walk.
 */
export class Motion {
  readonly #grid: FloorGrid;
  readonly #spread: Spread;
  readonly #now = new Float64Array(MODES);
  readonly #kernels: readonly (readonly [Kernel, Kernel])[];

  constructor(grid: FloorGrid) {
    this.#grid = grid;
    this.#spread = new Spread(grid);
    this.#kernels = Array.from({ length: MODES }, (_, mode) => {
      const angle = (2 * Math.PI * (mode - 1)) / HEADINGS;
      const speed = mode === 0 ? 0 : WALK_M_PER_S;
      return [
        gaussianKernel(speed * Math.cos(angle), SPREAD_M, grid.cellM),
        gaussianKernel(speed * Math.sin(angle), SPREAD_M, grid.cellM),
      ];
    });
  }

  /** Belief over modes and cells of a tag that may be anywhere, weighted by `place` (per cell). */
  start(belief: Float64Array, place: Float64Array): void {
    const { cells } = this.#grid;
    for (let mode = 0; mode < MODES; mode++) {
      const share = mode === 0 ? 0.5 : 0.5 / HEADINGS;
      for (let cell = 0; cell < cells; cell++) belief[mode * cells + cell] = share * (place[cell] ?? 0);
    }
    normalise(belief);
  }

  /** One second passes. What walks off the floor is lost: the caller weighs and normalises. */
  predict(belief: Float64Array): void {
    this.#changeModes(belief);
    for (const [mode, [alongX, alongY]] of this.#kernels.entries()) {
      this.#spread.apply(belief, mode * this.#grid.cells, alongX, alongY);
    }
  }

  #changeModes(belief: Float64Array): void {
    const { cells } = this.#grid;
    const now = this.#now;
    for (let cell = 0; cell < cells; cell++) {
      let walking = 0;
      for (let mode = 0; mode < MODES; mode++) {
        const value = belief[mode * cells + cell] ?? 0;
        now[mode] = value;
        if (mode > 0) walking += value;
      }
      const standing = now[0] ?? 0;
      belief[cell] = STAND_ON * standing + STOP * walking;
      const base = ((1 - STAND_ON) / HEADINGS) * standing + 0.1 * TURN_SHARE * walking;
      for (let heading = 0; heading < HEADINGS; heading++) {
        const beside =
          (now[1 + ((heading + 1) % HEADINGS)] ?? 0) + (now[1 + ((heading + HEADINGS - 1) % HEADINGS)] ?? 0);
        belief[(1 + heading) * cells + cell] =
          base + (1 - STOP - TURN) * (now[1 + heading] ?? 0) + 0.2 * TURN_SHARE * beside;
      }
    }
  }
}

export function normalise(belief: Float64Array): void {
  let total = 0;
  for (let i = 0; i < belief.length; i++) total += belief[i] ?? 0;
  if (total <= 0) {
    belief.fill(1 / belief.length);
    return;
  }
  for (let i = 0; i < belief.length; i++) belief[i] = (belief[i] ?? 0) / total;
}
