import type { EpochMs, TagId } from '../model/ids.ts';
import { Extent } from './extent.ts';

/** Seconds that a badge and a person must have been seen at the same time. */
const TOGETHER_S = 20;
/** Largest root mean square distance between badge and wearer, in metres. Radio positions have errors of 1 to 2 m. */
const NEAR_M = 3;
/**
 * All other people must be this much further away, in m² of mean squared distance. Otherwise the wearer stays unknown.
 */
const CLEARLY_FURTHER_M2 = 9;
/**
 * Distance in metres that person and badge must each walk while they are near each other. Anyone may stand near a badge,
 * but only its wearer walks with it.
 */
const WALKED_M = 4;
/** A person unseen for 1.5 s has no known position. */
const FRESH_MS = 1_500;
/**
 * Factor per second by which earlier distances fade, with a time constant of 120 s: people who met earlier have parted.
 */
const FORGET = 1 - 1 / 120;

/** A person whom cameras see on the floor plan. */
interface Walker {
  readonly xM: number;
  readonly yM: number;
  readonly at: EpochMs;
}

/** Distance statistics of one badge and one person, updated once a second. */
interface Pair {
  seconds: number;
  squares: number;
  /** Extent of the person's and of the badge's walk while they were near each other. */
  readonly person: Extent;
  readonly badge: Extent;
}

/**
 * Finds the wearer of each staff badge: the one person who walks where the badge walks. In doubt, the wearer stays
 * unknown, because a served customer must not count as staff.
 */
export class StaffBadgeMatcher {
  readonly #walkers = new Map<number, Walker>();
  readonly #pairs = new Map<TagId, Map<number, Pair>>();

  moved(person: number, at: EpochMs, xM: number, yM: number): void {
    this.#walkers.set(person, { xM, yM, at });
  }

  ended(person: number): void {
    this.#walkers.delete(person);
    for (const pairs of this.#pairs.values()) pairs.delete(person);
  }

  /** Returns the person on the floor when cameras see exactly one. */
  only(at: EpochMs): Walker | undefined {
    const seen = [...this.#walkers.values()].filter((walker) => Math.abs(at - walker.at) <= FRESH_MS);
    return seen.length === 1 ? seen[0] : undefined;
  }

  /** Adds a position of a badge. Returns the person who wears the badge once that is clear. */
  placed(badge: TagId, at: EpochMs, xM: number, yM: number): number | undefined {
    const pairs = this.#pairs.get(badge) ?? new Map<number, Pair>();
    this.#pairs.set(badge, pairs);
    for (const [person, walker] of this.#walkers)
      if (Math.abs(at - walker.at) <= FRESH_MS) join(pairs, person, walker, { xM, yM });
    return wearerOf(pairs);
  }

  gone(badge: TagId): void {
    this.#pairs.delete(badge);
  }
}

function join(
  pairs: Map<number, Pair>,
  person: number,
  walker: Walker,
  { xM, yM }: { readonly xM: number; readonly yM: number },
): void {
  const pair = pairs.get(person) ?? { seconds: 0, squares: 0, person: new Extent(), badge: new Extent() };
  const square = (walker.xM - xM) ** 2 + (walker.yM - yM) ** 2;
  pair.seconds = pair.seconds * FORGET + 1;
  pair.squares = pair.squares * FORGET + square;
  if (square <= NEAR_M ** 2) {
    pair.person.add(walker.xM, walker.yM);
    pair.badge.add(xM, yM);
  }
  pairs.set(person, pair);
}

function wearerOf(pairs: ReadonlyMap<number, Pair>): number | undefined {
  const ranked = [...pairs]
    .map(([person, pair]) => ({ person, pair, meanM2: pair.squares / pair.seconds }))
    .sort((a, b) => a.meanM2 - b.meanM2);
  const [best, second] = ranked;
  if (best === undefined || best.pair.seconds < TOGETHER_S || best.meanM2 > NEAR_M ** 2) return undefined;
  if (Math.min(best.pair.person.spanM, best.pair.badge.spanM) < WALKED_M) return undefined;
  if (second !== undefined && second.meanM2 - best.meanM2 < CLEARLY_FURTHER_M2) return undefined;
  return best.person;
}
