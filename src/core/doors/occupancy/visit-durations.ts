import type { TypeOf } from '../../model/codec.ts';
import { converted, number, numbers, struct } from '../../model/codec.ts';
import type { Direction } from '../../model/crossing.ts';
import { TWO_SIDED_95 } from '../../model/estimate.ts';
import type { Checkpointed } from '../../model/state-part.ts';
import { composed, heldObject } from '../../model/state-part.ts';
import { invertMatrix, solveNonNegative } from '../../statistics/nonnegative-least-squares.ts';
import { DelayedEntries } from './delayed-entries.ts';
import { TrackedVisits } from './tracked-visits.ts';

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

/**
 * Upper ends of the classes as multiples of the bounce threshold: fine around the threshold, coarse for long visits.
 */
const CLASS_ENDS = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4.5, 6.5, 9, 13, 18, 25, 36, 60, 120];
const BOUNCE_CLASSES = CLASS_ENDS.indexOf(1) + 1;
/** Slots per bounce threshold, in which exits are counted: six in the shortest class. */
const SLOTS_PER_BOUNCE = 24;
/** Factor for the weight of earlier days after each day. After a month, 40 % of a day's weight remains. */
const DAILY_MEMORY = 0.97;
/** Weight, in visits, of the rule that the shares add up to 1, because all visitors leave. */
const SUM_WEIGHT = 1e4;
/** Ridge weight of the regression, in visits, for classes that the data cannot separate. */
const RIDGE = 2;
/**
 * Visits that cameras followed are used only above this share of entries: otherwise they are mostly short visits. In a
 * boutique, a kiosk and a bakery cameras follow over 75 % of visits. With a second door that no camera sees, cameras
 * follow 10 %.
 */
const FOLLOWED_SHARE = 0.5;
/** Weight, in visits, of the assumption that visits which cameras did not follow resemble the others. */
const ALIKE_WEIGHT = 2_000;
const MIN_VISITS = 200;
const CLASSES = CLASS_ENDS.length;
/** The regression has one more column, for exits of people whose entry was missed. */
const COLUMNS = CLASSES + 1;
/** Assumed share of entries, and of exits, that a door misses. */
const MISSED_SHARE = 0.04;
/** Weight of `MISSED_SHARE`, in visits. */
const MISSED_WEIGHT = 3_000;
/**
 * Part of the followed visits' scatter that is an error. Followed visits are no sample: only swapped ones have a wrong
 * length.
 */
const SWAPPED_SHARE = 0.3;
/**
 * Error of the bounce share that all visits have in common. Chosen together with the swapped share, on nine simulated days
 * of five stores (`sim-stores.ts`, seeds 11 to 13).
 */
const COMMON_SD = 0.015;

/**
 * Times are saved as the first time and the differences after it. This is short, and each checkpoint contains all
 * crossings of the day.
 */
const TIMES = converted(numbers(), stepsOf, timesOf);
const SUMS = struct({
  entries: TIMES,
  exits: TIMES,
  /** Sums of the weighted regression: XᵀWX, row by row, and XᵀWy. */
  information: numbers(COLUMNS * COLUMNS),
  evidence: numbers(COLUMNS),
  /** Number of entries and exits, and of those that belong to no visit which cameras followed. Earlier days fade. */
  entered: number,
  left: number,
  enteredUnseen: number,
  leftUnseen: number,
  /** Number of visits that cameras followed, by class. */
  tracked: numbers(CLASSES),
  /** Share of each class among visits that cameras did not follow. The last column is for missed entries. */
  shares: numbers(COLUMNS),
});

/**
 * Estimates durations by matching exits to entries without identities. The expected exits of a slot are the earlier
 * entries, each weighted with the share of visits of that duration. This is a regression of exits on delayed entries,
 * weighted by the Poisson noise of the exits. The sums of all days are added up. The inverse of XᵀWX gives the
 * uncertainty.
 */
export class VisitDurations implements Checkpointed {
  readonly #upToMs: readonly number[];
  readonly #slotMs: number;
  readonly #sums = newSums();
  readonly #tracked = new TrackedVisits();
  readonly state = composed({ sums: heldObject(SUMS, this.#sums), tracked: this.#tracked.state });

  constructor(bounceMs: number) {
    this.#upToMs = CLASS_ENDS.map((multiple) => multiple * bounceMs);
    this.#slotMs = bounceMs / SLOTS_PER_BOUNCE;
  }

  /** Adds `count` people who crossed at `at`. Call this in the order of time. */
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
   * Closes a day with an empty store: all people who entered have left. Returns undefined before 200 exits are known.
   */
  close(): DurationEstimate | undefined {
    const sums = this.#sums;
    const { lengthsMs, entries, exits } = this.#followed();
    for (const key of ['information', 'evidence', 'tracked'] as const)
      sums[key] = sums[key].map((value) => value * DAILY_MEMORY);
    this.#count('entered', sums.entries.length);
    this.#count('left', sums.exits.length);
    this.#count('enteredUnseen', entries.length);
    this.#count('leftUnseen', exits.length);
    for (const lengthMs of lengthsMs) this.#addTracked(lengthMs);
    this.#regress(entries, exits);
    sums.entries = [];
    sums.exits = [];
    this.#tracked.clear();
    return sums.left < MIN_VISITS ? undefined : this.#estimate();
  }

  #followed(): ReturnType<TrackedVisits['match']> {
    const { entries, exits } = this.#sums;
    const matched = this.#tracked.match(entries, exits);
    const isMost = matched.lengthsMs.length >= FOLLOWED_SHARE * entries.length;
    return isMost ? matched : { lengthsMs: [], entries, exits };
  }

  #count(key: 'entered' | 'left' | 'enteredUnseen' | 'leftUnseen', more: number): void {
    this.#sums[key] = this.#sums[key] * DAILY_MEMORY + more;
  }

  #addTracked(lengthMs: number): void {
    const found = this.#upToMs.findIndex((upToMs) => lengthMs < upToMs);
    const last = found === -1 ? CLASSES - 1 : found;
    this.#sums.tracked[last] = (this.#sums.tracked[last] ?? 0) + 1;
  }

  #regress(entries: readonly number[], exits: readonly number[]): void {
    const first = entries[0];
    const last = exits.at(-1);
    if (first === undefined || last === undefined) return;
    const delayed = new DelayedEntries(entries, this.#upToMs, this.#slotMs * SLOTS_PER_BOUNCE);
    let seen = 0;
    for (let slot = first; slot < last; slot += this.#slotMs) {
      const from = seen;
      while (seen < exits.length && (exits[seen] ?? 0) < slot + this.#slotMs) seen += 1;
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
    const sums = this.#sums;
    const information = this.#withBeliefs();
    const raw = solveNonNegative(information, this.#evidence());
    const unseen = raw.slice(0, CLASSES);
    // No share may be 0. The shares give the expected exits of a slot, and these give the weight of the slot.
    sums.shares = raw.map((share) => 0.9 * share + 0.1 / COLUMNS);
    const total = Math.max(1e-9, sumOf(unseen, CLASSES));
    const followed = sumOf(sums.tracked, CLASSES);
    const rest = 1 - this.#followedShare;
    const shares = unseen.map(
      (share, k) => rest * (share / total) + (1 - rest) * ((sums.tracked[k] ?? 0) / Math.max(1, followed)),
    );
    const bounceShare = sumOf(shares, BOUNCE_CLASSES);
    const scattered = rest + SWAPPED_SHARE * (1 - rest);
    const variance =
      rest ** 2 * varianceOfSum(invertMatrix(information), COLUMNS, BOUNCE_CLASSES) +
      (scattered * bounceShare * (1 - bounceShare)) / Math.max(1, followed + sums.enteredUnseen) +
      COMMON_SD ** 2;
    const halfWidth = TWO_SIDED_95 * Math.sqrt(variance);
    return {
      upToMs: this.#upToMs,
      shares,
      bounceShare,
      bounceLow: Math.max(0, bounceShare - halfWidth),
      bounceHigh: Math.min(1, bounceShare + halfWidth),
    };
  }

  /** Exits per entry, among visits that cameras did not follow. A surplus of exits comes from missed entries. */
  get #exitsPerEntry(): number {
    return this.#sums.leftUnseen / Math.max(1, this.#sums.enteredUnseen);
  }

  #withBeliefs(): number[] {
    const last = COLUMNS * COLUMNS - 1;
    const ridge = RIDGE + ALIKE_WEIGHT * this.#followedShare;
    return this.#sums.information.map((value, cell) => {
      if (cell === last) return value + SUM_WEIGHT + MISSED_WEIGHT;
      return value + SUM_WEIGHT + (cell % (COLUMNS + 1) === 0 ? ridge : 0);
    });
  }

  #evidence(): number[] {
    const { entered, left, enteredUnseen, tracked, evidence } = this.#sums;
    const exits = this.#exitsPerEntry;
    const missed = (Math.max(0, left - entered) + MISSED_SHARE * entered) / Math.max(1, enteredUnseen);
    const followed = sumOf(tracked, CLASSES);
    const beliefs = tracked.map((visits) => {
      const share = followed === 0 ? 0 : visits / followed;
      return ALIKE_WEIGHT * this.#followedShare * share * Math.max(0, exits - missed);
    });
    beliefs.push(MISSED_WEIGHT * missed);
    return evidence.map((value, k) => value + SUM_WEIGHT * exits + (beliefs[k] ?? 0));
  }

  /** Share of visits that cameras followed. A person whom a camera saw only enter or only leave was not followed. */
  get #followedShare(): number {
    const { tracked, enteredUnseen, leftUnseen } = this.#sums;
    const followed = sumOf(tracked, CLASSES);
    return followed / Math.max(1, followed + Math.max(enteredUnseen, leftUnseen));
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
    information: new Array<number>(COLUMNS * COLUMNS).fill(0),
    evidence: new Array<number>(COLUMNS).fill(0),
    ...{ entered: 0, left: 0, enteredUnseen: 0, leftUnseen: 0 },
    tracked: new Array<number>(CLASSES).fill(0),
    shares: new Array<number>(COLUMNS).fill(1 / COLUMNS),
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
