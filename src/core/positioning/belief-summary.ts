import type { FloorGrid } from './floor-grid.ts';

/** Reduces a belief (one probability per cell) to its mean, its error and its probability per zone. */
export class BeliefSummary {
  /** Mean of the belief, in metres on the floor plan. */
  xM = 0;
  yM = 0;
  /** Root mean square distance from the mean, in metres. */
  errorM = 0;
  /** Probability per zone, from 0 to 1. */
  readonly zoneMass: Float64Array;

  constructor(zoneCount: number) {
    this.zoneMass = new Float64Array(zoneCount);
  }

  update({ xM, yM, zone }: FloorGrid, belief: Float32Array): void {
    this.zoneMass.fill(0);
    let x = 0;
    let y = 0;
    let square = 0;
    for (let cell = 0; cell < belief.length; cell++) {
      const p = belief[cell] ?? 0;
      if (p === 0) continue;
      const cx = xM[cell] ?? 0;
      const cy = yM[cell] ?? 0;
      x += p * cx;
      y += p * cy;
      square += p * (cx * cx + cy * cy);
      const at = zone[cell] ?? -1;
      if (at >= 0) this.zoneMass[at] = (this.zoneMass[at] ?? 0) + p;
    }
    this.xM = x;
    this.yM = y;
    this.errorM = Math.sqrt(Math.max(0, square - x * x - y * y));
  }
}
