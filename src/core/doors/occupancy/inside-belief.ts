import { list, numbers } from '../../model/codec.ts';
import type { Checkpointed } from '../../model/state-part.ts';
import { composed, held } from '../../model/state-part.ts';
import { CountDistribution } from './count-distribution.ts';

/** Heads on the floor, the mean of some seconds. `share`: of the floor, that cameras see; more than 0, up to 1. */
export interface SeenHeads {
  readonly count: number;
  readonly share: number;
}

/** Heads that cameras find for each person where they look: some are hidden or lost, few are seen twice. */
const HEADS_PER_PERSON = [0.75, 0.8, 0.85, 0.9, 0.95, 1, 1.05];
const EXPECTED = { mean: 0.97, sd: 0.06 };
/** What is known of it fades by this share with each look: it changes with the light and with how full the store is. */
const FADE = 1 / 300;
/** Variance of heads beyond that: some of all, and some of each person. Who is lost stays lost from look to look. */
const VARIANCE = 0.04;
const VARIANCE_PER_PERSON = 0.05;
/** Now and then heads are off by one more: a person stands in the door. */
const ODD_SHARE = 0.1;
const ODD_VARIANCE = 1;
/** So many more people than twice the heads may be there. */
const HEADS_SPARE = 10;

/** Expected chance of each. */
const EXPECTED_CHANCES = createChances();

/**
 * How many are inside, and how many heads cameras find for each of them: a chance for every number of people, with each of
 * some numbers of heads. Cameras that overlook some show fewer more heads than the doors' counts show people, time after
 * time. What the two disagree about keeps the interval wide.
 */
export class InsideBelief implements Checkpointed {
  /** Of each number of heads per person. */
  #chances: readonly number[] = EXPECTED_CHANCES;
  /** How many are inside with each of them; one for all as long as no heads were seen. */
  #inside = [new CountDistribution()];
  readonly state = composed({
    chances: held(
      numbers(HEADS_PER_PERSON.length),
      () => [...this.#chances],
      (chances) => {
        this.#chances = chances;
      },
    ),
    inside: held(
      list(numbers()),
      () => this.#inside.map((each) => each.toNumbers()),
      (saved) => {
        const isKnown = saved.length === 1 || saved.length === HEADS_PER_PERSON.length;
        if (isKnown) this.#inside = saved.map((each) => new CountDistribution(each));
      },
    ),
  });

  get mean(): number {
    return this.#average(({ mean }) => mean);
  }

  get variance(): number {
    const { mean } = this;
    return this.#average((each) => each.variance + (each.mean - mean) ** 2);
  }

  /** The smallest number that is not exceeded with this chance. */
  quantile(share: number): number {
    const all = this.#forAll;
    if (all !== undefined) return all.quantile(share);
    let people = Math.min(...this.#inside.map((each) => each.quantile(0)));
    const most = Math.max(...this.#inside.map((each) => each.quantile(1)));
    while (people < most && this.#average((each) => each.chanceUpTo(people)) < share) people += 1;
    return people;
  }

  set(people: number): void {
    this.#inside = [new CountDistribution([people, 1])];
  }

  /** Moves by `by` people with this `variance`. */
  move(by: number, variance: number): void {
    for (const each of this.#inside) each.move(by, variance);
  }

  look(heads: SeenHeads): void {
    const all = this.#forAll;
    if (all !== undefined) this.#inside = HEADS_PER_PERSON.map(() => new CountDistribution(all.toNumbers()));
    const upTo = Math.ceil((2 * heads.count + HEADS_SPARE) / heads.share);
    const likely = HEADS_PER_PERSON.map((perPerson, i) => {
      const before = this.#inside[i]?.observe((people) => likelihoodOf(heads, perPerson, people), upTo) ?? 0;
      return before * (this.#chances[i] ?? 0);
    });
    const total = likely.reduce((sum, each) => sum + each, 0);
    this.#chances = EXPECTED_CHANCES.map((expected, i) => {
      return (1 - FADE) * ((likely[i] ?? 0) / total) + FADE * expected;
    });
  }

  /** Undefined once heads were seen. */
  get #forAll(): CountDistribution | undefined {
    return this.#inside.length === 1 ? this.#inside[0] : undefined;
  }

  #average(value: (inside: CountDistribution) => number): number {
    const all = this.#forAll;
    if (all !== undefined) return value(all);
    return this.#inside.reduce((sum, each, i) => sum + (this.#chances[i] ?? 0) * value(each), 0);
  }
}

function createChances(): readonly number[] {
  const { mean, sd } = EXPECTED;
  const likely = HEADS_PER_PERSON.map((each) => Math.exp(-(((each - mean) / sd) ** 2) / 2));
  const total = likely.reduce((sum, each) => sum + each, 0);
  return likely.map((each) => each / total);
}

/** How likely these heads are with so many people: people whom no camera looks at vary by chance. */
function likelihoodOf({ count, share }: SeenHeads, perPerson: number, people: number): number {
  const variance = VARIANCE + people * (VARIANCE_PER_PERSON + share * (1 - share));
  const off = count - perPerson * share * people;
  return (1 - ODD_SHARE) * density(off, variance) + ODD_SHARE * density(off, variance + ODD_VARIANCE);
}

/** Of a normal distribution, but for a constant factor. */
function density(off: number, variance: number): number {
  return Math.exp((-off * off) / (2 * variance)) / Math.sqrt(variance);
}
