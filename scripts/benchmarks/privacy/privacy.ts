/**
 * What privacy leaves of the numbers, and what a pseudonym costs: the repeat-visitor estimate against the truth. What an
 * attacker finds and what the gate costs are benchmarks of their own: linkage, gate-cost.
 */
import { REPEAT_BUCKETS } from '../../../src/core/radios/repeat-visitor-estimator.ts';
import { UNIQUE_BUCKETS } from '../../../src/core/radios/unknown-radio-counter.ts';
import { HashedBuckets } from '../../../src/core/statistics/hashed-buckets.ts';
import { estimateDistinct, estimateOverlapShare } from '../../../src/core/statistics/linear-counting.ts';
import { pseudonymCost } from './pseudonym-cost.ts';

const VISITORS = 1_000;
const TRIALS = 4_000;
/** As shipped: a day's, and a window's. */
const BUCKETS = [REPEAT_BUCKETS, UNIQUE_BUCKETS];
const SHARES = [0.05, 0.1, 0.2, 0.3, 0.4];

const digest = () => Math.floor(Math.random() * 0x1_0000_0000);

function trial(buckets: number, share: number) {
  const [before, today] = [new HashedBuckets(buckets), new HashedBuckets(buckets)];
  const people = Array.from({ length: VISITORS }, digest);
  for (const person of people) before.add(person);
  const repeats = Math.round(VISITORS * share);
  for (const person of people.slice(0, repeats)) today.add(person);
  for (let i = repeats; i < VISITORS; i++) today.add(digest());
  return { share: estimateOverlapShare(before, today), unique: estimateDistinct(today) };
}

function repeatTable(): void {
  const rows = BUCKETS.flatMap((buckets) =>
    SHARES.map((share) => {
      const trials = Array.from({ length: TRIALS }, () => trial(buckets, share));
      const mean = (of: (each: ReturnType<typeof trial>) => number) =>
        trials.reduce((sum, each) => sum + of(each), 0) / TRIALS;
      return {
        buckets,
        'people a bucket of 100,000': Math.round(100_000 / buckets),
        'true share': share,
        'mean estimate': mean((each) => each.share?.mean ?? Number.NaN).toFixed(4),
        'mean error': mean((each) => Math.abs((each.share?.mean ?? 0) / share - 1)).toFixed(3),
        'share in interval': mean(({ share: e }) =>
          Number(e !== undefined && e.low <= share && share <= e.high),
        ),
        'unique, mean error': mean((each) => Math.abs((each.unique?.mean ?? 0) / VISITORS - 1)).toFixed(4),
        'unique in interval': mean(({ unique: e }) =>
          Number(e !== undefined && e.low <= VISITORS && VISITORS <= e.high),
        ),
      };
    }),
  );
  console.log(`repeat visitors: ${VISITORS} a day, ${TRIALS} pairs of days each`);
  console.table(rows);
}

export function run(): void {
  repeatTable();
  console.log('an advert of a radio that is nobody’s (µs of processor time, median of three)');
  console.table(pseudonymCost());
}

if (import.meta.main) run();
