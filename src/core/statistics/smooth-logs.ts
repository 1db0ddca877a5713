import { factorize, solveFactored, solveSymmetric } from './cholesky.ts';

/** A quadratic that the wanted values minimise: fᵀAf ÷ 2 − bᵀf, with `information` A row by row, and `evidence` b. */
export interface Quadratic {
  readonly information: Float64Array;
  readonly evidence: Float64Array;
}

/** The values from `from` to before `to` are smooth; all others are free. `step` is the width of a class. */
export interface SmoothRange {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

const DIFFERENCES = [-1, 3, -3, 1];
const ORDER = DIFFERENCES.length - 1;
/** Weak belief that keeps each logarithm near −4, where the data say nothing at all. */
const [PULL, CENTRE] = [1e-3, -4];
/** Bounds of the stiffness: below the first, chance is fitted; above the last, nothing changes. */
const [SOFTEST, STIFFEST] = [0.05, 30];
const MOST_STEPS = 80;
const LONGEST_STEP = 2;
const SHORTEST_STEP = 1e-4;
const ENOUGH = 1e-6;

/**
 * Positive values whose logarithms are smooth, as far as the data do not contradict: penalised likelihood (Eilers and
 * Marx, "Flexible smoothing with B-splines and penalties", 1996). The third differences of the logarithms are penalised.
 * So classes of which the data say little follow a log-normal law.
 */
export class SmoothLogs {
  readonly #size: number;
  readonly #penalty: Float64Array;
  #logs: Float64Array;
  #stiffness: number;

  constructor(start: ArrayLike<number>, { from, to, step }: SmoothRange, stiffness = 1) {
    this.#size = start.length;
    this.#stiffness = stiffness;
    this.#logs = Float64Array.from(start, (value) => Math.log(Math.max(value, 1e-9)));
    this.#penalty = penaltyOf(this.#size, [from, to], step ** (1 - 2 * ORDER));
  }

  get values(): Float64Array {
    return this.#logs.map(Math.exp);
  }

  get stiffness(): number {
    return this.#stiffness;
  }

  /** Moves the values to the minimum: Newton's method, whose steps are halved until they help. */
  fit(data: Quadratic): void {
    let value = this.#valueAt(this.#logs, data);
    for (let step = 0; step < MOST_STEPS; step++) {
      const next = this.#better(value, data);
      if (next === undefined) return;
      const gain = value - next.value;
      this.#logs = next.logs;
      value = next.value;
      if (gain < ENOUGH) return;
    }
  }

  /** Learns the stiffness from the fit (Schall, "Estimation in generalized linear models with random effects", 1991). */
  learnStiffness(data: Quadratic): void {
    const n = this.#size;
    const curvature = this.#curvature(data);
    const factor = this.#stiffened(curvature);
    factorize(factor, n);
    let freedom = 0;
    for (let k = 0; k < n; k++) freedom += solved(factor, n, curvature.subarray(k * n, k * n + n))[k] ?? 0;
    // The last value stands apart, and a third difference says nothing of three more.
    const scatter = this.#roughness(this.#logs) / Math.max(0.5, freedom - 1 - ORDER);
    this.#stiffness = Math.min(STIFFEST, Math.max(SOFTEST, 1 / Math.max(1e-9, scatter)));
  }

  /** Variance of the sum of the first `count` values, as far as the data tell. */
  varianceOfFirst(count: number, data: Quadratic): number {
    const n = this.#size;
    const factor = this.#stiffened(this.#curvature(data));
    factorize(factor, n);
    const slope = this.values.fill(0, count);
    return solved(factor, n, slope).reduce((sum, each, k) => sum + each * (slope[k] ?? 0), 0);
  }

  #better(value: number, data: Quadratic): { logs: Float64Array; value: number } | undefined {
    const direction = this.#newton(data);
    const longest = direction.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
    for (let part = Math.min(1, LONGEST_STEP / longest); part > SHORTEST_STEP; part /= 2) {
      const logs = this.#logs.map((log, k) => log + part * (direction[k] ?? 0));
      const next = this.#valueAt(logs, data);
      if (next < value) return { logs, value: next };
    }
    return undefined;
  }

  #newton(data: Quadratic): Float64Array {
    const n = this.#size;
    const values = this.values;
    const curvature = this.#stiffened(this.#curvature(data));
    const rough = multiplied(this.#penalty, this.#logs);
    const ahead = multiplied(data.information, values).map(
      (row, k) => (row - (data.evidence[k] ?? 0)) * (values[k] ?? 0),
    );
    for (let k = 0; k < n; k++)
      curvature[k * (n + 1)] = (curvature[k * (n + 1)] ?? 0) + Math.max(0, ahead[k] ?? 0);
    const direction = this.#logs.map(
      (log, k) => -((ahead[k] ?? 0) + this.#stiffness * (rough[k] ?? 0) + PULL * (log - CENTRE)),
    );
    solveSymmetric(curvature, n, direction);
    return direction;
  }

  #valueAt(logs: Float64Array, { information, evidence }: Quadratic): number {
    const values = logs.map(Math.exp);
    const rows = multiplied(information, values);
    const start = (this.#stiffness * this.#roughness(logs)) / 2;
    return logs.reduce(
      (sum, log, k) =>
        sum + (values[k] ?? 0) * ((rows[k] ?? 0) / 2 - (evidence[k] ?? 0)) + (PULL / 2) * (log - CENTRE) ** 2,
      start,
    );
  }

  /** Curvature of the data's part by the logarithms. */
  #curvature({ information }: Quadratic): Float64Array {
    const n = this.#size;
    const values = this.values;
    return information.map(
      (each, cell) => each * (values[Math.floor(cell / n)] ?? 0) * (values[cell % n] ?? 0),
    );
  }

  #stiffened(curvature: Float64Array): Float64Array {
    const n = this.#size;
    return curvature.map(
      (each, cell) => each + this.#stiffness * (this.#penalty[cell] ?? 0) + (cell % (n + 1) === 0 ? PULL : 0),
    );
  }

  #roughness(logs: Float64Array): number {
    return multiplied(this.#penalty, logs).reduce((sum, each, k) => sum + each * (logs[k] ?? 0), 0);
  }
}

function penaltyOf(size: number, [from, to]: readonly [number, number], weight: number): Float64Array {
  const penalty = new Float64Array(size * size);
  for (let first = from; first + ORDER < to; first++) {
    DIFFERENCES.forEach((a, i) => {
      DIFFERENCES.forEach((b, j) => {
        const cell = (first + i) * size + first + j;
        penalty[cell] = (penalty[cell] ?? 0) + weight * a * b;
      });
    });
  }
  return penalty;
}

function multiplied(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length;
  return vector.map((_, k) => {
    let sum = 0;
    for (let l = 0; l < n; l++) sum += (matrix[k * n + l] ?? 0) * (vector[l] ?? 0);
    return sum;
  });
}

function solved(factor: Float64Array, n: number, right: Float64Array): Float64Array {
  const unknown = Float64Array.from(right);
  solveFactored(factor, n, unknown);
  return unknown;
}
