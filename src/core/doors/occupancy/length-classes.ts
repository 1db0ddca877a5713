import type { SmoothRange } from '../../statistics/smooth-logs.ts';

/** Lengths below an eighth of the bounce threshold are about equally fine. */
const FINE = 1 / 8;
/** The last class contains lengths of 120 thresholds and more. */
const LONGEST = 120;
/** Roughly the number of classes: one of them ends at the threshold. */
const COUNT = 24;

/** Classes of visit lengths, all equally wide in log(1 + length ÷ fine): fine for short visits, coarse for long ones. */
export class LengthClasses {
  readonly bounceMs: number;
  /** Width of a class on the log scale. */
  readonly step: number;
  /** Upper ends in ms. The first class starts at 0. */
  readonly upToMs: readonly number[];
  /** Number of classes below the bounce threshold, which is the end of a class. */
  readonly bounces: number;

  constructor(bounceMs: number) {
    this.bounceMs = bounceMs;
    const fineMs = FINE * bounceMs;
    const scale = (ms: number) => Math.log1p(ms / fineMs);
    this.bounces = Math.round((COUNT * scale(bounceMs)) / scale(LONGEST * bounceMs));
    this.step = scale(bounceMs) / this.bounces;
    const count = Math.ceil(scale(LONGEST * bounceMs) / this.step);
    this.upToMs = Array.from({ length: count }, (_, k) => fineMs * Math.expm1((k + 1) * this.step));
  }

  get count(): number {
    return this.upToMs.length;
  }

  /** The shortest class need not fit the others: it contains people who turn back in the door. */
  get smoothRange(): SmoothRange {
    return { from: 1, to: this.count, step: this.step };
  }

  widthMs(index: number): number {
    return (this.upToMs[index] ?? 0) - (this.upToMs[index - 1] ?? 0);
  }

  /** Index of the class of a length. Longer than all is the last class. */
  find(lengthMs: number): number {
    const found = this.upToMs.findIndex((upToMs) => lengthMs < upToMs);
    return found === -1 ? this.count - 1 : found;
  }

  /** Shares of other classes, given by their upper ends, where each of these classes is spread evenly. */
  spread(shares: readonly number[], upToMs: readonly number[]): number[] {
    return upToMs.map((end, i) => {
      const start = upToMs[i - 1] ?? 0;
      const last = i === upToMs.length - 1 ? Number.POSITIVE_INFINITY : end;
      return shares.reduce((sum, share, k) => sum + share * this.#partWithin(k, start, last), 0);
    });
  }

  #partWithin(index: number, fromMs: number, toMs: number): number {
    const [from, to] = [this.upToMs[index - 1] ?? 0, this.upToMs[index] ?? 0];
    return Math.max(0, Math.min(to, toMs) - Math.max(from, fromMs)) / (to - from);
  }
}
