import { expect, test } from 'vitest';
import type { RepeatRadiosEstimated } from '../../../../src/core/model/fact.ts';
import type { EpochMs, SensorId } from '../../../../src/core/model/ids.ts';
import {
  REPEAT_BUCKETS,
  RepeatVisitorEstimator,
} from '../../../../src/core/radios/repeat-visitor-estimator.ts';
import { hashToBucket } from '../../../../src/core/statistics/hashed-buckets.ts';
import { createRandom } from '../../../support/random.ts';

const DAY_MS = 86_400_000;
const EPOCH_MS = 300_000;
const PEOPLE = 1_000;

/** Days of people, of whom a share was there the day before, each heard in one of the day's epochs by one of two ears. */
function told(days: number, share: number, seed: number, keyOf: (day: number) => string = () => 'a') {
  const random = createRandom(seed);
  const newcomer = () => hashToBucket(Math.floor(random() * 2 ** 32), REPEAT_BUCKETS);
  const facts: RepeatRadiosEstimated[] = [];
  const watch = new RepeatVisitorEstimator((fact) => facts.push(fact as RepeatRadiosEstimated));
  let people: number[] = [];
  for (let day = 0; day < days; day++) {
    const stayed = people.slice(0, Math.round(PEOPLE * share));
    people = [...stayed, ...Array.from({ length: PEOPLE - stayed.length }, newcomer)];
    for (let epoch = 0; epoch < DAY_MS / EPOCH_MS; epoch++) {
      const at = (day * DAY_MS + epoch * EPOCH_MS + 1_000) as EpochMs;
      const here = people.filter((_, i) => i % (DAY_MS / EPOCH_MS) === epoch);
      for (const ear of ['till', 'door'] as SensorId[])
        watch.acceptBuckets({ kind: 'RadioBucketsRead', sensor: ear, at, key: keyOf(day), buckets: here });
    }
    watch.dayEnded(((day + 1) * DAY_MS) as EpochMs);
  }
  return facts;
}

test.each([0.05, 0.2, 0.4])(
  'of a thousand a day the repeat share %d lies in its interval on most days',
  (share) => {
    const days = told(41, share, 7).slice(1);
    expect(days).toHaveLength(40);
    const covered = days.filter(({ share: told }) => told && told.low <= share && share <= told.high).length;
    // 93 % of many; of forty days a few fewer may hold it by chance.
    expect(covered).toBeGreaterThanOrEqual(34);
    const mean = days.reduce((sum, { share: told }) => sum + (told?.mean ?? 0), 0) / days.length;
    expect(Math.abs(mean - share)).toBeLessThan(0.02);
    const radios = days.reduce((sum, day) => sum + day.radios.mean, 0) / days.length;
    expect(Math.abs(radios / PEOPLE - 1)).toBeLessThan(0.02);
  },
);

test('two ears that hear the same radio count it once, and a day heard in part says so', () => {
  const [first] = told(1, 0, 3);
  expect(first?.radios.low).toBeLessThan(PEOPLE);
  expect(first?.radios.high).toBeGreaterThan(PEOPLE);
  expect(first?.coverage).toBeGreaterThan(0.99);
});

test('days under different keys are not compared, nor is the first one with anything', () => {
  const keyed = told(4, 0.3, 5, (day) => (day < 2 ? 'a' : 'b'));
  expect(keyed.map(({ share }) => share !== undefined)).toEqual([false, true, false, true]);
});

test('a day without a receiver tells nothing, not zero', () => {
  const facts: unknown[] = [];
  const watch = new RepeatVisitorEstimator((fact) => facts.push(fact));
  watch.dayEnded(DAY_MS as EpochMs);
  watch.dayEnded((2 * DAY_MS) as EpochMs);
  expect(facts).toEqual([]);
});
