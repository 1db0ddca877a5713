import type { Json } from '../model/ids.ts';
import type { Epsilon } from '../statistics/geometric-noise.ts';

export interface NoiseSettings {
  /** What may become known of one visitor in a day: ε of differential privacy over all that leaves. */
  readonly epsilonPerDay: number;
  /** Counts that one visitor changes in a day by one: doors, lines, zone visits and so on, all together. */
  readonly countsPerVisitor: number;
}

const DAY_MS = 86_400_000;
/** ε is a fraction of this. */
const DENOMINATOR = 10_000;

/**
 * A visitor who changes so many counts, each shown in windows of so many lengths, changes so many numbers that leave:
 * each is given an equal part of the day's ε. A number is given its noise once; windows of a further length on the same
 * day (after a change of settings) would be more than the budget and are not shown.
 */
export class NoiseBudget {
  readonly #epsilon: Epsilon;
  readonly #lengths: number;
  #day = Number.NEGATIVE_INFINITY;
  #spentOn: readonly number[] = [];

  constructor({ epsilonPerDay, countsPerVisitor }: NoiseSettings, lengths: number) {
    const each = epsilonPerDay / (countsPerVisitor * lengths);
    this.#epsilon = { numerator: Math.max(1, Math.floor(each * DENOMINATOR)), denominator: DENOMINATOR };
    this.#lengths = lengths;
  }

  /** The noise of the numbers of this window; undefined when the day's budget does not reach for it. */
  spend(startMs: number, durationMs: number): Epsilon | undefined {
    const day = Math.floor(startMs / DAY_MS);
    if (day < this.#day) return undefined;
    if (day > this.#day) {
      this.#day = day;
      this.#spentOn = [];
    }
    if (this.#spentOn.includes(durationMs)) return this.#epsilon;
    if (this.#spentOn.length >= this.#lengths) return undefined;
    this.#spentOn = [...this.#spentOn, durationMs];
    return this.#epsilon;
  }

  snapshot(): Json {
    return { day: Number.isFinite(this.#day) ? this.#day : null, spentOn: this.#spentOn };
  }

  restore(saved: Json): void {
    const { day, spentOn } = saved as { day: number | null; spentOn: readonly number[] };
    this.#day = day ?? Number.NEGATIVE_INFINITY;
    this.#spentOn = spentOn;
  }
}
