import type { Estimate } from '../model/estimate.ts';
import type { FactSink } from '../model/fact.ts';
import type { EpochMs } from '../model/ids.ts';
import type { RadioBucketsRead } from '../model/observation.ts';
import { HashedBuckets } from '../statistics/hashed-buckets.ts';
import { estimateDistinct, estimateOverlapShare } from '../statistics/linear-counting.ts';

/**
 * Number of buckets. With 100,000 devices in a town, about fifty share each bucket. A full bucket therefore proves no
 * device's presence.
 */
export const REPEAT_BUCKETS = 2_048;
/** Interval at which radio processes report, in ms. */
const TOLD_EVERY_MS = 5 * 60_000;

interface Day {
  readonly key: string;
  readonly set: HashedBuckets;
  /** Indices of the five-minute intervals in which at least one receiver reported. They give the coverage. */
  readonly told: Set<number>;
}

/**
 * Estimates how many of a day's radios were present the day before, from buckets that many radios share. No radio can
 * be looked up. Only buckets are kept, in memory; their key is elsewhere and gets destroyed.
 */
export class RepeatVisitorEstimator {
  readonly #emit: FactSink;
  #before: Day | undefined;
  #today: Day | undefined;
  #from: EpochMs | undefined;

  constructor(emit: FactSink) {
    this.#emit = emit;
  }

  acceptBuckets({ at, key, buckets }: RadioBucketsRead): void {
    this.#from ??= at;
    // A new key puts the same radio into another bucket, so earlier buckets are useless.
    if (this.#today?.key !== key) {
      this.#today?.set.erase();
      this.#today = { key, set: new HashedBuckets(REPEAT_BUCKETS), told: new Set() };
    }
    this.#today.told.add(Math.floor(at / TOLD_EVERY_MS));
    for (const bucket of buckets) this.#today.set.put(bucket);
  }

  /** Emits the estimate for the day that ends, and keeps its buckets for the comparison with the next day. */
  dayEnded(at: EpochMs): void {
    const [before, today, from] = [this.#before, this.#today, this.#from];
    this.#before = today;
    this.#today = undefined;
    this.#from = at;
    const radios = today && estimateDistinct(today.set);
    if (today === undefined || from === undefined || radios === undefined) return;
    const share = this.#estimateShare(before, today);
    before?.set.erase();
    const coverage = Math.min(1, (today.told.size * TOLD_EVERY_MS) / (at - from));
    this.#emit({ kind: 'RepeatRadiosEstimated', at, from, coverage, radios, ...(share && { share }) });
  }

  #estimateShare(before: Day | undefined, today: Day): Estimate | undefined {
    return before?.key === today.key ? estimateOverlapShare(before.set, today.set) : undefined;
  }
}
