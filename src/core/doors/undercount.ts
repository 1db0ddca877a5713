import type { Json } from '../types.ts';

/** Upper ends of the flow classes, in people a minute as the sensor itself counts them. */
const FLOW_CLASSES = [2, 5, 10, 20, 40];
/** What is known of one class before it was compared: this many people's worth of the average over all flows. */
const CLASS_PRIOR = 40;
/** Each compared minute fades the ones before: a fortnight of opening hours. */
const FADE = 1 - 1 / 10_000;
/** Relative noise of one person, beyond the two counts' own: pairs and families come as they come. */
const EXTRA_VARIANCE_PER_PERSON = 0.3;
/** Nobody takes more people than this for one for long: a better sensor that says so is not better. */
const MAX_FACTOR = 1.8;

/**
 * How many people passed for each one that a sensor counts, as a function of the flow: learnt while a better sensor of the
 * same door is up. A gamma prior keeps it near one until there is evidence.
 */
export class Undercount {
  readonly #priorSd: number;
  /** Of each flow class: people by the better sensor, and by this one. */
  readonly #better = FLOW_CLASSES.concat(0).map(() => 0);
  readonly #own = FLOW_CLASSES.concat(0).map(() => 0);

  constructor(priorSd: number) {
    this.#priorSd = priorSd;
  }

  learn(flowPerMin: number, own: number, better: number): void {
    for (let i = 0; i < this.#own.length; i++) {
      this.#own[i] = (this.#own[i] ?? 0) * FADE;
      this.#better[i] = (this.#better[i] ?? 0) * FADE;
    }
    const kind = classOf(flowPerMin);
    this.#own[kind] = (this.#own[kind] ?? 0) + own;
    this.#better[kind] = (this.#better[kind] ?? 0) + better;
  }

  /** People per count at this flow. */
  factor(flowPerMin: number): number {
    const kind = classOf(flowPerMin);
    const better = (this.#better[kind] ?? 0) + CLASS_PRIOR * this.#average();
    return Math.min(MAX_FACTOR, better / ((this.#own[kind] ?? 0) + CLASS_PRIOR));
  }

  reset(): void {
    this.#better.fill(0);
    this.#own.fill(0);
  }

  /** Standard deviation of the factor, relative to it, apart from the better sensor's own error. */
  sd(flowPerMin: number): number {
    const worth = (this.#own[classOf(flowPerMin)] ?? 0) + Math.min(CLASS_PRIOR, sum(this.#own));
    return Math.min(this.#priorSd, Math.sqrt((1 + EXTRA_VARIANCE_PER_PERSON) / (worth + 1)));
  }

  snapshot(): Json {
    return [this.#better, this.#own];
  }

  restore(saved: Json): void {
    const [better = [], own = []] = saved as readonly (readonly number[])[];
    for (let i = 0; i < this.#own.length; i++) {
      this.#better[i] = better[i] ?? 0;
      this.#own[i] = own[i] ?? 0;
    }
  }

  #average(): number {
    const worth = 1 / this.#priorSd ** 2;
    return (sum(this.#better) + worth) / (sum(this.#own) + worth);
  }
}

function classOf(flowPerMin: number): number {
  const kind = FLOW_CLASSES.findIndex((upTo) => flowPerMin < upTo);
  return kind < 0 ? FLOW_CLASSES.length : kind;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
