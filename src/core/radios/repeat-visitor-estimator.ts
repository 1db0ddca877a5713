import type { Estimate } from '../model/estimate.ts';
import type { FactSink } from '../model/fact.ts';
import type { EpochMs } from '../model/ids.ts';
import type { RadioBucketsRead } from '../model/observation.ts';
import { HashedBuckets } from '../statistics/hashed-buckets.ts';
import { estimateDistinct, estimateOverlapShare } from '../statistics/linear-counting.ts';

/** Of 100,000 devices of a town fifty share each: a full one says of none of them that it was there. */
export const REPEAT_BUCKETS = 2_048;
/** Radio processes tell this often. */
const TOLD_EVERY_MS = 5 * 60_000;

interface Day {
  readonly key: string;
  readonly set: HashedBuckets;
  /** Spans for which any receiver reported. */
  readonly told: Set<number>;
}

/**
 * Estimates how many of a day's radios were there the day before, from buckets that many radios share. No radio can
 * be looked up: only the buckets are kept, in memory. Their key is elsewhere and is destroyed.
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
    // Under another key the same radio falls elsewhere.
    if (this.#today?.key !== key) {
      this.#today?.set.erase();
      this.#today = { key, set: new HashedBuckets(REPEAT_BUCKETS), told: new Set() };
    }
    this.#today.told.add(Math.floor(at / TOLD_EVERY_MS));
    for (const bucket of buckets) this.#today.set.put(bucket);
  }

  /** Tells of the day, which then is the one before. */
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
