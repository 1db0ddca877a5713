import type { RssiSecond } from './likelihood.ts';
import type { PathSteps } from './path-steps.ts';
import type { RadioMap } from './radio-model/radio-map.ts';

/**
 * What the map gets wrong along a walk left out of the learning: of its square this much (dB²) lasts, half of it for
 * three seconds. The rest is fading, of which this much is in a single reception: `scripts/bench presence-lasting`.
 */
const LASTING_DB2 = 5;
const KEEP = Math.exp(-1 / 4);
const FADING_DB2 = 24;

/**
 * What each receiver lately heard of one tag beside what the map says, at each cell: along the way that would have led
 * the tag there. Errors of the map and shadows of passers-by last for seconds. Counted anew each second they would pull
 * the tag to where they fit and hold it there; known from the seconds before they are evidence once, and what changes
 * from second to second counts in full. Each cell has its own, as each place has another history: a common one would
 * believe the filter's mistakes. After: Bar-Shalom, Li, Kirubarajan, Estimation with Applications to Tracking and
 * Navigation (2001), on autocorrelated measurement noise as a state; here one Kalman filter a cell.
 */
export class ShadowingTracker {
  /** Receiver-major, as in the map. */
  readonly db: Float32Array;
  /** How far it may be from that, per receiver. */
  readonly varianceDb2: Float64Array;
  readonly #steps: PathSteps;

  constructor(receivers: number, steps: PathSteps) {
    this.db = new Float32Array(receivers * steps.grid.cells);
    this.varianceDb2 = new Float64Array(receivers).fill(LASTING_DB2);
    this.#steps = steps;
  }

  /** A second passes for a tag that was believed at `place`, and its shadows go with it. */
  follow(place: Float64Array): void {
    this.#steps.stepFrom(place);
    for (let r = 0; r < this.varianceDb2.length; r++) {
      this.#steps.carry(this.db, r * place.length, KEEP);
      this.varianceDb2[r] = KEEP ** 2 * (this.varianceDb2[r] ?? 0) + (1 - KEEP ** 2) * LASTING_DB2;
    }
  }

  /** Learns from the levels of a second, in `cells`. `offsetDb`: the tag's power against those of the map. */
  learn(
    { meanDbm: mapDbm }: RadioMap,
    { meanDbm, count }: RssiSecond,
    { cells, offsetDb }: { readonly cells: Int32Array; readonly offsetDb: number },
  ): void {
    const size = this.#steps.grid.cells;
    for (let r = 0; r < this.varianceDb2.length; r++) {
      const heard = count[r] ?? 0;
      if (heard === 0) continue;
      const variance = this.varianceDb2[r] ?? 0;
      const gain = variance / (variance + FADING_DB2 / heard);
      const levelDbm = (meanDbm[r] ?? 0) - offsetDb;
      for (let k = 0; k < cells.length; k++) {
        const i = r * size + (cells[k] ?? 0);
        const db = this.db[i] ?? 0;
        this.db[i] = db + gain * (levelDbm - (mapDbm[i] ?? 0) - db);
      }
      this.varianceDb2[r] = (1 - gain) * variance;
    }
  }
}
