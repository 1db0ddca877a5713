import type { FloorGrid } from './floor-grid.ts';
import type { HeardSecond, Likelihood } from './likelihood.ts';
import type { Motion } from './motion.ts';
import { MODES, normalise } from './motion.ts';
import type { RadioMap } from './radio-map.ts';

/** Share of belief that is spread evenly each second, so that a lost tag can be found again anywhere. */
const LOST_SHARE = 1e-6;

/** How far the tag's power may be from what the map was learned with, before anything is known of it. */
const OFFSET_START_SD_DB = 6;
const OFFSET_FLOOR_SD_DB = 2;
const OFFSET_DRIFT_DB = 0.2;
/** What a tag says of its own power is measured in a chamber, not on a badge. */
const OFFSET_TOLD_SD_DB = 4;

/**
 * One tag's belief about where it is and how strong it sends: a recursive Bayes filter on the floor grid.
 * After: Thrun, Burgard, Fox, Probabilistic Robotics (2005), chapter 8 (grid localisation).
 */
export class TagFilter {
  /** Probability per cell. */
  readonly place: Float64Array;
  offsetDb = 0;
  offsetSdDb = OFFSET_START_SD_DB;
  readonly #belief: Float64Array;
  readonly #motion: Motion;
  readonly #likelihood: Likelihood;

  constructor(grid: FloorGrid, motion: Motion, likelihood: Likelihood) {
    this.#motion = motion;
    this.#likelihood = likelihood;
    this.place = Float64Array.from(grid.walkable);
    normalise(this.place);
    this.#belief = new Float64Array(MODES * grid.cells);
    motion.start(this.#belief, this.place);
  }

  /** Starts again from a weight per cell. */
  startAt(weight: (cell: number) => number): void {
    for (let cell = 0; cell < this.place.length; cell++) this.place[cell] = weight(cell);
    normalise(this.place);
    this.#motion.start(this.#belief, this.place);
  }

  /** The tag says how strong it sends, compared with the tags the map was learned with. */
  expectPower(offsetDb: number): void {
    this.offsetDb = offsetDb;
    this.offsetSdDb = OFFSET_TOLD_SD_DB;
  }

  /** One second; `heard` undefined when nobody heard the tag. */
  step(map: RadioMap, heard: HeardSecond | undefined): void {
    this.#motion.predict(this.#belief);
    this.offsetSdDb = Math.min(OFFSET_START_SD_DB, Math.hypot(this.offsetSdDb, OFFSET_DRIFT_DB));
    // With the receivers' gains unknown a tracked offset would follow them, not the tag.
    const sdDb = map.learned ? this.offsetSdDb : OFFSET_START_SD_DB;
    if (heard !== undefined) this.#likelihood.compute(map, heard, this.offsetDb, sdDb);
    this.#weigh(map.grid.walkable, heard === undefined ? undefined : this.#likelihood.perCell);
    if (map.learned && heard !== undefined) this.#followOffset();
  }

  /** One pass over all modes: prior × plan × likelihood, summed over modes into `place`. */
  #weigh(walkable: Float64Array, likelihood: Float64Array | undefined): void {
    const { place } = this;
    const cells = place.length;
    const belief = this.#belief;
    const lost = LOST_SHARE / belief.length;
    place.fill(0);
    let total = 0;
    for (let at = 0; at < belief.length; at += cells) {
      for (let cell = 0; cell < cells; cell++) {
        const weight = (walkable[cell] ?? 0) * (likelihood === undefined ? 1 : (likelihood[cell] ?? 0));
        const value = ((belief[at + cell] ?? 0) + lost) * weight;
        belief[at + cell] = value;
        place[cell] = (place[cell] ?? 0) + value;
        total += value;
      }
    }
    scale(belief, 1 / total);
    scale(place, 1 / total);
  }

  #followOffset(): void {
    const { shiftDb, sdDb } = this.#likelihood.offset(this.place, this.offsetSdDb);
    this.offsetDb += shiftDb;
    this.offsetSdDb = Math.max(OFFSET_FLOOR_SD_DB, Math.min(sdDb, OFFSET_START_SD_DB));
  }
}

function scale(values: Float64Array, by: number): void {
  for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) * by;
}
