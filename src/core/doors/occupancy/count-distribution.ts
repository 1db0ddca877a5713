/** Numbers of people less probable than this are dropped, to keep the array short. */
const NEGLIGIBLE = 1e-7;
/** Probability that earlier counts were wrong. In that case an observation may show any number of people. */
const DOUBT = 1e-3;
/** Largest variance of one spreading step, with which half of the probability stays in its place. */
const MAX_SPREAD = 0.5;

/** Distribution of the number of people inside: one probability per number from 0 up. */
export class CountDistribution {
  /** Probabilities of `#first`, `#first` + 1, … */
  #chances: number[];
  #first: number;

  /** Takes the result of `toNumbers`. The default is an empty store. */
  constructor([first = 0, ...chances]: readonly number[] = [0, 1]) {
    this.#first = first;
    this.#chances = chances;
  }

  /** Returns the first number of people, followed by the probabilities from that number up. */
  toNumbers(): number[] {
    return [this.#first, ...this.#chances];
  }

  get mean(): number {
    return this.#chances.reduce((sum, chance, i) => sum + chance * (this.#first + i), 0);
  }

  get variance(): number {
    const mean = this.mean - this.#first;
    return this.#chances.reduce((sum, chance, i) => sum + chance * (i - mean) ** 2, 0);
  }

  /** Returns the smallest number whose cumulative probability reaches `share`. */
  quantile(share: number): number {
    let below = 0;
    for (const [i, chance] of this.#chances.entries()) {
      below += chance;
      if (below >= share) return this.#first + i;
    }
    return this.#first + this.#chances.length - 1;
  }

  /** Shifts the distribution by `by` people and spreads it by `variance`. The probability below 0 people is removed. */
  move(by: number, variance: number): void {
    const whole = Math.floor(by);
    const up = by - whole;
    this.#first += whole;
    if (up > 1e-9) this.#convolve(0, 1 - up, up);
    this.#spread(variance);
    this.#bound();
  }

  chanceUpTo(people: number): number {
    return sum(this.#chances, 0, Math.min(this.#chances.length, people - this.#first + 1));
  }

  /**
   * Multiplies each probability by the likelihood of an observation with this number of people. `upTo` is the largest
   * number that the observation may show. Returns the probability that the observation had before.
   */
  observe(likelihood: (people: number) => number, upTo: number): number {
    const length = Math.max(this.#first + this.#chances.length, upTo + 1);
    const doubt = DOUBT / length;
    const first = this.#first;
    this.#chances = Array.from({ length }, (_, people) => {
      return (doubt + (1 - DOUBT) * (this.#chances[people - first] ?? 0)) * likelihood(people);
    });
    const total = sum(this.#chances, 0, length);
    this.#chances = this.#chances.map((chance) => chance / total);
    this.#first = 0;
    this.#bound();
    return total;
  }

  /**
   * Spreads the distribution by `variance`. First come pairs of boxes, whose time does not grow with their width, and
   * then small steps.
   */
  #spread(variance: number): void {
    let rest = variance;
    for (let reach = boxReach(rest); reach >= 1; reach = boxReach(rest)) {
      this.#box(reach);
      this.#box(reach);
      rest -= (2 * reach * (reach + 1)) / 3;
    }
    const rounds = Math.ceil(rest / MAX_SPREAD);
    const half = rounds <= 0 ? 0 : rest / rounds / 2;
    for (let round = 0; round < rounds; round++) this.#convolve(half, 1 - 2 * half, half);
  }

  /** Spreads each number's probability evenly over all numbers up to `reach` away. */
  #box(reach: number): void {
    const old = this.#chances;
    const width = 2 * reach + 1;
    const next = new Array<number>(old.length + 2 * reach).fill(0);
    let inReach = 0;
    for (let i = 0; i < next.length; i++) {
      inReach += (old[i] ?? 0) - (old[i - width] ?? 0);
      next[i] = Math.max(0, inReach) / width;
    }
    this.#chances = next;
    this.#first -= reach;
  }

  /** Spreads each number's probability over one person less, the same number and one more, in these shares. */
  #convolve(less: number, same: number, more: number): void {
    const old = this.#chances;
    const next = new Array<number>(old.length + 2).fill(0);
    for (const [i, chance] of old.entries()) {
      next[i] = (next[i] ?? 0) + chance * less;
      next[i + 1] = (next[i + 1] ?? 0) + chance * same;
      next[i + 2] = (next[i + 2] ?? 0) + chance * more;
    }
    this.#chances = next;
    this.#first -= 1;
  }

  #bound(): void {
    const chances = this.#chances;
    const impossible = Math.max(0, -this.#first);
    let start = Math.min(impossible, chances.length);
    let end = chances.length;
    while (start < end && (chances[start] ?? 0) < NEGLIGIBLE) start += 1;
    while (end > start && (chances[end - 1] ?? 0) < NEGLIGIBLE) end -= 1;
    const total = sum(chances, start, end);
    if (total < NEGLIGIBLE) {
      // More people left than were inside: the store is empty, and an earlier count was wrong.
      this.#first = 0;
      this.#chances = [1];
      return;
    }
    this.#chances = chances.slice(start, end).map((chance) => chance / total);
    this.#first += start;
  }
}

/**
 * Returns the reach of the widest box of which two have at most this variance. One box has a variance of reach × (reach
 * + 1) ÷ 3.
 */
function boxReach(variance: number): number {
  return variance < 1 ? 0 : Math.floor((Math.sqrt(1 + 6 * variance) - 1) / 2);
}

function sum(values: readonly number[], start: number, end: number): number {
  let total = 0;
  for (let i = start; i < end; i++) total += values[i] ?? 0;
  return total;
}
