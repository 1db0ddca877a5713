import { findBounds } from '../geometry/polygon.ts';
import { ZoneRaster } from '../geometry/zone-raster.ts';
import type { EpochMs, SpaceId, ZoneId } from '../model/ids.ts';
import type { Leaf } from '../model/rule-model.ts';
import type { Polygon } from '../model/shapes.ts';
import type { StoreModel, ZoneModel } from '../model/store-model.ts';
import { ReachGrid } from './reach-grid.ts';
import { Walker } from './walker.ts';

/** Of the way ahead, points this far apart in time are looked up. */
const STEP_S = 0.2;
/** A person who just left the zone does not approach it. */
const JUST_LEFT_MS = 5_000;
/** A person who turned away for this long no longer approaches. */
const TURNED_AWAY_MS = 1_000;
/** The speed between two positions may be below the fitted one by this. */
const SPARE_SPEED = 2;
/** Cells a side: so coarse that all of them stay in the processor's cache. */
const RASTER_CELLS = 48;
/** A person's height, where it is not known, in margins of the zone: 1.7 m, of 0.3 m each. */
const HEIGHT_MARGINS = 5.7;
/** A silent track is lost. */
const SILENT_MS = 1_500;
/** What decides how early and how surely an approach is found. */
export interface ApproachTuning {
  /** So many positions in a row must agree: one alone is mostly noise. */
  readonly inARow: number;
  /** Longer tracks are smoother and turn later. */
  readonly spanMs: number;
  /** The look ahead, as a share of the lead. */
  readonly leadShare: number;
  /** Who walks slower than so many heights a second stands: the noise of a box points anywhere. */
  readonly leastSpeed: number;
}

/** 0.17 m/s at least. */
export const APPROACH_TUNING: ApproachTuning = { inARow: 1, spanMs: 1_600, leadShare: 0.75, leastSpeed: 0.1 };

export interface ApproachTarget {
  readonly zone: ZoneModel;
  readonly withinMs: number;
}

/** Told how many people are on their way into a zone. */
export type ApproachSink = (zone: ZoneId, people: number, at: EpochMs) => void;

/** One person against one zone. */
interface Approach {
  target: number;
  /** Positions in a row whose way ahead meets the zone. */
  inARow: number;
  lastAt: number;
  isOn: boolean;
  insideAt: number;
  /** The look that confirmed it last. */
  look: number;
}

interface Person {
  number: number;
  readonly walker: Walker;
  /** By the zone's place in the list of targets. */
  readonly approaches: Map<number, Approach>;
}

/**
 * Who is about to enter a zone, from the way that each person is walking now: the straight line ahead meets the zone within
 * the lead. Walking on as now beats learned models up to about 2 s (Schöller et al. 2020). Runs for every person in every
 * frame; its state is not saved, because a track does not outlive the program by a second.
 */
export class ApproachDetector {
  readonly #targets: readonly ApproachTarget[];
  readonly #raster: ZoneRaster;
  readonly #grid: ReachGrid;
  readonly #sink: ApproachSink;
  readonly #isStaff: (person: number) => boolean;
  readonly #people = new Map<number, Person>();
  /** Of people who are gone: short tracks come and go often. */
  readonly #free: Person[] = [];
  readonly #counts: Int32Array;
  readonly #leadsMs: readonly number[];
  readonly #leadMs: number;
  readonly #usualHeight: number;
  /** Number of looks so far. */
  #look = 0;
  readonly #tuning: ApproachTuning;

  constructor(
    targets: readonly ApproachTarget[],
    isStaff: (person: number) => boolean,
    sink: ApproachSink,
    tuning: ApproachTuning = APPROACH_TUNING,
  ) {
    this.#tuning = tuning;
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
    this.#usualHeight = HEIGHT_MARGINS * Math.max(0, ...targets.map(({ zone }) => zone.growBy));
  }

  /** `height`: how tall the person is there, in the units of the place; 0 where it is unknown. */
  moved(person: number, at: EpochMs, x: number, y: number, height = 0): void {
    const known = this.#getPerson(person);
    if (!known.walker.add(at, x, y)) return;
    this.#look += 1;
    const distance = this.#grid.findDistance(x, y);
    if (distance === 0) this.#markInside(known, at, x, y);
    const leastSpeed = this.#tuning.leastSpeed * (height || this.#usualHeight);
    if (this.#canReach(known.walker, distance, leastSpeed)) this.#lookAhead(known, at, leastSpeed);
    if (known.approaches.size > 0) this.#doubtOthers(known, at);
  }

  #doubtOthers(known: Person, at: EpochMs): void {
    for (const approach of known.approaches.values()) {
      if (approach.look !== this.#look) this.#doubt(known, approach, at);
    }
  }

  ended(person: number): void {
    const known = this.#people.get(person);
    if (known === undefined) return;
    for (const approach of known.approaches.values()) this.#end(approach, known.walker.at as EpochMs);
    this.#people.delete(person);
    this.#free.push(known);
  }

  /** Ends what no position has confirmed for a while. */
  advance(at: EpochMs): void {
    for (const [person, known] of this.#people) {
      if (known.approaches.size > 0) this.#endOld(known, at);
      if (at - known.walker.at > SILENT_MS) this.ended(person);
    }
  }

  #endOld(known: Person, at: EpochMs): void {
    for (const approach of known.approaches.values())
      if (at - approach.lastAt >= TURNED_AWAY_MS) this.#end(approach, at);
  }

  #getPerson(person: number): Person {
    const known = this.#people.get(person);
    if (known !== undefined) return known;
    const { spanMs } = this.#tuning;
    const fresh = this.#free.pop() ?? { number: person, walker: new Walker(spanMs), approaches: new Map() };
    fresh.number = person;
    fresh.walker.reset();
    fresh.approaches.clear();
    this.#people.set(person, fresh);
    return fresh;
  }

  #markInside(known: Person, at: EpochMs, x: number, y: number): void {
    const found = this.#raster.lookUp(x, y);
    for (let i = 0; i < found; i++) {
      const approach = getApproach(known, this.#raster.found[i] ?? 0);
      approach.insideAt = at;
      approach.inARow = 0;
      this.#end(approach, at);
    }
  }

  /** Most people are too slow or too far away: they cost one look-up. */
  #canReach(walker: Walker, distance: number, leastSpeed: number): boolean {
    if (!walker.isWalking) return false;
    const speed = SPARE_SPEED * walker.roughSpeed;
    return speed >= leastSpeed && (speed * this.#leadMs) / 1000 >= distance;
  }

  /** Marks each zone that the way ahead meets within its lead. */
  #lookAhead(known: Person, at: EpochMs, leastSpeed: number): void {
    known.walker.fit();
    const { x, y, speedX, speedY } = known.walker;
    const speed = Math.sqrt(speedX * speedX + speedY * speedY);
    if (speed < leastSpeed) return;
    for (let s = STEP_S; s * 1000 <= this.#leadMs; s += STEP_S) {
      const [aheadX, aheadY] = [x + s * speedX, y + s * speedY];
      const distance = this.#grid.findDistance(aheadX, aheadY);
      if (distance > 0) {
        // No zone is nearer than this distance: skip the steps inside it.
        s = Math.max(s, s + distance / speed - STEP_S);
        continue;
      }
      const found = this.#raster.lookUp(aheadX, aheadY);
      for (let i = 0; i < found; i++) {
        const target = this.#raster.found[i] ?? 0;
        if (s * 1000 <= (this.#leadsMs[target] ?? 0)) this.#confirm(known, getApproach(known, target), at);
      }
    }
  }

  /** Once a look, however many points of the way lie in the zone. */
  #confirm(known: Person, approach: Approach, at: EpochMs): void {
    if (approach.look === this.#look || at - approach.insideAt < JUST_LEFT_MS) return;
    approach.look = this.#look;
    approach.inARow += 1;
    approach.lastAt = at;
    if (approach.isOn || approach.inARow < this.#tuning.inARow || this.#isStaff(known.number)) return;
    approach.isOn = true;
    this.#count(approach.target, 1, at);
  }

  #doubt(known: Person, approach: Approach, at: EpochMs): void {
    approach.inARow = 0;
    if (at - approach.lastAt < TURNED_AWAY_MS) return;
    this.#end(approach, at);
    if (at - approach.insideAt >= JUST_LEFT_MS) known.approaches.delete(approach.target);
  }

  #end(approach: Approach, at: EpochMs): void {
    if (approach.isOn) this.#count(approach.target, -1, at);
    approach.isOn = false;
  }

  #count(target: number, by: number, at: EpochMs): void {
    const zone = this.#targets[target]?.zone.id;
    this.#counts[target] = (this.#counts[target] ?? 0) + by;
    if (zone !== undefined) this.#sink(zone, this.#counts[target] ?? 0, at);
  }
}

/** The detector of each space that has zones to approach. */
export type ApproachDetectors = ReadonlyMap<SpaceId, ApproachDetector>;

export interface ApproachDependencies {
  readonly isStaff: (space: SpaceId, person: number) => boolean;
  readonly approached: ApproachSink;
}

/** One for each space in which a condition looks for people on their way into a zone. */
export function createApproachDetectors(
  { zones }: StoreModel,
  leaves: readonly Leaf[],
  { isStaff, approached }: ApproachDependencies,
): ApproachDetectors {
  const withinMs = new Map(
    leaves.flatMap((leaf) => (leaf.kind === 'approaching' ? [[leaf.zone, leaf.withinMs] as const] : [])),
  );
  const targets = zones.flatMap((zone) => {
    const lead = withinMs.get(zone.id);
    return lead === undefined ? [] : [{ zone, withinMs: lead }];
  });
  const bySpace = Map.groupBy(targets, ({ zone }) => zone.space);
  return new Map(
    Array.from(bySpace, ([space, of]) => [
      space,
      new ApproachDetector(of, (person) => isStaff(space, person), approached),
    ]),
  );
}

/** The grid reaches as far around the zones as they spread. */
function findSize(polygons: readonly Polygon[]): number {
  const { minX, minY, maxX, maxY } = findBounds(polygons.flat());
  return Math.max(maxX - minX, maxY - minY);
}

function getApproach(known: Person, target: number): Approach {
  let approach = known.approaches.get(target);
  if (approach === undefined) {
    approach = { target, inARow: 0, lastAt: 0, isOn: false, insideAt: Number.NEGATIVE_INFINITY, look: 0 };
    known.approaches.set(target, approach);
  }
  return approach;
}
