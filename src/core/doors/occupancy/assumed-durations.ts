import { numbers } from '../../model/codec.ts';
import type { Checkpointed } from '../../model/state-part.ts';
import { composed, held } from '../../model/state-part.ts';

/** People expected inside after the entries so far. Durations are in steps of one minute. */
export interface ExpectedInside {
  readonly mean: number;
  /** Variance between the assumptions, each weighted by how well it predicted the exits. */
  readonly variance: number;
  /** Variance of the number inside by chance, because durations differ from person to person. */
  readonly chance: number;
  readonly meanDuration: number;
}

/**
 * An assumed distribution of visit durations (Erlang). A visit has several parts, each of which ends at random. The
 * more parts, the less the durations differ.
 */
interface Assumption {
  readonly meanDuration: number;
  readonly parts: number;
  /**
   * Variance of the number inside by chance, per person inside. This is the Gini coefficient of the durations: half the
   * mean difference of two durations ÷ their mean.
   */
  readonly chance: number;
  /** Index of this assumption's first part in the array of all assumptions' parts. */
  readonly first: number;
  /** Number of short intervals that a step is cut into, so that few people end two parts in one interval. */
  readonly cuts: number;
  /** Probability that a person ends a part within one of these intervals. */
  readonly ending: number;
}

/** Assumed mean durations in steps: from `first` to `last`, each longer than the one before by the same factor. */
const DURATIONS = { count: 14, first: 1, last: 120 };
/**
 * Assumed numbers of parts per visit. `chance` is the Gini coefficient of Erlang durations with so many parts.
 * Durations in simulated stores have coefficients of variation of 0.44 (supermarket) to 0.75 (corner store).
 */
const SHAPES = [
  { parts: 1, chance: 0.5 },
  { parts: 2, chance: 0.375 },
  { parts: 4, chance: 0.273 },
  { parts: 8, chance: 0.196 },
];
const CUTS_PER_PART = 4;

/**
 * Share of the evidence that fades in each step, because durations change in the course of a day. This constant and the
 * next two are chosen on simulated days of six stores (`doors-field.ts stores --chosen --without-heads`).
 */
const FORGOTTEN = 1 / 240;
/** Exits per step that no assumption explains, so that a single unexpected exit does not decide between assumptions. */
const UNEXPLAINED = 0.02;
/**
 * Weight of the assumption that exits equal entries, as a number of exits. With 400 exits, their ratio is 1 with a
 * standard deviation of 5 %.
 */
const RATIO_WEIGHT = 400;

/** Values are rounded to whole multiples of 1 ÷ `UNITS`, to keep checkpoints short. */
const UNITS = 100_000;

/**
 * Assumes many distributions of visit durations. Each predicts exits from the entries, and is weighted by how well it
 * predicts those counted. This estimates the number of people inside without a sum of counts, whose errors add up. The
 * assumptions are a fluid approximation of M/G/∞ queues with Erlang durations.
 */
export class AssumedDurations implements Checkpointed {
  readonly #assumptions = createAssumptions();
  /** Number of people inside in each part of a visit, for one assumption after the other. */
  #inside = zeros(this.#assumptions.reduce((sum, { parts }) => sum + parts, 0));
  /** Per assumption, faded: `#fits` is Σ exits × ln(predicted exits), and `#predicted` is Σ predicted exits. */
  #fits = zeros(this.#assumptions.length);
  #predicted = zeros(this.#assumptions.length);
  #exits = 0;
  readonly state = composed({
    inside: held(
      numbers(this.#inside.length),
      () => this.#inside,
      (inside) => {
        this.#inside = inside;
      },
    ),
    fits: held(
      numbers(this.#fits.length),
      () => this.#fits,
      (fits) => {
        this.#fits = fits;
      },
    ),
    predicted: held(
      numbers(1 + this.#predicted.length),
      () => [this.#exits, ...this.#predicted],
      ([exits = 0, ...predicted]) => {
        this.#exits = exits;
        this.#predicted = predicted;
      },
    ),
  });

  /** Number of exits that the assumptions were compared with. Earlier exits fade. */
  get exits(): number {
    return this.#exits;
  }

  /** Whether all assumptions expect 0 people inside, as after closing and before the first entry. */
  get isEmpty(): boolean {
    return this.#inside.every((people) => people === 0);
  }

  /** Ends a step in which all crossings were counted when they happened. */
  step(entered: number, left: number): void {
    this.#forget();
    this.#exits += left;
    for (const [i, assumption] of this.#assumptions.entries()) {
      const predicted = this.#advance(assumption, entered) + UNEXPLAINED;
      this.#fits[i] = (this.#fits[i] ?? 0) + left * Math.log(predicted);
      this.#predicted[i] = (this.#predicted[i] ?? 0) + predicted;
    }
    this.#round();
  }

  /**
   * Ends a step in which some crossings were not counted when they happened. Such a step shows nothing about durations,
   * so the number of people changes by the counts alone.
   */
  skip(entered: number, left: number): void {
    this.#forget();
    for (const assumption of this.#assumptions)
      this.#scale(assumption, Math.max(0, this.#count(assumption) + entered - left));
    this.#round();
  }

  /** Sets the number of people inside. The evidence about durations remains. */
  set(people: number): void {
    for (const assumption of this.#assumptions) this.#scale(assumption, people);
  }

  estimate(): ExpectedInside {
    let [mean, square, chance, meanDuration] = [0, 0, 0, 0];
    for (const [i, weight] of this.#weigh().entries()) {
      const assumption = this.#assumptions[i];
      if (assumption === undefined) continue;
      const people = this.#count(assumption);
      mean += weight * people;
      square += weight * people ** 2;
      chance += weight * people * assumption.chance;
      meanDuration += weight * assumption.meanDuration;
    }
    return { mean, variance: Math.max(0, square - mean ** 2), chance, meanDuration };
  }

  /**
   * Returns the probability of each assumption by a Poisson likelihood of the exits. Doors may miss more of one direction.
   * The likelihood is therefore integrated over a gamma prior of the ratio of exits to entries.
   */
  #weigh(): number[] {
    const logs = this.#fits.map((fit, i) => {
      return fit - (RATIO_WEIGHT + this.#exits) * Math.log(RATIO_WEIGHT + (this.#predicted[i] ?? 0));
    });
    const most = Math.max(...logs);
    const likely = logs.map((log) => Math.exp(log - most));
    const total = likely.reduce((sum, each) => sum + each, 0);
    return likely.map((each) => each / total);
  }

  #forget(): void {
    this.#exits *= 1 - FORGOTTEN;
    for (let i = 0; i < this.#fits.length; i++) {
      this.#fits[i] = (this.#fits[i] ?? 0) * (1 - FORGOTTEN);
      this.#predicted[i] = (this.#predicted[i] ?? 0) * (1 - FORGOTTEN);
    }
  }

  #round(): void {
    this.#inside = this.#inside.map(rounded);
    this.#fits = this.#fits.map(rounded);
    this.#predicted = this.#predicted.map(rounded);
  }

  /** Adds the people who entered, and continues all visits by one step. Returns the predicted exits. */
  #advance({ first, parts, cuts, ending }: Assumption, entered: number): number {
    let left = 0;
    for (let cut = 0; cut < cuts; cut++) {
      let moving = entered / cuts;
      for (let i = first; i < first + parts; i++) {
        const people = this.#inside[i] ?? 0;
        this.#inside[i] = people - people * ending + moving;
        moving = people * ending;
      }
      left += moving;
    }
    return left;
  }

  #count({ first, parts }: Assumption): number {
    let people = 0;
    for (let i = first; i < first + parts; i++) people += this.#inside[i] ?? 0;
    return people;
  }

  #scale(assumption: Assumption, people: number): void {
    const { first, parts } = assumption;
    const before = this.#count(assumption);
    for (let i = first; i < first + parts; i++)
      this.#inside[i] = before > 0 ? ((this.#inside[i] ?? 0) * people) / before : people / parts;
  }
}

function createAssumptions(): Assumption[] {
  const { count, first: shortest, last } = DURATIONS;
  const assumptions: Assumption[] = [];
  let first = 0;
  for (const { parts, chance } of SHAPES) {
    for (let i = 0; i < count; i++) {
      const meanDuration = shortest * (last / shortest) ** (i / (count - 1));
      const cuts = Math.ceil((CUTS_PER_PART * parts) / meanDuration);
      assumptions.push({ meanDuration, parts, chance, first, cuts, ending: parts / (meanDuration * cuts) });
      first += parts;
    }
  }
  return assumptions;
}

function rounded(value: number): number {
  return Math.round(UNITS * value) / UNITS;
}

function zeros(length: number): number[] {
  return new Array<number>(length).fill(0);
}
