import { numbers, row } from '../model/codec.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldObject } from '../model/state-part.ts';

/** Upper ends of the flow classes, in people per minute as counted by the sensor. */
const FLOW_CLASSES = [2, 5, 10, 20, 40];
const CLASSES = FLOW_CLASSES.length + 1;
/** Weight in people of the average over all flows, which fills classes with few comparisons. */
const CLASS_PRIOR = 40;
/** Fading per compared minute: about two weeks of opening hours. */
const FADE = 1 - 1 / 10_000;
/** Relative variance per person beyond the noise of both counts, because people come in pairs and families. */
const EXTRA_VARIANCE_PER_PERSON = 0.3;
/**
 * Largest factor, in people per counted person. If a better sensor seems to find even more people, that sensor is
 * wrong.
 */
const MAX_FACTOR = 1.8;

/**
 * Learns people per counted person as a function of flow, while a better sensor of the door is up. A gamma prior keeps
 * the factor near 1 until there is evidence.
 */
export class UndercountModel implements Checkpointed {
  readonly #priorSd: number;
  /** People by flow class: counted by the better sensor, and by this one. */
  readonly #people = { better: new Array<number>(CLASSES).fill(0), own: new Array<number>(CLASSES).fill(0) };
  readonly state = heldObject(row({ better: numbers(CLASSES), own: numbers(CLASSES) }), this.#people);

  constructor(priorSd: number) {
    this.#priorSd = priorSd;
  }

  learn(flowPerMin: number, own: number, better: number): void {
    const people = this.#people;
    for (let i = 0; i < CLASSES; i++) {
      people.own[i] = (people.own[i] ?? 0) * FADE;
      people.better[i] = (people.better[i] ?? 0) * FADE;
    }
    const kind = classOf(flowPerMin);
    people.own[kind] = (people.own[kind] ?? 0) + own;
    people.better[kind] = (people.better[kind] ?? 0) + better;
  }

  /** People per counted person at this flow. */
  factor(flowPerMin: number): number {
    const kind = classOf(flowPerMin);
    const better = (this.#people.better[kind] ?? 0) + CLASS_PRIOR * this.#average();
    return Math.min(MAX_FACTOR, better / ((this.#people.own[kind] ?? 0) + CLASS_PRIOR));
  }

  copy(other: UndercountModel): void {
    this.#people.own = [...other.#people.own];
    this.#people.better = [...other.#people.better];
  }

  reset(): void {
    this.#people.better.fill(0);
    this.#people.own.fill(0);
  }

  /** Relative standard deviation of the factor, without the better sensor's own error. */
  sd(flowPerMin: number): number {
    const worth = (this.#people.own[classOf(flowPerMin)] ?? 0) + Math.min(CLASS_PRIOR, sum(this.#people.own));
    return Math.min(this.#priorSd, Math.sqrt((1 + EXTRA_VARIANCE_PER_PERSON) / (worth + 1)));
  }

  #average(): number {
    const worth = 1 / this.#priorSd ** 2;
    return (sum(this.#people.better) + worth) / (sum(this.#people.own) + worth);
  }
}

function classOf(flowPerMin: number): number {
  const kind = FLOW_CLASSES.findIndex((upTo) => flowPerMin < upTo);
  return kind < 0 ? FLOW_CLASSES.length : kind;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
