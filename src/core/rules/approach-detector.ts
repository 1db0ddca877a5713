import { findBounds } from '../geometry/polygon.ts';
import { ZoneRaster } from '../geometry/zone-raster.ts';
import type { EpochMs, ZoneId } from '../model/ids.ts';
import type { Polygon } from '../model/shapes.ts';
import type { ZoneModel } from '../model/store-model.ts';
import { ReachGrid } from './reach-grid.ts';
import { MIN_GAP_MS, Walkers } from './walkers.ts';

/** Seconds between two points of the way ahead that are compared with the zones. */
const STEP_S = 0.2;
/** A person who left the zone less than 5 s ago does not approach the zone. */
const JUST_LEFT_MS = 5_000;
/** The last time of a person inside a zone is updated once a second. This is exact enough for `JUST_LEFT_MS`. */
const INSIDE_EVERY_MS = 1_000;
/** An approach ends when the way ahead has not met the zone for 1 s. */
const TURNED_AWAY_MS = 1_000;
/** Factor by which the fitted speed may exceed the speed between first and last position. */
const SPARE_SPEED = 2;
/** Raster cells per side: few enough that all of them stay in the processor's cache. */
const RASTER_CELLS = 48;
/** Assumed height of a person, as a multiple of the zone's margin: 1.7 m at a margin of 0.3 m. */
const HEIGHT_MARGINS = 5.7;
/** A track ends when it has had no position for 3 s. */
const SILENT_MS = 3_000;
/** Ended tracks are deleted every 10 s. They do no harm until then. */
const SWEEP_MS = 10_000;
/** Settings that trade early detection against false approaches. */
export interface ApproachTuning {
  /** Number of positions in a row whose way ahead must meet the zone. A single such position is often noise. */
  readonly inARow: number;
  /**
   * Milliseconds of track from which the speed is fitted. A longer span gives a smoother speed, which reacts later to
   * turns.
   */
  readonly spanMs: number;
  /** Time looked ahead, as a share of the rule's lead time. */
  readonly leadShare: number;
  /**
   * A person slower than this many body heights per second counts as standing: the noise of a box points in any
   * direction.
   */
  readonly leastSpeed: number;
}

/**
 * Values chosen by `scripts/bench approach` on MOT15 and on one morning of each simulated store. A speed of 0.1
 * heights/s is 0.17 m/s.
 */
export const APPROACH_TUNING: ApproachTuning = { inARow: 1, spanMs: 1_600, leadShare: 0.75, leastSpeed: 0.1 };

export interface ApproachTarget {
  readonly zone: ZoneModel;
  readonly withinMs: number;
}

/** Receives how many people are on their way into a zone. */
export type ApproachSink = (zone: ZoneId, people: number) => void;

/** State of one person towards one zone. */
interface Approach {
  target: number;
  /** Number of positions in a row whose way ahead meets the zone. */
  inARow: number;
  lastAt: number;
  isOn: boolean;
  insideAt: number;
  /** Number (`#look`) of the position that last confirmed the approach. */
  look: number;
}

/**
 * Detects people who are about to enter a zone: their straight way ahead meets the zone within the lead time. A
 * straight line beats learned models up to about 2 s (Schöller et al. 2020). Runs for each person in each frame. The
 * state is not saved, because tracks end with the program.
 */
export class ApproachDetector {
  readonly #targets: readonly ApproachTarget[];
  readonly #raster: ZoneRaster;
  readonly #grid: ReachGrid;
  readonly #sink: ApproachSink;
  readonly #isStaff: (person: number) => boolean;
  readonly #walkers: Walkers;
  /** Approaches by person. `#walkers` marks the people who have any. */
  readonly #approaches = new Map<number, Approach[]>();
  readonly #counts: Int32Array;
  readonly #leadsMs: readonly number[];
  readonly #leadMs: number;
  readonly #usualHeight: number;
  #look = 0;
  /** Number of approaches that are on. */
  #on = 0;
  /** Shortest time between two frames in which people are looked at; 0 for any frame. */
  readonly #roundMs: number;
  #roundAt = Number.NEGATIVE_INFINITY;
  readonly #tuning: ApproachTuning;
  #sweptAt = Number.NEGATIVE_INFINITY;

  constructor(
    targets: readonly ApproachTarget[],
    isStaff: (person: number) => boolean,
    sink: ApproachSink,
    tuning: ApproachTuning = APPROACH_TUNING,
  ) {
    this.#tuning = tuning;
    this.#walkers = new Walkers(tuning.spanMs);
    this.#targets = targets;
    this.#raster = new ZoneRaster(
      targets.map(({ zone }) => zone.polygon),
      RASTER_CELLS,
    );
    const polygons = targets.map(({ zone }) => zone.polygon);
    this.#grid = new ReachGrid(polygons, findSize(polygons));
    this.#isStaff = isStaff;
    this.#sink = sink;
    this.#counts = new Int32Array(targets.length);
    this.#leadsMs = targets.map(({ withinMs }) => tuning.leadShare * withinMs);
    this.#leadMs = Math.max(0, ...this.#leadsMs);
    this.#roundMs = targets.some(({ zone }) => zone.space === 'floor') ? 0 : MIN_GAP_MS;
    this.#usualHeight = HEIGHT_MARGINS * Math.max(0, ...targets.map(({ zone }) => zone.growBy));
  }

  /** Adds a position. `height` is the person's height at that place in units of the space; 0 means unknown. */
  moved(person: number, at: EpochMs, x: number, y: number, height = 0): void {
    if (this.#isBetweenRounds(at) || !this.#walkers.add(person, at, x, y)) return;
    this.#look += 1;
    const distance = this.#grid.find(x, y);
    const isKnown = distance < 0 && this.#walkers.wasIn(-1 - distance, INSIDE_EVERY_MS);
    if (distance <= 0 && !isKnown && this.#markInside(person, at, this.#findZones(distance, x, y))) {
      this.#walkers.rest(INSIDE_EVERY_MS);
      return;
    }
    const leastSpeed = this.#tuning.leastSpeed * (height || this.#usualHeight);
    if (this.#canReach(distance, leastSpeed)) this.#lookAhead(person, at, leastSpeed);
    // Most people stand in a zone. Their approaches are read from slow memory once a second only.
    else if (isKnown) return;
    if (this.#walkers.isMarked) this.#doubtOthers(person, at);
  }

  /**
   * Returns whether the position is skipped. All people of one camera are looked at in the same frames, so that other
   * frames cost nothing. Cameras on the floor plan have different times. A person who is confirmed late brings older
   * positions; these are not skipped.
   */
  #isBetweenRounds(at: EpochMs): boolean {
    const sinceMs = at - this.#roundAt;
    if (sinceMs <= 0) return false;
    if (sinceMs < this.#roundMs) return true;
    this.#roundAt = at;
    return false;
  }

  #doubtOthers(person: number, at: EpochMs): void {
    const approaches = this.#approaches.get(person) ?? [];
    for (let i = approaches.length - 1; i >= 0; i--) {
      const approach = approaches[i];
      if (approach === undefined || approach.look === this.#look || !this.#doubt(approach, at)) continue;
      approaches.splice(i, 1);
    }
    if (approaches.length > 0) return;
    this.#approaches.delete(person);
    this.#walkers.isMarked = false;
  }

  ended(person: number): void {
    for (const approach of this.#approaches.get(person) ?? []) this.#end(approach);
    this.#approaches.delete(person);
    this.#walkers.remove(person);
  }

  /** Ends approaches that no recent position has confirmed, and tracks without a recent position. */
  advance(at: EpochMs): void {
    if (this.#on > 0)
      for (const approaches of this.#approaches.values())
        for (const approach of approaches) if (at - approach.lastAt >= TURNED_AWAY_MS) this.#end(approach);
    if (at - this.#sweptAt < SWEEP_MS) return;
    this.#sweptAt = at;
    for (const person of this.#walkers.listSilent(at, SILENT_MS)) this.ended(person);
  }

  /** Returns the number of zones at a point; `#raster.found` lists them. `answer` is that of the grid, at most 0. */
  #findZones(answer: number, x: number, y: number): number {
    if (answer === 0) return this.#raster.lookUp(x, y);
    this.#raster.found[0] = -1 - answer;
    return 1;
  }

  /** Returns whether the person is in every zone. */
  #markInside(person: number, at: EpochMs, found: number): boolean {
    for (let i = 0; i < found; i++) {
      const approach = this.#getApproach(person, this.#raster.found[i] ?? 0);
      approach.insideAt = at;
      approach.inARow = 0;
      this.#end(approach);
    }
    if (found === 1) this.#walkers.noteZone(this.#raster.found[0] ?? 0);
    return found === this.#targets.length;
  }

  /**
   * Returns whether the person may reach a zone in time. One look-up excludes most people, who are too slow or too far
   * away.
   */
  #canReach(distance: number, leastSpeed: number): boolean {
    if (!this.#walkers.isWalking) return false;
    const speed = SPARE_SPEED * this.#walkers.roughSpeed;
    return speed >= leastSpeed && (speed * this.#leadMs) / 1000 >= distance;
  }

  /** Confirms the approach to each zone that the way ahead meets within the zone's lead time. */
  #lookAhead(person: number, at: EpochMs, leastSpeed: number): void {
    this.#walkers.fit();
    const { x, y, speedX, speedY } = this.#walkers;
    const speed = Math.sqrt(speedX * speedX + speedY * speedY);
    if (speed < leastSpeed) return;
    for (let s = STEP_S; s * 1000 <= this.#leadMs; s += STEP_S) {
      const [aheadX, aheadY] = [x + s * speedX, y + s * speedY];
      const distance = this.#grid.find(aheadX, aheadY);
      if (distance > 0) {
        // No zone is nearer than this distance, so the steps within it are skipped.
        s = Math.max(s, s + distance / speed - STEP_S);
        continue;
      }
      const found = this.#findZones(distance, aheadX, aheadY);
      for (let i = 0; i < found; i++) {
        const target = this.#raster.found[i] ?? 0;
        if (s * 1000 <= (this.#leadsMs[target] ?? 0))
          this.#confirm(person, this.#getApproach(person, target), at);
      }
    }
  }

  /** Confirms an approach at most once per position, even when several points of the way ahead lie in the zone. */
  #confirm(person: number, approach: Approach, at: EpochMs): void {
    if (approach.look === this.#look || at - approach.insideAt < JUST_LEFT_MS) return;
    approach.look = this.#look;
    approach.inARow += 1;
    approach.lastAt = at;
    if (approach.isOn || approach.inARow < this.#tuning.inARow || this.#isStaff(person)) return;
    approach.isOn = true;
    this.#count(approach.target, 1);
  }

  /** Handles a position that has not confirmed the approach. Returns whether the approach can be deleted. */
  #doubt(approach: Approach, at: EpochMs): boolean {
    approach.inARow = 0;
    if (at - approach.lastAt < TURNED_AWAY_MS) return false;
    this.#end(approach);
    return at - approach.insideAt >= JUST_LEFT_MS;
  }

  #end(approach: Approach): void {
    if (approach.isOn) this.#count(approach.target, -1);
    approach.isOn = false;
  }

  #count(target: number, by: number): void {
    const zone = this.#targets[target]?.zone.id;
    this.#on += by;
    this.#counts[target] = (this.#counts[target] ?? 0) + by;
    if (zone !== undefined) this.#sink(zone, this.#counts[target] ?? 0);
  }

  #getApproach(person: number, target: number): Approach {
    const approaches = this.#approaches.get(person) ?? [];
    for (const known of approaches) if (known.target === target) return known;
    if (approaches.length === 0) this.#approaches.set(person, approaches);
    const approach = {
      target,
      inARow: 0,
      lastAt: 0,
      isOn: false,
      insideAt: Number.NEGATIVE_INFINITY,
      look: 0,
    };
    approaches.push(approach);
    this.#walkers.isMarked = true;
    return approach;
  }
}

/** Returns the margin of the grid around the zones: the larger of the width and height of all zones together. */
function findSize(polygons: readonly Polygon[]): number {
  const { minX, minY, maxX, maxY } = findBounds(polygons.flat());
  return Math.max(maxX - minX, maxY - minY);
}
