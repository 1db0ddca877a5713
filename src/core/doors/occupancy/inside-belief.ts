import { list, numbers } from '../../model/codec.ts';
import type { Checkpointed } from '../../model/state-part.ts';
import { composed, held } from '../../model/state-part.ts';
import { CountDistribution } from './count-distribution.ts';

/**
 * Heads on the floor, averaged over some seconds. `share` is the share of the floor that cameras see: above 0, at most
 * 1.
 */
export interface SeenHeads {
  readonly count: number;
  readonly share: number;
}

/**
 * Possible ratios of heads to people within the cameras' view. Cameras miss or lose some people, and see a few of them
 * twice. Simulated stores had 0.83 to 0.94 with a far camera and 0.92 to 1.01 with others. All constants here are
 * chosen on simulated days of four stores (`doors-field.ts stores --chosen`).
 */
const HEADS_PER_PERSON = [0.75, 0.8, 0.85, 0.9, 0.95, 1, 1.05];
const EXPECTED = { mean: 0.97, sd: 0.08 };
/**
 * Share of what was learnt about the ratio that fades with each observation of heads. The ratio changes with light and
 * crowding.
 */
const FADE = 1 / 300;
/**
 * Variance of the number of heads that the ratio does not explain: a constant, and a part per person. Errors persist
 * from one observation to the next, so one observation must not weigh much.
 */
const VARIANCE = 0.04;
const VARIANCE_PER_PERSON = 0.05;
/**
 * Share of observations with an additional error of one head, and the variance of that error. An example is a person in
 * the door.
 */
const ODD_SHARE = 0.1;
const ODD_VARIANCE = 1;
/** The belief allows for twice the heads seen, and for this many more. */
const HEADS_SPARE = 10;

/**
 * Prior probability that cameras miss one person who stays, such as a seller behind a counter. Heads per person do not
 * describe this: a quarter of four people, but all of one.
 */
const HIDDEN_CHANCE = 0.1;
/** Shares of the time for which that person is out of view. A seller may step forward to serve. */
const HIDDEN_SHARES = [0.5, 1];
/**
 * Share of what was learnt about that person which fades with each observation of heads. Only quiet times show that a
 * person is out of view, so this must last for most of a day.
 */
const HIDDEN_FADE = 1 / 3_000;

/** How heads may depend on people. The first person inside is out of view for `hiddenShare` of the time. */
interface Hypothesis {
  readonly headsPerPerson: number;
  readonly hiddenShare: number;
  /** Prior probability, among the hypotheses with a hidden person or among those without. */
  readonly chance: number;
}

const HYPOTHESES = createHypotheses();

/**
 * Joint belief about people inside and about how heads depend on them: one distribution of people for each hypothesis.
 * Repeated observations show the ratio, because cameras that miss people see fewer heads than the doors count. A person
 * who entered while no head appeared stays inside unseen. Disagreement between heads and doors keeps the interval wide.
 */
export class InsideBelief implements Checkpointed {
  /** Probability of each hypothesis. */
  #chances: readonly number[] = HYPOTHESES.map(({ chance, hiddenShare }) => {
    return chance * (hiddenShare > 0 ? HIDDEN_CHANCE : 1 - HIDDEN_CHANCE);
  });
  /** Distribution of people for each hypothesis. A single common one until a camera has seen heads. */
  #inside = [new CountDistribution()];
  readonly state = composed({
    chances: held(
      numbers(HYPOTHESES.length),
      () => [...this.#chances],
      (chances) => {
        this.#chances = chances;
      },
    ),
    inside: held(
      list(numbers()),
      () => this.#inside.map((each) => each.toNumbers()),
      (saved) => {
        const isKnown = saved.length === 1 || saved.length === HYPOTHESES.length;
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

  /** Returns the smallest number whose cumulative probability reaches `share`. */
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

  /** Shifts the number of people by `by` and spreads it by `variance`. */
  move(by: number, variance: number): void {
    for (const each of this.#inside) each.move(by, variance);
  }

  look(heads: SeenHeads): void {
    const all = this.#forAll;
    if (all !== undefined) this.#inside = HYPOTHESES.map(() => new CountDistribution(all.toNumbers()));
    const upTo = Math.ceil((2 * heads.count + HEADS_SPARE) / heads.share);
    const likely = HYPOTHESES.map((hypothesis, i) => {
      const before = this.#inside[i]?.observe((people) => likelihoodOf(heads, hypothesis, people), upTo) ?? 0;
      return before * (this.#chances[i] ?? 0);
    });
    this.#chances = fade(likely);
  }

  /** The common distribution. Undefined once a camera has seen heads. */
  get #forAll(): CountDistribution | undefined {
    return this.#inside.length === 1 ? this.#inside[0] : undefined;
  }

  #average(value: (inside: CountDistribution) => number): number {
    const all = this.#forAll;
    if (all !== undefined) return value(all);
    return this.#inside.reduce((sum, each, i) => sum + (this.#chances[i] ?? 0) * value(each), 0);
  }
}

function createHypotheses(): readonly Hypothesis[] {
  const { mean, sd } = EXPECTED;
  const likely = HEADS_PER_PERSON.map((each) => Math.exp(-(((each - mean) / sd) ** 2) / 2));
  const total = likely.reduce((sum, each) => sum + each, 0);
  return [0, ...HIDDEN_SHARES].flatMap((hiddenShare) => {
    const among = hiddenShare > 0 ? HIDDEN_SHARES.length : 1;
    return HEADS_PER_PERSON.map((headsPerPerson, i) => {
      return { headsPerPerson, hiddenShare, chance: (likely[i] ?? 0) / total / among };
    });
  });
}

/** Normalises the probabilities, and moves them a little towards their prior. */
function fade(likely: readonly number[]): number[] {
  const sumWhere = (isHidden: boolean) =>
    likely.reduce((sum, each, i) => sum + (isHidden === isHiddenIn(HYPOTHESES[i]) ? each : 0), 0);
  const [hidden, shown] = [sumWhere(true), sumWhere(false)];
  const isHiddenNow = hidden / (hidden + shown);
  const isHidden = isHiddenNow + HIDDEN_FADE * (HIDDEN_CHANCE - isHiddenNow);
  return HYPOTHESES.map((hypothesis, i) => {
    const [among, share] = isHiddenIn(hypothesis) ? [hidden, isHidden] : [shown, 1 - isHidden];
    const own = among > 0 ? (likely[i] ?? 0) / among : hypothesis.chance;
    return share * (own + FADE * (hypothesis.chance - own));
  });
}

function isHiddenIn(hypothesis: Hypothesis | undefined): boolean {
  return hypothesis !== undefined && hypothesis.hiddenShare > 0;
}

/** Returns the likelihood of these heads when `people` are inside, of whom one may be out of view. */
function likelihoodOf(heads: SeenHeads, { headsPerPerson, hiddenShare }: Hypothesis, people: number): number {
  const whole = likelihoodInView(heads, headsPerPerson, people);
  if (hiddenShare === 0 || people === 0) return whole;
  return (1 - hiddenShare) * whole + hiddenShare * likelihoodInView(heads, headsPerPerson, people - 1);
}

/** Returns the likelihood of these heads when `people` are not hidden. How many of them are in view varies by chance. */
function likelihoodInView({ count, share }: SeenHeads, perPerson: number, people: number): number {
  const variance = VARIANCE + people * (VARIANCE_PER_PERSON + share * (1 - share));
  const off = count - perPerson * share * people;
  return (1 - ODD_SHARE) * density(off, variance) + ODD_SHARE * density(off, variance + ODD_VARIANCE);
}

/** Normal density up to a constant factor. */
function density(off: number, variance: number): number {
  return Math.exp((-off * off) / (2 * variance)) / Math.sqrt(variance);
}
