import type { RadarTarget } from './radar-frames.ts';

/** Range of the radars by their makers: 6 m, and 60° to each side. Targets outside of it are reflections. */
const FARTHEST_MM = 6_000;
const WIDEST = Math.tan((60 * Math.PI) / 180);
/** Two targets closer than this are one person. */
const TWIN_MM = 450;
/** A target farther than this from a person's expected position belongs to another person. */
const REACH_MM = 600;
/**
 * A target is a person if it was in at least LEAST_SEEN of the last FRAMES frames. Noise flickers, so it is in fewer.
 */
const FRAMES = 6;
const LEAST_SEEN = 4;
/** Longest time for which a person whom the radar misses still counts as present. */
const MISSED_MS = 350;
/**
 * Even a person who stands still moves a little. A target without any movement for this long is an old one that the
 * radar failed to clear.
 */
const FROZEN_MS = 4_000;
/**
 * Gains of an alpha-beta filter: the share of an error that corrects the position, and the share that corrects the
 * speed.
 */
const PLACE_SHARE = 0.3;
const SPEED_SHARE = 0.04;
const STEP_MS = 100;

interface Candidate {
  readonly xMm: number;
  readonly yMm: number;
  /** Speed in millimetres per STEP_MS. */
  readonly vx: number;
  readonly vy: number;
  /** The latest target that the radar reported for this person, not smoothed. */
  readonly last: RadarTarget;
  readonly movedAt: number;
  readonly seenAt: number;
  /** Whether each of the last FRAMES frames had this target, newest first. */
  readonly seen: readonly boolean[];
}

/**
 * Keeps and smooths the targets that are probably people. Removes flicker, second targets of one person, and frozen
 * targets.
 */
export class GhostFilter {
  #candidates: readonly Candidate[] = [];
  #at = 0;

  filter(targets: readonly RadarTarget[], at: number): RadarTarget[] {
    const steps = Math.max(1, Math.min(10, Math.round((at - this.#at) / STEP_MS)));
    this.#at = at;
    const expected = this.#candidates.map((each) => ({
      ...each,
      ...{ xMm: each.xMm + steps * each.vx, yMm: each.yMm + steps * each.vy },
    }));
    const near = withoutTwins(targets.filter(isInReach));
    const pairs = assign(expected, near);
    const known = expected.map((candidate) => update(candidate, pairs.get(candidate), at));
    const taken = new Set(pairs.values());
    const fresh = near.filter((target) => !taken.has(target)).map((target) => begin(target, at));
    this.#candidates = [...known, ...fresh].filter(({ seen }) => seen.includes(true));
    return this.#candidates.filter((each) => isPerson(each, at)).map(({ xMm, yMm }) => ({ xMm, yMm }));
  }
}

/** Pairs candidates with targets, the nearest pairs first. Each candidate and each target is used once. */
function assign(
  candidates: readonly Candidate[],
  targets: readonly RadarTarget[],
): Map<Candidate, RadarTarget> {
  const distances = candidates.flatMap((candidate) =>
    targets.map((target) => ({ candidate, target, mm: distance(candidate, target) })),
  );
  const pairs = new Map<Candidate, RadarTarget>();
  const taken = new Set<RadarTarget>();
  for (const { candidate, target, mm } of distances.sort((a, b) => a.mm - b.mm)) {
    if (mm > REACH_MM || pairs.has(candidate) || taken.has(target)) continue;
    pairs.set(candidate, target);
    taken.add(target);
  }
  return pairs;
}

function begin(target: RadarTarget, at: number): Candidate {
  return { ...target, vx: 0, vy: 0, last: target, movedAt: at, seenAt: at, seen: [true] };
}

function update(candidate: Candidate, target: RadarTarget | undefined, at: number): Candidate {
  const seen = [target !== undefined, ...candidate.seen].slice(0, FRAMES);
  if (target === undefined) return { ...candidate, vx: 0, vy: 0, seen };
  const [dx, dy] = [target.xMm - candidate.xMm, target.yMm - candidate.yMm];
  const hasMoved = distance(target, candidate.last) > 0;
  return {
    ...{ xMm: candidate.xMm + PLACE_SHARE * dx, yMm: candidate.yMm + PLACE_SHARE * dy },
    ...{ vx: candidate.vx + SPEED_SHARE * dx, vy: candidate.vy + SPEED_SHARE * dy },
    ...{ last: target, movedAt: hasMoved ? at : candidate.movedAt, seenAt: at, seen },
  };
}

function isInReach({ xMm, yMm }: RadarTarget): boolean {
  return yMm > 0 && Math.hypot(xMm, yMm) <= FARTHEST_MM && Math.abs(xMm) <= WIDEST * yMm;
}

function isPerson({ seen, seenAt, movedAt }: Candidate, at: number): boolean {
  const isHere = at - seenAt <= MISSED_MS && at - movedAt < FROZEN_MS;
  return isHere && seen.filter(Boolean).length >= LEAST_SEEN - (seen[0] === true ? 0 : 1);
}

function withoutTwins(targets: readonly RadarTarget[]): RadarTarget[] {
  return targets.filter((target, i) =>
    targets.slice(0, i).every((other) => distance(target, other) > TWIN_MM),
  );
}

function distance(one: RadarTarget, other: RadarTarget): number {
  return Math.hypot(one.xMm - other.xMm, one.yMm - other.yMm);
}
