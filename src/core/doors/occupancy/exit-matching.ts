import type { LengthClasses } from './length-classes.ts';

/** A visit that cameras followed, with the indices of its counted entry and exit. */
export interface FollowedVisit {
  readonly entry: number;
  readonly exit: number;
  readonly lengthMs: number;
}

export interface MatchedTimes {
  /** Times in ms, in order. */
  readonly entries: readonly number[];
  readonly exits: readonly number[];
  readonly followed: readonly FollowedVisit[];
}

/**
 * Share of entries, and of exits, without a partner: the other crossing was missed, or counted at a wrong time. Chosen
 * on simulated days of five stores, seeds above 10.
 */
const ALONE_SHARE = 0.05;
/** A counter of exits may be dead nearly all day. */
const MOST_ALONE = 0.99;
/** Share of followed visits that are of one person. In the others the track passed to another person nearby. */
const SAME_PERSON_SHARE = 0.7;
/** Exits that an entry may belong to: so many, and for so many bounce thresholds. */
const REACH = 80;
const LONGEST = 60;
/**
 * Some counters report every 5 s, so many lengths are a multiple of it, as the bounce threshold is. Each length is moved
 * within this time, evenly, so that none lies on the border of a class. For low thresholds it is a part of the threshold.
 */
const REPORTED_MS = 5_000;
const REPORTED_PART = 1 / 24;
const GOLDEN_RATIO = 0.618034;
/** How often people leave at a moment is known from the exits within this time before and after it. */
const AROUND_MS = 1_800_000;
/** A few exits close together say nothing of how often people leave. */
const SHORTEST_SPAN_MS = 120_000;
/** Each round starts from the last one, so a few are enough. */
const ITERATIONS = 5;

/**
 * Finds how likely each exit belongs to each earlier entry, when each has one partner at most: belief propagation
 * (Williams and Lau, "Approximate evaluation of marginal association probabilities with belief propagation", 2014). It
 * always converges, and a few iterations are near the truth where few people are inside.
 */
export class ExitMatching {
  readonly #classes: LengthClasses;
  readonly #times: MatchedTimes;
  /** The pairs of entry i are those from `#starts[i]` to `#starts[i + 1]`. */
  readonly #starts: Int32Array;
  readonly #exitOf: Int32Array;
  readonly #classOf: Uint8Array;
  /** Weights of the pairs, for a share of 1 in a class, relative to both staying alone. */
  readonly #weights: Float64Array;
  readonly #odds: Float64Array;
  readonly #toExit: Float64Array;
  readonly #toEntry: Float64Array;

  constructor(times: MatchedTimes, classes: LengthClasses) {
    this.#times = times;
    this.#classes = classes;
    const { starts, exits } = pairsOf(times, LONGEST * classes.bounceMs);
    this.#starts = starts;
    this.#exitOf = exits;
    this.#classOf = new Uint8Array(exits.length);
    this.#weights = new Float64Array(exits.length);
    this.#odds = new Float64Array(exits.length);
    this.#toExit = new Float64Array(exits.length);
    this.#toEntry = new Float64Array(exits.length).fill(1);
    this.#weigh();
  }

  /** Expected number of visits by class, if `shares` of all visits are in each class. */
  count(shares: ArrayLike<number>): Float64Array {
    for (let pair = 0; pair < this.#odds.length; pair++)
      this.#odds[pair] = (this.#weights[pair] ?? 0) * (shares[this.#classOf[pair] ?? 0] ?? 0);
    for (let iteration = 0; iteration < ITERATIONS; iteration++) {
      this.#wantExits();
      this.#freeEntries();
    }
    return this.#expected();
  }

  #weigh(): void {
    const { entries, exits, followed } = this.#times;
    const surplus = (exits.length - entries.length) / Math.max(1, entries.length);
    const outAlone = Math.min(MOST_ALONE, ALONE_SHARE + Math.max(0, -surplus));
    const alone = (outAlone * (ALONE_SHARE + Math.max(0, surplus))) / (1 - outAlone);
    const perMs = ratesAround(exits);
    const reportedMs = Math.min(REPORTED_MS, REPORTED_PART * this.#classes.bounceMs);
    const seen = new Map(followed.map((visit) => [visit.entry, visit]));
    const followedOdds = Math.max(1, (meanInside(this.#times) * SAME_PERSON_SHARE) / (1 - SAME_PERSON_SHARE));
    this.#forEachPair((entry, exit, pair) => {
      const visit = seen.get(entry);
      const isFollowed = visit?.exit === exit;
      const lengthMs = (exits[exit] ?? 0) - (entries[entry] ?? 0) + reportedMs * evenly(entry + exit);
      const found = this.#classes.find(isFollowed ? visit.lengthMs : lengthMs);
      const odds = isFollowed ? followedOdds : 1;
      this.#classOf[pair] = found;
      this.#weights[pair] = odds / (this.#classes.widthMs(found) * alone * (perMs[exit] ?? 1));
    });
  }

  #forEachPair(visit: (entry: number, exit: number, pair: number) => void): void {
    for (let entry = 0; entry + 1 < this.#starts.length; entry++)
      for (let pair = this.#starts[entry] ?? 0; pair < (this.#starts[entry + 1] ?? 0); pair++)
        visit(entry, this.#exitOf[pair] ?? 0, pair);
  }

  /** How much each entry wants each exit, apart from what that exit answered. */
  #wantExits(): void {
    const [odds, toExit, toEntry] = [this.#odds, this.#toExit, this.#toEntry];
    for (let entry = 0; entry + 1 < this.#starts.length; entry++) {
      const [from, to] = [this.#starts[entry] ?? 0, this.#starts[entry + 1] ?? 0];
      let sum = 1;
      for (let pair = from; pair < to; pair++) sum += (odds[pair] ?? 0) * (toEntry[pair] ?? 0);
      for (let pair = from; pair < to; pair++) {
        const own = odds[pair] ?? 0;
        toExit[pair] = own / Math.max(1e-12, sum - own * (toEntry[pair] ?? 0));
      }
    }
  }

  /** How free each exit is for each entry, apart from what that entry wanted. */
  #freeEntries(): void {
    const [exitOf, toExit, toEntry] = [this.#exitOf, this.#toExit, this.#toEntry];
    const wanted = new Float64Array(this.#times.exits.length).fill(1);
    for (let pair = 0; pair < exitOf.length; pair++) {
      const exit = exitOf[pair] ?? 0;
      wanted[exit] = (wanted[exit] ?? 1) + (toExit[pair] ?? 0);
    }
    for (let pair = 0; pair < exitOf.length; pair++)
      toEntry[pair] = 1 / Math.max(1e-12, (wanted[exitOf[pair] ?? 0] ?? 1) - (toExit[pair] ?? 0));
  }

  #expected(): Float64Array {
    const counts = new Float64Array(this.#classes.count);
    const sums = new Float64Array(this.#times.entries.length).fill(1);
    const likely = (pair: number) => (this.#odds[pair] ?? 0) * (this.#toEntry[pair] ?? 0);
    this.#forEachPair((entry, _, pair) => {
      sums[entry] = (sums[entry] ?? 1) + likely(pair);
    });
    this.#forEachPair((entry, _, pair) => {
      const found = this.#classOf[pair] ?? 0;
      counts[found] = (counts[found] ?? 0) + likely(pair) / (sums[entry] ?? 1);
    });
    return counts;
  }
}

/** −.5 to .5, evenly spread over successive indices. */
function evenly(index: number): number {
  return ((index * GOLDEN_RATIO) % 1) - 0.5;
}

/** Mean number of people inside, from first entry to last exit; at least 1. */
export function meanInside({ entries, exits }: Pick<MatchedTimes, 'entries' | 'exits'>): number {
  const first = entries[0] ?? 0;
  const mean = (times: readonly number[]) =>
    times.reduce((sum, at) => sum + (at - first), 0) / Math.max(1, times.length);
  const spanMs = Math.max(1, (exits.at(-1) ?? 0) - first);
  return Math.max(1, ((mean(exits) - mean(entries)) * entries.length) / spanMs);
}

function pairsOf(
  { entries, exits }: MatchedTimes,
  longestMs: number,
): { starts: Int32Array; exits: Int32Array } {
  const starts = new Int32Array(entries.length + 1);
  const found: number[] = [];
  let next = 0;
  entries.forEach((at, entry) => {
    while (next < exits.length && (exits[next] ?? 0) < at) next += 1;
    for (
      let exit = next;
      exit < next + REACH && (exits[exit] ?? Number.POSITIVE_INFINITY) < at + longestMs;
      exit++
    )
      found.push(exit);
    starts[entry + 1] = found.length;
  });
  return { starts, exits: Int32Array.from(found) };
}

/** Exits per ms around each exit. */
function ratesAround(exits: readonly number[]): number[] {
  const [first, last] = [exits[0] ?? 0, exits.at(-1) ?? 0];
  let [from, to] = [0, 0];
  return exits.map((at) => {
    while ((exits[from] ?? at) < at - AROUND_MS) from += 1;
    while (to < exits.length && (exits[to] ?? 0) <= at + AROUND_MS) to += 1;
    const spanMs = Math.min(at + AROUND_MS, last) - Math.max(at - AROUND_MS, first);
    return (to - from) / Math.max(SHORTEST_SPAN_MS, spanMs);
  });
}
