import type { Direction } from '../../model/crossing.ts';
import { TWO_SIDED_95 } from '../../model/estimate.ts';
import type { Checkpointed, StatePart } from '../../model/state-part.ts';
import { composed, heldObject } from '../../model/state-part.ts';
import { SmoothLogs } from '../../statistics/smooth-logs.ts';
import { DelayedExits } from './delayed-exits.ts';
import type { MatchedTimes } from './exit-matching.ts';
import { ExitMatching, meanInside } from './exit-matching.ts';
import { LengthClasses } from './length-classes.ts';
import { TrackedVisits } from './tracked-visits.ts';
import type { VisitSums } from './visit-sums.ts';
import { unknownVisits, visitSums } from './visit-sums.ts';

/** Distribution of visit durations, estimated from entries and exits without identities. */
export interface DurationEstimate {
  /** Upper ends of the classes in ms. The first class starts at 0. */
  readonly upToMs: readonly number[];
  /** Share of the visits in each class. */
  readonly shares: readonly number[];
  /** Share of visits shorter than the bounce threshold, with its 95 % interval. */
  readonly bounceShare: number;
  readonly bounceLow: number;
  readonly bounceHigh: number;
}

/** Upper ends of the published classes as multiples of the bounce threshold. */
const CLASS_ENDS = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4.5, 6.5, 9, 13, 18, 25, 36, 60, 120];
/** Factor for the weight of earlier days after each day. After a month, 40 % of a day's weight remains. */
const DAILY_MEMORY = 0.97;
/**
 * Visits that cameras followed are used as they are only above this share of entries: otherwise they are mostly short
 * visits. In a boutique, a kiosk and a bakery cameras follow over 75 % of visits. With a second door that no camera sees,
 * cameras follow 10 %.
 */
const FOLLOWED_SHARE = 0.5;
const MIN_VISITS = 200;
/** Assumed share of entries, and of exits, that a door misses. */
const MISSED_SHARE = 0.04;
/** With more people inside, matching no longer tells who left: it drifts away from the times. */
const MANY_INSIDE = 10;
/** Matching is published only where it covers this share of the remembered visits: one quiet day does not tell of others. */
const MATCHED_SHARE = 0.5;
/** Rounds of expectation and maximisation, from the regression on. */
const MATCHING_ROUNDS = 6;
/** Part of all visits that matching at first expects evenly in all classes, as the regression may leave some empty. */
const EVEN_PART = 0.02;
/**
 * Variance of the bounce share, relative to that of a sample of independent visits. The first is of visits that were only
 * matched. The second is of followed ones: only those that were swapped have a wrong length. These and the next were
 * chosen on simulated days and openings of six stores, seeds above 10.
 */
const MATCHED_VARIANCE = 1.5;
const FOLLOWED_VARIANCE = 0.2;
/** Error of the bounce share that all visits have in common. */
const COMMON_SD = 0.015;

/**
 * Estimates durations without identities, in two ways. One takes visits that cameras followed as they are, and for the
 * others regresses exits on delayed entries. The other matches all exits with entries, where cameras only make a pair
 * more likely: cameras swap people. Both err differently. Where cameras follow most visits, their mean is published; where
 * they do not, the matching; and with many people inside, the regression.
 */
export class VisitDurations implements Checkpointed {
  readonly state: StatePart;
  readonly #classes: LengthClasses;
  readonly #sums: VisitSums;
  readonly #delayed: DelayedExits;
  readonly #tracked = new TrackedVisits();

  constructor(bounceMs: number) {
    this.#classes = new LengthClasses(bounceMs);
    this.#delayed = new DelayedExits(this.#classes);
    this.#sums = { bounceMs, entries: [], exits: [], ...unknownVisits(this.#classes.count) };
    this.state = composed({
      sums: heldObject(visitSums(this.#classes.count), this.#sums),
      delayed: this.#delayed.state,
      tracked: this.#tracked.state,
    });
  }

  /** Adds `count` people who crossed at `at`. */
  crossed(direction: Direction, at: number, count: number): void {
    const times = direction === 'in' ? this.#sums.entries : this.#sums.exits;
    for (let person = 0; person < count; person++) times.push(at);
  }

  /** Adds a position of a person on the floor plan, in metres. */
  moved(person: number, at: number, x: number, y: number): void {
    this.#tracked.moved(person, at, x, y);
  }

  ended(person: number): void {
    this.#tracked.ended(person);
  }

  tracked(direction: Direction, at: number, person: number): void {
    this.#tracked.crossed(direction, at, person);
  }

  /** Adds the visit of a person who turned back at a door. It counts as one that cameras followed. */
  turned(from: number, to: number): void {
    this.#tracked.add({ fromMs: from, toMs: to });
  }

  /**
   * Closes a day with an empty store: all people who entered have left. Returns undefined before 200 entries and exits
   * are known.
   */
  close(): DurationEstimate | undefined {
    this.#forgetOtherThreshold();
    const times = this.#takeDay();
    const isMost = times.followed.length >= FOLLOWED_SHARE * times.entries.length;
    this.#fade();
    const { shares, bounceVariance } = this.#regress(times, isMost);
    if (meanInside(times) <= MANY_INSIDE) this.#match(times, shares);
    const { matched: counts, entered, left } = this.#sums;
    const visits = Math.min(entered, left);
    if (visits < MIN_VISITS) return undefined;
    const isMatched = sumOf(counts) > MATCHED_SHARE * visits;
    const matched = isMatched ? shareOf(counts) : shares;
    // Where exits are matched, that error is known from what it did to simulated days.
    const timesVariance = isMatched ? 0 : bounceVariance;
    const both = isMost ? matched.map((share, k) => (share + (shares[k] ?? 0)) / 2) : matched;
    return this.#publish(both, timesVariance);
  }

  /** The saved classes belong to a threshold, which may have been changed since. */
  #forgetOtherThreshold(): void {
    const { bounceMs } = this.#classes;
    if (this.#sums.bounceMs === bounceMs) return;
    Object.assign(this.#sums, { bounceMs, ...unknownVisits(this.#classes.count) });
    this.#delayed.forget();
  }

  #takeDay(): MatchedTimes {
    const { entries, exits } = this.#sums;
    // Counters report late, so others who passed later may come first.
    const times = { entries: entries.toSorted(byTime), exits: exits.toSorted(byTime) };
    const followed = this.#tracked.match(times.entries, times.exits);
    this.#sums.entries = [];
    this.#sums.exits = [];
    this.#tracked.clear();
    return { ...times, followed };
  }

  #fade(): void {
    const sums = this.#sums;
    for (const key of ['entered', 'left', 'enteredUnseen', 'leftUnseen'] as const) sums[key] *= DAILY_MEMORY;
    for (const key of ['tracked', 'matched'] as const)
      sums[key] = sums[key].map((count) => count * DAILY_MEMORY);
    this.#delayed.fade(DAILY_MEMORY);
  }

  /** Shares with followed visits as they are, and all others by their times. */
  #regress({ entries, exits, followed }: MatchedTimes, isMost: boolean) {
    const sums = this.#sums;
    const visits = isMost ? followed : [];
    const entriesLeft = without(
      entries,
      visits.map(({ entry }) => entry),
    );
    const exitsLeft = without(
      exits,
      visits.map(({ exit }) => exit),
    );
    for (const { lengthMs } of visits) this.#addTracked(lengthMs);
    sums.entered += entries.length;
    sums.left += exits.length;
    sums.enteredUnseen += entriesLeft.length;
    sums.leftUnseen += exitsLeft.length;
    const tracked = shareOf(sums.tracked);
    const { shares, bounceVariance } = this.#delayed.learn(entriesLeft, exitsLeft, {
      exitsPerEntry: sums.leftUnseen / Math.max(1, sums.enteredUnseen),
      missed: this.#missedPerUnseen,
      followed: tracked,
    });
    const seen = this.#followedShare;
    return {
      shares: shares.map((share, k) => (1 - seen) * share + seen * (tracked[k] ?? 0)),
      bounceVariance: (1 - seen) ** 2 * bounceVariance,
    };
  }

  #addTracked(lengthMs: number): void {
    const found = this.#classes.find(lengthMs);
    this.#sums.tracked[found] = (this.#sums.tracked[found] ?? 0) + 1;
  }

  /** Exits of people whose entry was missed, per entry without a followed visit. */
  get #missedPerUnseen(): number {
    const { entered, left, enteredUnseen } = this.#sums;
    return (Math.max(0, left - entered) + MISSED_SHARE * entered) / Math.max(1, enteredUnseen);
  }

  /** Share of visits that cameras followed. A person whom a camera saw only enter or only leave was not followed. */
  get #followedShare(): number {
    const { tracked, enteredUnseen, leftUnseen } = this.#sums;
    const followed = sumOf(tracked);
    return followed / Math.max(1, followed + Math.max(enteredUnseen, leftUnseen));
  }

  /** Counts visits by matching exits with entries: expectation and maximisation, from `start` on. */
  #match(times: MatchedTimes, start: readonly number[]): void {
    const { count, smoothRange } = this.#classes;
    const matching = new ExitMatching(times, this.#classes);
    const possible = start.map((share) => (1 - EVEN_PART) * share + EVEN_PART / count);
    const logs = new SmoothLogs(possible, smoothRange, this.#delayed.stiffness);
    let counts = this.#sums.matched;
    for (let round = 0; round < MATCHING_ROUNDS; round++) {
      const today = matching.count(logs.values);
      counts = this.#sums.matched.map((visits, k) => visits + (today[k] ?? 0));
      logs.fit(towards(counts, logs.values));
    }
    this.#sums.matched = counts;
  }

  #publish(shares: readonly number[], timesVariance: number): DurationEstimate {
    const { tracked, enteredUnseen } = this.#sums;
    const bounceShare = sumOf(shares.slice(0, this.#classes.bounces));
    const seen = this.#followedShare;
    const scatter = MATCHED_VARIANCE * (1 - seen) + FOLLOWED_VARIANCE * seen;
    const variance =
      (scatter * bounceShare * (1 - bounceShare)) / Math.max(1, sumOf(tracked) + enteredUnseen) +
      timesVariance +
      COMMON_SD ** 2;
    const halfWidth = TWO_SIDED_95 * Math.sqrt(variance);
    const upToMs = CLASS_ENDS.map((multiple) => multiple * this.#classes.bounceMs);
    return {
      upToMs,
      shares: this.#classes.spread(shares, upToMs),
      bounceShare,
      bounceLow: Math.max(0, bounceShare - halfWidth),
      bounceHigh: Math.min(1, bounceShare + halfWidth),
    };
  }
}

/** The quadratic whose minimum is the shares of the counts, near `values`. */
function towards(counts: readonly number[], values: Float64Array) {
  const n = values.length;
  const total = sumOf(counts);
  const information = new Float64Array(n * n);
  values.forEach((value, k) => {
    information[k * (n + 1)] = total / value;
  });
  return { information, evidence: Float64Array.from(counts, (count, k) => count / (values[k] ?? 1)) };
}

function without(times: readonly number[], indices: readonly number[]): number[] {
  const taken = new Set(indices);
  return times.filter((_, i) => !taken.has(i));
}

function shareOf(counts: readonly number[]): number[] {
  const total = sumOf(counts);
  return total === 0 ? [] : counts.map((count) => count / total);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function byTime(a: number, b: number): number {
  return a - b;
}
