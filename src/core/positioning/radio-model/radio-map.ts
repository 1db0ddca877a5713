import type { FloorGrid } from '../floor-grid.ts';

/** A fixed receiver. Its position is in metres on the floor plan, and `zM` is its height above the floor. */
export interface Receiver {
  readonly id: string;
  readonly xM: number;
  readonly yM: number;
  readonly zM: number;
}

/**
 * Log-distance path loss with one gain per receiver: rssi = power + gain − 10 · exponent · log10(distance in metres).
 */
export interface PathLoss {
  readonly powerDbm: number;
  readonly exponent: number;
  readonly gainDb: Float64Array;
  readonly sdDb: number;
}

export interface Walkways {
  /** Weight per cell: larger where tags go more often. */
  readonly weight: Float64Array;
  /** 1 ÷ the mean weight around each cell. Absent before any teaching walk. */
  readonly leave?: Float64Array;
}

/** Returns the expected level in dBm at receiver `r`. `log` is 10 · log10(distance in metres). */
export function expectedDbm({ powerDbm, gainDb, exponent }: PathLoss, r: number, log: number): number {
  return powerDbm + (gainDb[r] ?? 0) - exponent * log;
}

/** Assumed height of tags above the floor, between pockets, badges and trolleys. */
const TAG_HEIGHT_M = 1.2;

/** Expected level of a tag in each cell at each receiver. Arrays are receiver-major: `r * cells + cell`. */
export class RadioMap {
  readonly grid: FloorGrid;
  readonly receivers: readonly Receiver[];
  /** 10 · log10(distance in metres). */
  readonly logDistance: Float32Array;
  readonly meanDbm: Float32Array;
  readonly varianceDb: Float32Array;
  learned = false;
  /** Standard deviation of tag powers, in dB. */
  tagSdDb = 0;
  walkways: Walkways;

  constructor(grid: FloorGrid, receivers: readonly Receiver[]) {
    this.grid = grid;
    this.walkways = { weight: grid.walkable };
    this.receivers = receivers;
    this.logDistance = new Float32Array(receivers.length * grid.cells);
    this.meanDbm = new Float32Array(receivers.length * grid.cells);
    this.varianceDb = new Float32Array(receivers.length * grid.cells);
    for (const [r, { xM, yM, zM }] of receivers.entries())
      for (let cell = 0; cell < grid.cells; cell++) {
        const distance = Math.hypot((grid.xM[cell] ?? 0) - xM, (grid.yM[cell] ?? 0) - yM, zM - TAG_HEIGHT_M);
        this.logDistance[r * grid.cells + cell] = 10 * Math.log10(Math.max(distance, 0.1));
      }
  }

  /** Fills the whole map from a path loss alone. */
  fill(loss: PathLoss): void {
    const { cells } = this.grid;
    for (let r = 0; r < this.receivers.length; r++)
      for (let i = r * cells; i < (r + 1) * cells; i++)
        this.meanDbm[i] = expectedDbm(loss, r, this.logDistance[i] ?? 0);
    this.varianceDb.fill(loss.sdDb ** 2);
  }
}
