import { numbers } from '../../model/codec.ts';
import type { Checkpointed } from '../../model/state-part.ts';
import { composed, composedList, held } from '../../model/state-part.ts';
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

interface Case {
  readonly perPerson: number;
  readonly expected: number;
  readonly inside: CountDistribution;
  chance: number;
}

/**
 * How many are inside, and how many heads cameras find for each of them: a chance for every number of people, with each of
 * some numbers of heads. Cameras that overlook some show fewer more heads than the doors' counts show people, time after
 * time. What the two disagree about keeps the interval wide.
 */
export class InsideBelief implements Checkpointed {
  readonly #cases: readonly Case[] = createCases();
  readonly state = composed({
    chances: held(
      numbers(HEADS_PER_PERSON.length),
      () => this.#cases.map(({ chance }) => chance),
      (chances) => {
        for (const [i, one] of this.#cases.entries()) one.chance = chances[i] ?? one.expected;
      },
    ),
    inside: composedList(this.#cases.map(({ inside }) => inside.state)),
  });

  get mean(): number {
    return this.#average(({ inside }) => inside.mean);
  }

  get variance(): number {
    const { mean } = this;
    return this.#average(({ inside }) => inside.variance + (inside.mean - mean) ** 2);
  }

  /** The smallest number that is not exceeded with this chance. */
  quantile(share: number): number {
    let people = Math.min(...this.#cases.map(({ inside }) => inside.quantile(0)));
    const most = Math.max(...this.#cases.map(({ inside }) => inside.quantile(1)));
    while (people < most && this.#average(({ inside }) => inside.chanceUpTo(people)) < share) people += 1;
    return people;
  }

  set(people: number): void {
    for (const { inside } of this.#cases) inside.set(people);
  }

  /** Moves by `by` people with this `variance`. */
  move(by: number, variance: number): void {
    for (const { inside } of this.#cases) inside.move(by, variance);
  }

  look(heads: SeenHeads): void {
    const upTo = Math.ceil((2 * heads.count + HEADS_SPARE) / heads.share);
    for (const one of this.#cases) {
      one.chance *= one.inside.observe((people) => likelihoodOf(heads, one.perPerson, people), upTo);
    }
    const total = this.#cases.reduce((sum, { chance }) => sum + chance, 0);
    for (const one of this.#cases) one.chance = (1 - FADE) * (one.chance / total) + FADE * one.expected;
  }

  #average(value: (one: Case) => number): number {
    return this.#cases.reduce((sum, one) => sum + one.chance * value(one), 0);
  }
}

function createCases(): Case[] {
  const { mean, sd } = EXPECTED;
  const likely = HEADS_PER_PERSON.map((each) => Math.exp(-(((each - mean) / sd) ** 2) / 2));
  const total = likely.reduce((sum, each) => sum + each, 0);
  return HEADS_PER_PERSON.map((perPerson, i) => {
    const expected = (likely[i] ?? 0) / total;
    return { perPerson, expected, chance: expected, inside: new CountDistribution() };
  });
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
