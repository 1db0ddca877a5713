import type { TypeOf } from '../../model/codec.ts';
import { number, numbers, struct } from '../../model/codec.ts';
import type { Checkpointed, StatePart } from '../../model/state-part.ts';
import { heldObject } from '../../model/state-part.ts';
import type { Quadratic } from '../../statistics/smooth-logs.ts';
import { SmoothLogs } from '../../statistics/smooth-logs.ts';
import { DelayedEntries } from './delayed-entries.ts';
import type { LengthClasses } from './length-classes.ts';

/** What is known of visits without regard to when people left. */
export interface LengthBeliefs {
  /** Exits per entry. A surplus comes from missed entries. */
  readonly exitsPerEntry: number;
  /** Exits of people whose entry was missed, per counted entry. */
  readonly missed: number;
  /** Share of each class among visits that cameras followed; empty without such visits. */
  readonly followed: readonly number[];
}

/** Slots per bounce threshold, in which exits are counted. */
const SLOTS_PER_BOUNCE = 12;
/** Counters report every few seconds, and each slot takes memory until the day is closed. */
const SHORTEST_SLOT_MS = 5_000;
/** A clock that was wrong makes no day longer than this. */
const LONGEST_DAY_MS = 172_800_000;
/** The slots are weighted by the exits that are expected in them, so the fit is repeated. */
const ROUNDS = 5;
/** Exits scatter more than Poisson's law says, because companies leave together. */
const OVERDISPERSION = 1.5;
/** Part of each slot's expected exits that comes from no class, so that no slot weighs without bounds. */
const EVEN_PART = 0.03;
/** Weight, in visits, of the rule that all visitors leave. */
const SUM_WEIGHT = 1e4;
const MISSED_WEIGHT = 3_000;
/** Weight, in visits, of the belief that visits which cameras did not follow resemble the others. */
const ALIKE_WEIGHT = 100;

interface Slot {
  /** Expected exits, for each class as if all visits were of it. The last is for people whose entry was missed. */
  readonly expected: Float64Array;
  readonly exits: number;
}

const sumsOf = (columns: number) =>
  struct({
    information: numbers(columns * columns),
    evidence: numbers(columns),
    values: numbers(columns),
    stiffness: number,
  });

/**
 * Estimates how long visits last from entries and exits without identities. The expected exits of a slot are the earlier
 * entries, each weighted with the share of visits of that length: a regression of exits on delayed entries, by Poisson's
 * law, with smooth shares. Earlier days fade.
 */
export class DelayedExits implements Checkpointed {
  readonly state: StatePart;
  readonly #classes: LengthClasses;
  readonly #sums: TypeOf<ReturnType<typeof sumsOf>>;
  /** One for each class, and one for exits of people whose entry was missed. */
  readonly #columns: number;

  constructor(classes: LengthClasses) {
    this.#classes = classes;
    const columns = classes.count + 1;
    this.#columns = columns;
    this.#sums = noDays(columns);
    this.state = heldObject(sumsOf(columns), this.#sums);
  }

  get stiffness(): number {
    return this.#sums.stiffness;
  }

  /** Forgets all days. */
  forget(): void {
    Object.assign(this.#sums, noDays(this.#columns));
  }

  fade(factor: number): void {
    for (const key of ['information', 'evidence'] as const)
      this.#sums[key] = this.#sums[key].map((value) => value * factor);
  }

  /** Adds a day's entries and exits, in order. Returns the share of each class, and the variance of that of bounces. */
  learn(entries: readonly number[], exits: readonly number[], beliefs: LengthBeliefs) {
    const slots = this.#slots(entries, exits);
    const sums = this.#sums;
    const logs = new SmoothLogs(sums.values, this.#classes.smoothRange, sums.stiffness);
    let fitted = this.#fit(logs, slots, beliefs);
    for (let round = 1; round < ROUNDS; round++) fitted = this.#fit(logs, slots, beliefs);
    const { known, data } = fitted;
    sums.information = [...known.information];
    sums.evidence = [...known.evidence];
    sums.values = [...logs.values];
    sums.stiffness = logs.stiffness;
    const shares = sums.values.slice(0, this.#classes.count);
    const total = shares.reduce((sum, share) => sum + share, 0);
    return {
      shares: shares.map((share) => share / total),
      bounceVariance: logs.varianceOfFirst(this.#classes.bounces, data) / total ** 2,
    };
  }

  #fit(logs: SmoothLogs, slots: readonly Slot[], beliefs: LengthBeliefs) {
    const known = this.#weighted(slots, logs.values);
    const data = this.#withBeliefs(known, logs.values, beliefs);
    logs.fit(data);
    logs.learnStiffness(data);
    return { known, data };
  }

  #slots(entries: readonly number[], exits: readonly number[]): Slot[] {
    const [first, last] = [entries[0], exits.at(-1)];
    if (first === undefined || last === undefined) return [];
    const slotMs = Math.max(SHORTEST_SLOT_MS, this.#classes.bounceMs / SLOTS_PER_BOUNCE);
    const delayed = new DelayedEntries(entries, this.#classes.upToMs, this.#classes.bounceMs);
    const slots: Slot[] = [];
    const start = Math.max(first, last - LONGEST_DAY_MS);
    let seen = exits.findIndex((exit) => exit >= start);
    for (let at = start; at < last; at += slotMs) {
      const from = seen;
      while (seen < exits.length && (exits[seen] ?? 0) < at + slotMs) seen += 1;
      slots.push({ expected: Float64Array.from(delayed.at(at + slotMs / 2, slotMs)), exits: seen - from });
    }
    return slots;
  }

  /** XᵀWX and XᵀWy of all days; those of this day are weighted by the exits that `values` expect. */
  #weighted(slots: readonly Slot[], values: Float64Array): Quadratic {
    const n = this.#columns;
    const information = Float64Array.from(this.#sums.information);
    const evidence = Float64Array.from(this.#sums.evidence);
    const shares = values.map((value) => (1 - EVEN_PART) * value + EVEN_PART / n);
    for (const { expected, exits } of slots) {
      const rate = OVERDISPERSION * dot(expected, shares);
      if (rate > 0) addSlot({ information, evidence }, expected, { rate, exits });
    }
    mirror(information, n);
    return { information, evidence };
  }

  #withBeliefs(known: Quadratic, values: Float64Array, beliefs: LengthBeliefs): Quadratic {
    const n = this.#columns;
    const { exitsPerEntry, missed, followed } = beliefs;
    const information = known.information.map((each) => each + SUM_WEIGHT);
    const evidence = known.evidence.map((each) => each + SUM_WEIGHT * exitsPerEntry);
    const add = (k: number, weight: number, value: number) => {
      information[k * (n + 1)] = (information[k * (n + 1)] ?? 0) + weight;
      evidence[k] = (evidence[k] ?? 0) + weight * value;
    };
    add(n - 1, MISSED_WEIGHT, missed);
    const left = Math.max(0, exitsPerEntry - missed);
    followed.forEach((share, k) => {
      add(k, ALIKE_WEIGHT / Math.max(values[k] ?? 0, 0.2 / n), share * left);
    });
    return { information, evidence };
  }
}

function noDays(columns: number) {
  return {
    information: new Array<number>(columns ** 2).fill(0),
    evidence: new Array<number>(columns).fill(0),
    values: new Array<number>(columns).fill(1 / columns),
    stiffness: 1,
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] ?? 0) * (b[k] ?? 0);
  return sum;
}

/** Adds a slot to the upper half of the matrix. */
function addSlot(
  { information, evidence }: Quadratic,
  expected: Float64Array,
  { rate, exits }: { readonly rate: number; readonly exits: number },
): void {
  const n = expected.length;
  for (let k = 0; k < n; k++) {
    const weighted = (expected[k] ?? 0) / rate;
    if (weighted === 0) continue;
    evidence[k] = (evidence[k] ?? 0) + weighted * exits;
    for (let l = k; l < n; l++)
      information[k * n + l] = (information[k * n + l] ?? 0) + weighted * (expected[l] ?? 0);
  }
}

/** Copies the upper half of a symmetric matrix to the lower one. */
function mirror(matrix: Float64Array, n: number): void {
  for (let k = 0; k < n; k++) for (let l = 0; l < k; l++) matrix[k * n + l] = matrix[l * n + k] ?? 0;
}
