import type { Step } from './convolution.ts';
import { Convolution, gaussianKernel } from './convolution.ts';
import type { FloorGrid } from './floor-grid.ts';

/** Eight points of the compass: finer is lost in the cell size. */
const HEADINGS = 8;
/** Between people who look at shelves as they go and people who go somewhere; what is around it is carried by the spread. */
const PACE_M_PER_S = 0.6;
const SPREAD_M = 0.3;
/** As far as a second takes anybody: what is beyond three deviations is left out. */
export const REACH_M = PACE_M_PER_S + 3 * SPREAD_M;
/** Chance per second that a standing person keeps standing: stands last five seconds and walks twenty. */
const STAND_ON = 0.8;
const STOP = 0.05;
const TURN = 0.05;
/** A turn goes to a neighbouring heading three times as often as to any other. */
const TURN_SHARE = TURN / (2 * 0.3 + 0.1 * (HEADINGS - 2));
export const MODES = 1 + HEADINGS;
/** For each mode of walking, those with the heading to either side. */
const LEFT = walkingModes((heading) => 1 + ((heading + HEADINGS - 1) % HEADINGS));
const RIGHT = walkingModes((heading) => 1 + ((heading + 1) % HEADINGS));
/** Less than this in a cell is not worth moving: {@link Spread} leaves it too. */
const NEGLIGIBLE = 1e-8;

/**
 * How people move: they stand, or walk on in a direction. Belief has one layer of cells per mode: standing first, then
 * the headings. A filter that knows directions follows without the lag of a random walk.
 */
export class MotionModel {
  readonly #grid: FloorGrid;
  readonly #spread: Convolution;
  readonly #now = new Float64Array(MODES);
  readonly #kernels: readonly Step[];

  constructor(grid: FloorGrid) {
    this.#grid = grid;
    this.#spread = new Convolution(grid);
    this.#kernels = Array.from({ length: MODES }, (_, mode) => {
      const angle = (2 * Math.PI * (mode - 1)) / HEADINGS;
      const speed = mode === 0 ? 0 : PACE_M_PER_S;
      return [
        gaussianKernel(speed * Math.cos(angle), SPREAD_M, grid.cellM),
        gaussianKernel(speed * Math.sin(angle), SPREAD_M, grid.cellM),
      ];
    });
  }

  /** Belief over modes and cells of a tag that may be anywhere, weighted by `place` (per cell). */
  start(belief: Float32Array, place: Float64Array): void {
    const { cells } = this.#grid;
    for (let mode = 0; mode < MODES; mode++) {
      const share = mode === 0 ? 0.5 : 0.5 / (MODES - 1);
      for (let cell = 0; cell < cells; cell++) belief[mode * cells + cell] = share * (place[cell] ?? 0);
    }
    normalize(belief);
  }

  /** One second passes for who is in these cells, column by column. What walks off the floor is lost: the caller weighs and normalises. */
  predict(belief: Float32Array, among: Int32Array): void {
    this.#changeModes(belief, among);
    const { cells, ny } = this.#grid;
    const columns = {
      from: Math.floor((among[0] ?? 0) / ny),
      to: Math.floor((among.at(-1) ?? 0) / ny) + 1,
    };
    for (const [mode, step] of this.#kernels.entries()) {
      this.#spread.apply(belief, mode * cells, step, columns);
    }
  }

  #changeModes(belief: Float32Array, among: Int32Array): void {
    const { cells } = this.#grid;
    const now = this.#now;
    for (let i = 0; i < among.length; i++) {
      const cell = among[i] ?? 0;
      let walking = 0;
      for (let mode = 0; mode < MODES; mode++) {
        const value = belief[mode * cells + cell] ?? 0;
        now[mode] = value;
        if (mode > 0) walking += value;
      }
      const standing = now[0] ?? 0;
      if (standing + walking < NEGLIGIBLE) continue;
      belief[cell] = STAND_ON * standing + STOP * walking;
      const base = ((1 - STAND_ON) * standing + 0.1 * TURN_SHARE * HEADINGS * walking) / (MODES - 1);
      for (let mode = 1; mode < MODES; mode++) belief[mode * cells + cell] = base + this.#goOn(mode);
    }
  }

  /** For people who walked a second before: the same motion continues, or comes from a neighbouring heading. */
  #goOn(mode: number): number {
    const now = this.#now;
    const beside = (now[LEFT[mode] ?? 0] ?? 0) + (now[RIGHT[mode] ?? 0] ?? 0);
    return (1 - STOP - TURN) * (now[mode] ?? 0) + 0.2 * TURN_SHARE * beside;
  }
}

export function normalize(belief: Float32Array | Float64Array): void {
  let total = 0;
  for (let i = 0; i < belief.length; i++) total += belief[i] ?? 0;
  if (total <= 0) {
    belief.fill(1 / belief.length);
    return;
  }
  for (let i = 0; i < belief.length; i++) belief[i] = (belief[i] ?? 0) / total;
}

function walkingModes(of: (heading: number) => number): Uint8Array {
  return Uint8Array.from({ length: MODES }, (_, mode) => (mode === 0 ? 0 : of(mode - 1)));
}
