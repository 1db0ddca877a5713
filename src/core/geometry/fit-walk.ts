// Calibration by walking: a walker stops at several places on the floor and enters each position.
// The camera sees the walker, perhaps among others.
// The fit finds both which detection is the walker and how the picture maps to the floor.
import type { Point } from '../model/shapes.ts';
import type { Calibration, PointPair } from './homography.ts';
import { fitHomography, isBelowHorizon, project } from './homography.ts';

export interface Stop {
  readonly floor: Point;
  /** Foot points in the picture of all people detected at the stop. */
  readonly seen: readonly Point[];
}

export interface WalkFit {
  readonly calibration: Calibration;
  /** The stops that fit the calibration, each with the walker's foot point. */
  readonly pairs: readonly PointPair[];
  readonly leftOut: number;
}

/** When fewer than this share of the stops fit, there is no calibration. */
const LEAST_AGREEING = 0.6;
const MAX_TRIES = 600;
const REFITS = 3;

/**
 * Finds the calibration that fits most stops to within `toleranceM`, the accuracy of the walker's own position. Tries
 * small samples (RANSAC: Fischler & Bolles, CACM 24, 1981). Undefined when too few stops fit.
 */
export function fitWalk(stops: readonly Stop[], toleranceM = 0.75): WalkFit | undefined {
  const useful = stops.filter(({ seen }) => seen.length > 0);
  let best: Agreement = { pairs: [], doubt: Number.POSITIVE_INFINITY };
  const take = (found: Agreement) => {
    if (found.doubt < best.doubt) best = found;
  };
  for (const sample of samplesOf(useful)) take(agreement(useful, sample, toleranceM));
  for (let i = 0; i < REFITS; i++) take(agreement(useful, best.pairs, toleranceM));
  const { pairs } = best;
  const calibration = fitHomography(pairs);
  if (calibration === undefined || pairs.length < LEAST_AGREEING * useful.length) return undefined;
  return { calibration, pairs, leftOut: stops.length - pairs.length };
}

interface Agreement {
  readonly pairs: readonly PointPair[];
  /** Sum of squared errors of the stops, in tolerances. A stop that does not fit counts 1 (Torr & Zisserman, 2000). */
  readonly doubt: number;
}

/** Finds the stops that fit a map through the sample, each with the walker's foot point. */
function agreement(stops: readonly Stop[], sample: readonly PointPair[], toleranceM: number): Agreement {
  const map = fitHomography(sample)?.pictureToFloor;
  const reference = sample[0]?.picture;
  if (map === undefined || reference === undefined) return { pairs: [], doubt: Number.POSITIVE_INFINITY };
  let doubt = 0;
  const pairs = stops.flatMap(({ floor, seen }) => {
    const near = seen
      .filter(({ x, y }) => isBelowHorizon(map, reference, x, y))
      .map((picture) => ({ picture, offM: apart(project(map, picture.x, picture.y), floor) }))
      .toSorted((a, b) => a.offM - b.offM)[0];
    const off = Math.min(1, (near?.offM ?? Number.POSITIVE_INFINITY) / toleranceM);
    doubt += off * off;
    return near === undefined || off >= 1 ? [] : [{ picture: near.picture, floor }];
  });
  return { pairs, doubt };
}

function apart(a: Point | undefined, b: Point): number {
  return a === undefined ? Number.POSITIVE_INFINITY : Math.hypot(a.x - b.x, a.y - b.y);
}

/** Yields samples of four stops with one foot point each. The pseudo-random order is the same in every run. */
function* samplesOf(stops: readonly Stop[]): Generator<readonly PointPair[]> {
  if (stops.length < 4) return;
  let state = 1;
  const below = (n: number) => {
    // Constants from Numerical Recipes. The high bits are random enough to pick samples.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
  for (let i = 0; i < MAX_TRIES; i++) {
    const picked = new Set<number>();
    while (picked.size < 4) picked.add(below(stops.length));
    yield [...picked].flatMap((k) => {
      const stop = stops[k];
      const picture = stop?.seen[below(stop.seen.length)];
      return stop === undefined || picture === undefined ? [] : [{ picture, floor: stop.floor }];
    });
  }
}
