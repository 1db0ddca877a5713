import type { TypeOf } from '../../model/codec.ts';
import { converted, number, numbers, struct } from '../../model/codec.ts';
import type { Direction } from '../../model/crossing.ts';
import { TWO_SIDED_95 } from '../../model/estimate.ts';
import type { Checkpointed } from '../../model/state-part.ts';
import { heldObject } from '../../model/state-part.ts';
import { invertMatrix, solveNonNegative } from '../../statistics/nonnegative-least-squares.ts';

/** Distribution of visit durations, from entries and exits without identities. */
export interface DurationEstimate {
  /** Upper ends of the classes; the first starts at 0. */
  readonly upToMs: readonly number[];
  /** Share of the visits in each class. */
  readonly shares: readonly number[];
  /** Share of visits shorter than the bounce threshold, and where it is with 95%. */
  readonly bounceShare: number;
  readonly bounceLow: number;
  readonly bounceHigh: number;
}

/** Class ends in multiples of the bounce threshold: fine around it, coarse where visits are long. */
const CLASS_ENDS = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4.5, 6.5, 9, 13, 18, 25, 36, 60, 120];
const BOUNCE_CLASSES = CLASS_ENDS.indexOf(1) + 1;
/** Exits are counted in slots this long: a sixth of the shortest class that matters. */
const SLOTS_PER_BOUNCE = 24;
/** Of what earlier days said, this share is still believed a day later: a month fades to two fifths. */
const DAILY_MEMORY = 0.97;
/** Every entry leaves: how firmly the shares add up to one, in visits. */
const SUM_WEIGHT = 1e4;
/** Against classes that the data cannot tell apart, in visits. */
const RIDGE = 2;
const MIN_VISITS = 200;
const CLASSES = CLASS_ENDS.length;

/** The first time, and how much later each was than the one before: a day's crossings are in every checkpoint. */
const TIMES = converted(numbers(), stepsOf, timesOf);
const SUMS = struct({
  entries: TIMES,
  exits: TIMES,
  /** XᵀWX, row by row, and XᵀWy. */
  information: numbers(CLASSES * CLASSES),
  evidence: numbers(CLASSES),
  visits: number,
  shares: numbers(CLASSES),
});

/**
 * Matches exits to entries without identities. Exits of a moment come from all earlier entries. Each counts with the
 * share of visits of that duration. That is a regression of exits on delayed entries, weighted by the Poisson noise
 * of the exits. Its sums add up over the days, and its inverse is the estimate's uncertainty.
 */
export class VisitDurations implements Checkpointed {
  readonly #upToMs: readonly number[];
  readonly #slotMs: number;
  readonly #sums = newSums();
  readonly state = heldObject(SUMS, this.#sums);

  constructor(bounceMs: number) {
    this.#upToMs = CLASS_ENDS.map((multiple) => multiple * bounceMs);
    this.#slotMs = bounceMs / SLOTS_PER_BOUNCE;
  }

  /** In time order. */
  crossed(direction: Direction, at: number, count: number): void {
    const times = direction === 'in' ? this.#sums.entries : this.#sums.exits;
    for (let person = 0; person < count; person++) times.push(at);
  }

  /**
   * The store is empty: all people who entered since the last call have left. Undefined before enough visits are
   * known.
   */
  close(): DurationEstimate | undefined {
    this.#sums.information = this.#sums.information.map((value) => value * DAILY_MEMORY);
    this.#sums.evidence = this.#sums.evidence.map((value) => value * DAILY_MEMORY);
    this.#sums.visits = this.#sums.visits * DAILY_MEMORY + this.#sums.exits.length;
    this.#regress();
    this.#sums.entries = [];
    this.#sums.exits = [];
    return this.#sums.visits < MIN_VISITS ? undefined : this.#estimate();
  }

  #regress(): void {
    const first = this.#sums.entries[0];
    const last = this.#sums.exits.at(-1);
    if (first === undefined || last === undefined) return;
    const delayed = new DelayedEntries(this.#sums.entries, this.#upToMs);
    let seen = 0;
    for (let slot = first; slot < last; slot += this.#slotMs) {
      const from = seen;
      while (seen < this.#sums.exits.length && (this.#sums.exits[seen] ?? 0) < slot + this.#slotMs) seen += 1;
      const expected = delayed.at(slot + this.#slotMs / 2, this.#slotMs);
      this.#addSlot(expected, seen - from);
    }
  }

  #addSlot(expected: readonly number[], exits: number): void {
    const classes = expected.length;
    let rate = 0;
    for (let k = 0; k < classes; k++) rate += (expected[k] ?? 0) * (this.#sums.shares[k] ?? 0);
    if (rate <= 0) return;
    for (let k = 0; k < classes; k++) {
      const weighted = (expected[k] ?? 0) / rate;
      if (weighted === 0) continue;
      this.#sums.evidence[k] = (this.#sums.evidence[k] ?? 0) + weighted * exits;
      for (let l = 0; l < classes; l++) {
        const cell = k * classes + l;
        this.#sums.information[cell] = (this.#sums.information[cell] ?? 0) + weighted * (expected[l] ?? 0);
      }
    }
  }

  #estimate(): DurationEstimate {
    const classes = this.#sums.shares.length;
    const information = this.#sums.information.map(
      (value, cell) => value + SUM_WEIGHT + (cell % (classes + 1) === 0 ? RIDGE : 0),
    );
    const evidence = this.#sums.evidence.map((value) => value + SUM_WEIGHT);
    const raw = solveNonNegative(information, evidence);
    const total = raw.reduce((sum, share) => sum + share, 0);
    const shares = raw.map((share) => share / total);
    // Kept away from nothing, so that no class loses its say in what the noise of a slot is.
    this.#sums.shares = shares.map((share) => 0.9 * share + 0.1 / classes);
    const bounceShare = sumOf(shares, BOUNCE_CLASSES);
    const halfWidth =
      TWO_SIDED_95 * Math.sqrt(varianceOfSum(invertMatrix(information), classes, BOUNCE_CLASSES));
    return {
      upToMs: this.#upToMs,
      shares,
      bounceShare,
      bounceLow: Math.max(0, bounceShare - halfWidth),
      bounceHigh: Math.min(1, bounceShare + halfWidth),
    };
  }
}

/** How many entries lie in each class of durations before a moment. Moments only go forward. */
class DelayedEntries {
  readonly #entries: readonly number[];
  readonly #upToMs: readonly number[];
  /** For each class end, the first entry that is not that long ago yet. */
  readonly #cursors: number[];
  readonly #expected: number[];

  constructor(entries: readonly number[], upToMs: readonly number[]) {
    this.#entries = entries;
    this.#upToMs = upToMs;
    this.#cursors = new Array<number>(upToMs.length + 1).fill(0);
    this.#expected = new Array<number>(upToMs.length).fill(0);
  }

  /** Exits per class that a slot would see if every visit were of that class. */
  at(moment: number, slotMs: number): readonly number[] {
    for (let k = 0; k < this.#cursors.length; k++) {
      const agoMs = this.#upToMs[k - 1] ?? 0;
      let cursor = this.#cursors[k] ?? 0;
      while (cursor < this.#entries.length && (this.#entries[cursor] ?? 0) <= moment - agoMs) cursor += 1;
      this.#cursors[k] = cursor;
    }
    for (let k = 0; k < this.#expected.length; k++) {
      const inside = (this.#cursors[k] ?? 0) - (this.#cursors[k + 1] ?? 0);
      const widthMs = (this.#upToMs[k] ?? 0) - (this.#upToMs[k - 1] ?? 0);
      this.#expected[k] = (inside * slotMs) / widthMs;
    }
    return this.#expected;
  }
}

function sumOf(values: readonly number[], count: number): number {
  return values.slice(0, count).reduce((sum, value) => sum + value, 0);
}

function varianceOfSum(covariance: readonly number[], size: number, count: number): number {
  let variance = 0;
  for (let k = 0; k < count; k++) {
    for (let l = 0; l < count; l++) variance += covariance[k * size + l] ?? 0;
  }
  return Math.max(0, variance);
}

function newSums(): TypeOf<typeof SUMS> {
  return {
    entries: [],
    exits: [],
    information: new Array<number>(CLASSES * CLASSES).fill(0),
    evidence: new Array<number>(CLASSES).fill(0),
    visits: 0,
    shares: new Array<number>(CLASSES).fill(1 / CLASSES),
  };
}

function stepsOf(times: readonly number[]): number[] {
  return times.map((time, i) => time - (times[i - 1] ?? 0));
}

function timesOf(steps: readonly number[]): number[] {
  let time = 0;
  return steps.map((step) => {
    time += step;
    return time;
  });
}
