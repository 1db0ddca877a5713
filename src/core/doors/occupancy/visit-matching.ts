import { createRandom } from '../../statistics/seeded-random.ts';

/** A day's counted people, in the order of time. */
export interface CountedDay {
  readonly entries: readonly number[];
  readonly exits: readonly number[];
  /** Counted entry and exit of each person whom cameras followed from door to door. */
  readonly followed: readonly {
    readonly fromMs: number;
    readonly toMs: number;
  }[];
}

export interface KnownLengths {
  /** Share of the visits in each class with which the search begins. */
  readonly start: readonly number[];
  /** Visits of earlier days in each class. */
  readonly earlier: readonly number[];
}

/**
 * Upper ends of the classes of length, as multiples of the bounce threshold. Each class is by a third longer than the
 * one before. The threshold itself is one of the ends.
 */
export const LENGTH_ENDS = Array.from({ length: 27 }, (_, k) => 1.35 ** (k - 11));
const CLASSES = LENGTH_ENDS.length;
/** Assumed share of entries, and of exits, that a door misses. */
const MISSED_SHARE = 0.05;
/**
 * Logarithm of how much likelier a pair is that cameras followed. One in five of them consists of two people whose
 * tracks swapped. Chosen on eleven simulated days and openings of four stores. All numbers below were chosen on openings
 * with odd seeds (`sim-stores.ts`), without cameras.
 */
const FOLLOWED_GAIN = 3;
/** Rounds of learning the lengths, and sweeps over all entries in each: the first are not counted. */
const [ROUNDS, SETTLING, COUNTED] = [12, 15, 25];
/** An entry may be matched with so many later exits: more where more people are inside. */
const REACH = { least: 20, perInside: 4 };
/** Visits that each class has at least, and the share of its visits that each neighbour gets. */
const LEAST_VISITS = 0.05;
const SMOOTHED = 0.05;
const NONE = -1;

/**
 * Matches the exits of a day with its entries. Each possible matching has a probability from the lengths of its visits.
 * People without a partner are those whom the other direction missed. Metropolis' algorithm draws matchings; their mean
 * lengths make the next probabilities (expectation and maximisation). Unlike a regression of exits on entries, a
 * matching uses that each person leaves once. With few people inside, this says most.
 */
export class VisitMatching {
  /** Mean number of people inside. */
  readonly inside: number;
  readonly #day: CountedDay;
  /** Upper ends of the classes in ms. */
  readonly #upToMs: readonly number[];
  readonly #random = createRandom(1);
  readonly #reach: number;
  /** Index of the first exit after each entry. */
  readonly #first: Int32Array;
  /** Exit of each entry and entry of each exit, or `NONE`. */
  readonly #exitOf: Int32Array;
  readonly #entryOf: Int32Array;
  /** Time at which cameras saw the person of each entry leave; NaN if they did not. */
  readonly #seenToMs: Float64Array;
  readonly #logDensity = new Float64Array(CLASSES);
  /** Logarithm of the density of a person without a partner. A pair has twice of it. */
  readonly #logAlone: number;

  constructor(day: CountedDay, bounceMs: number) {
    this.#day = day;
    this.#upToMs = LENGTH_ENDS.map((multiple) => multiple * bounceMs);
    const { entries, exits } = day;
    const spanMs = Math.max(1, (exits.at(-1) ?? 0) - (entries[0] ?? 0));
    this.inside = stayedMs(entries, exits) / spanMs;
    this.#reach = REACH.least + Math.ceil(REACH.perInside * this.inside);
    this.#logAlone = Math.log((entries.length / spanMs) * MISSED_SHARE ** 2) / 2;
    this.#first = firstAfter(entries, exits);
    this.#exitOf = new Int32Array(entries.length).fill(NONE);
    this.#entryOf = new Int32Array(exits.length).fill(NONE);
    this.#seenToMs = new Float64Array(entries.length).fill(Number.NaN);
  }

  /** Returns the number of the day's visits in each class: the mean of the matchings of the last rounds. */
  run({ start, earlier }: KnownLengths): number[] {
    this.#begin();
    this.#learn(start);
    const result = new Array<number>(CLASSES).fill(0);
    const used = Math.ceil(ROUNDS / 2);
    for (let round = 0; round < ROUNDS; round++) {
      const counts = this.#draw();
      if (round >= ROUNDS - used)
        counts.forEach((count, k) => {
          result[k] = (result[k] ?? 0) + count / used;
        });
      this.#learn(smoothed(counts.map((count, k) => count + LEAST_VISITS + (earlier[k] ?? 0))));
    }
    return result;
  }

  /** Begins with the people whom cameras followed. Of the others, who came first leaves first. */
  #begin(): void {
    this.#follow();
    const { length } = this.#entryOf;
    let exit = 0;
    for (let entry = 0; entry < this.#exitOf.length; entry++) {
      if (this.#exitOf[entry] !== NONE) continue;
      exit = Math.max(exit, this.#first[entry] ?? 0);
      while (exit < length && this.#entryOf[exit] !== NONE) exit += 1;
      if (exit < length && this.#isNear(entry, exit)) this.#match(entry, exit);
    }
  }

  #follow(): void {
    for (const { fromMs, toMs } of this.#day.followed) {
      const entry = this.#findEntry(fromMs);
      if (entry === NONE) continue;
      this.#seenToMs[entry] = toMs;
      const exit = this.#day.exits.indexOf(toMs);
      if (exit !== NONE && this.#entryOf[exit] === NONE && this.#isNear(entry, exit))
        this.#match(entry, exit);
    }
  }

  /** Returns the first entry at a time that has no followed exit yet. */
  #findEntry(at: number): number {
    const { entries } = this.#day;
    let entry = entries.indexOf(at);
    while (entry !== NONE && entries[entry] === at && !Number.isNaN(this.#seenToMs[entry])) entry += 1;
    return entries[entry] === at ? entry : NONE;
  }

  #match(entry: number, exit: number): void {
    if (entry !== NONE) this.#exitOf[entry] = exit;
    if (exit !== NONE) this.#entryOf[exit] = entry;
  }

  #isNear(entry: number, exit: number): boolean {
    const first = this.#first[entry] ?? 0;
    return exit >= first && exit < first + this.#reach;
  }

  /** Makes the probabilities from the visits of each class. */
  #learn(visits: readonly number[]): void {
    const total = visits.reduce((sum, count) => sum + count, 0);
    for (let k = 0; k < CLASSES; k++) {
      const widthMs = (this.#upToMs[k] ?? 0) - (this.#upToMs[k - 1] ?? 0);
      this.#logDensity[k] = Math.log(Math.max(1e-4, (visits[k] ?? 0) / total) / widthMs);
    }
  }

  /** Draws matchings. Returns their mean number of visits in each class. */
  #draw(): number[] {
    const counts = new Array<number>(CLASSES).fill(0);
    for (let sweep = 0; sweep < SETTLING + COUNTED; sweep++) {
      for (let entry = 0; entry < this.#exitOf.length; entry++) this.#change(entry);
      if (sweep < SETTLING) continue;
      for (let entry = 0; entry < this.#exitOf.length; entry++) {
        const exit = this.#exitOf[entry] ?? NONE;
        if (exit === NONE) continue;
        const k = this.#findClass(entry, exit);
        counts[k] = (counts[k] ?? 0) + 1 / COUNTED;
      }
    }
    return counts;
  }

  /**
   * Offers an entry one of the exits that it may have, with what this asks of others: two pairs swap, a person without
   * a partner takes another's, or a pair is made or parted. Each change is as often offered as its reverse.
   */
  #change(entry: number): void {
    const exit = (this.#first[entry] ?? 0) + Math.floor(this.#random() * this.#reach);
    if (exit >= this.#entryOf.length) return;
    const [own, other] = [this.#exitOf[entry] ?? NONE, this.#entryOf[exit] ?? NONE];
    if (own === exit) {
      if (!this.#accepts(2 * this.#logAlone - this.#score(entry, exit))) return;
      this.#exitOf[entry] = NONE;
      this.#entryOf[exit] = NONE;
      return;
    }
    if (own !== NONE && other !== NONE && !this.#isNear(other, own)) return;
    const left = own === NONE && other === NONE ? 0 : this.#score(other, own);
    const before = this.#score(entry, own) + this.#score(other, exit);
    if (!this.#accepts(this.#score(entry, exit) + left - before)) return;
    this.#match(entry, exit);
    this.#match(other, own);
  }

  #accepts(gain: number): boolean {
    return gain >= 0 || this.#random() < Math.exp(gain);
  }

  /** Returns the logarithm of a pair's density; of one person's, if the other is `NONE`. */
  #score(entry: number, exit: number): number {
    if (entry === NONE || exit === NONE) return this.#logAlone;
    const isSeen = this.#day.exits[exit] === this.#seenToMs[entry];
    return (this.#logDensity[this.#findClass(entry, exit)] ?? 0) + (isSeen ? FOLLOWED_GAIN : 0);
  }

  #findClass(entry: number, exit: number): number {
    const lengthMs = (this.#day.exits[exit] ?? 0) - (this.#day.entries[entry] ?? 0);
    let [low, high] = [0, CLASSES - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (lengthMs < (this.#upToMs[middle] ?? 0)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Spreads shares of classes over other classes, evenly within each class. */
export function respread(
  shares: readonly number[],
  from: readonly number[],
  to: readonly number[],
): number[] {
  return to.map((end, k) => {
    const begin = to[k - 1] ?? 0;
    return shares.reduce((sum, share, l) => {
      const [low, high] = [from[l - 1] ?? 0, from[l] ?? 0];
      const overlap = Math.min(end, high) - Math.max(begin, low);
      return overlap <= 0 ? sum : sum + (share * overlap) / (high - low);
    }, 0);
  });
}

function smoothed(visits: readonly number[]): number[] {
  const at = (k: number) => visits[Math.min(CLASSES - 1, Math.max(0, k))] ?? 0;
  return visits.map((own, k) => (1 - 2 * SMOOTHED) * own + SMOOTHED * (at(k - 1) + at(k + 1)));
}

/** Returns the time that all people together stayed, from as many of the first entries and exits. */
function stayedMs(entries: readonly number[], exits: readonly number[]): number {
  const people = Math.min(entries.length, exits.length);
  let sum = 0;
  for (let person = 0; person < people; person++) sum += (exits[person] ?? 0) - (entries[person] ?? 0);
  return Math.max(0, sum);
}

function firstAfter(entries: readonly number[], exits: readonly number[]): Int32Array {
  let exit = 0;
  return Int32Array.from(entries, (at) => {
    while (exit < exits.length && (exits[exit] ?? 0) <= at) exit += 1;
    return exit;
  });
}
