import { describe, expect, test } from 'vitest';
import { VisitDurations } from '../../../../src/core/doors/occupancy/visit-durations.ts';
import { createRandom } from '../../../../src/core/statistics/seeded-random.ts';

const BOUNCE_MS = 120_000;
const VISITS = 700;
const DAY_MS = 12 * 3_600_000;

interface Doors {
  readonly missIn: number;
  readonly missOut: number;
  /** Share of the visits that cameras follow from door to door. */
  readonly follow: number;
}

/** One day: what share of the visits are bounces, and what share is estimated. */
function day(seed: number, { missIn, missOut, follow }: Doors) {
  const random = createRandom(seed);
  const durations = new VisitDurations(BOUNCE_MS);
  const events: { at: number; tell: () => void }[] = [];
  let bounces = 0;
  for (let person = 0; person < VISITS; person++) {
    const came = random() * DAY_MS;
    const stayMs = BOUNCE_MS * 0.6 * Math.exp(0.8 * normal(random));
    if (stayMs < BOUNCE_MS) bounces += 1;
    const isFollowed = random() < follow;
    const pass = (direction: 'in' | 'out', at: number, isMissed: boolean) => {
      if (!isMissed) events.push({ at, tell: () => durations.crossed(direction, at, 1) });
      if (isFollowed) events.push({ at, tell: () => durations.tracked(direction, at, person) });
    };
    if (isFollowed) events.push({ at: came - 1, tell: () => durations.moved(person, came - 1, person, 0) });
    pass('in', came, random() < missIn);
    pass('out', came + stayMs, random() < missOut);
  }
  for (const { tell } of events.sort((a, b) => a.at - b.at)) tell();
  return { share: bounces / VISITS, estimate: durations.close() };
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function meanError(doors: Doors, seeds: number): number {
  const errors = Array.from({ length: seeds }, (_, seed) => {
    const { share, estimate } = day(seed + 1, doors);
    return (estimate?.bounceShare ?? Number.NaN) - share;
  });
  return errors.reduce((sum, error) => sum + error, 0) / seeds;
}

interface Crowd {
  readonly seed: number;
  readonly visits: number;
  readonly hours: number;
  readonly missed: number;
}

/** Error of the bounce share of one opening without cameras. */
function errorOf({ seed, visits, hours, missed }: Crowd, stay: (random: () => number) => number): number {
  const random = createRandom(seed);
  const durations = new VisitDurations(BOUNCE_MS);
  const passed: { at: number; direction: 'in' | 'out' }[] = [];
  let bounces = 0;
  for (let person = 0; person < visits; person++) {
    const came = random() * hours * 3_600_000;
    const stayMs = stay(random);
    if (stayMs < BOUNCE_MS) bounces += 1;
    if (random() >= missed) passed.push({ at: came, direction: 'in' });
    if (random() >= missed) passed.push({ at: came + stayMs, direction: 'out' });
  }
  passed.sort((a, b) => a.at - b.at);
  for (const { at, direction } of passed) durations.crossed(direction, at, 1);
  return (durations.close()?.bounceShare ?? Number.NaN) - bounces / visits;
}

describe('the share of bounces', () => {
  test('is matched well on one morning with few people inside', () => {
    const errors = Array.from({ length: 10 }, (_, i) =>
      errorOf(
        { seed: i + 1, visits: 300, hours: 4, missed: 0.04 },
        (random) => BOUNCE_MS * 0.5 * Math.exp(0.9 * normal(random)),
      ),
    );
    expect(Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length)).toBeLessThan(0.05);
  });

  test('is not far too large where many are inside and few turn round', () => {
    const errors = Array.from({ length: 8 }, (_, i) =>
      errorOf({ seed: i + 1, visits: 2_000, hours: 8, missed: 0 }, (random) =>
        random() < 0.03 ? 15_000 : BOUNCE_MS * 3 * Math.exp(0.4 * normal(random)),
      ),
    );
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.04);
  });

  test('is right where a door misses people', () => {
    expect(Math.abs(meanError({ missIn: 0.07, missOut: 0.03, follow: 0 }, 12))).toBeLessThan(0.03);
  });

  test('is known more surely where cameras follow most visits', () => {
    const alone = day(3, { missIn: 0.05, missOut: 0.03, follow: 0 }).estimate;
    const { share, estimate } = day(3, { missIn: 0.05, missOut: 0.03, follow: 0.9 });
    expect(Math.abs((estimate?.bounceShare ?? 0) - share)).toBeLessThan(0.02);
    const width = (of: typeof estimate) => (of?.bounceHigh ?? 1) - (of?.bounceLow ?? 0);
    expect(width(estimate)).toBeLessThan(width(alone) / 2);
  });

  test('is matched alone where cameras follow few, as those are short visits', () => {
    const followed = day(5, { missIn: 0, missOut: 0, follow: 0.3 }).estimate;
    const matched = day(5, { missIn: 0, missOut: 0, follow: 0 }).estimate;
    expect(followed?.shares.map((each) => Math.round(100 * each))).toEqual(
      matched?.shares.map((each) => Math.round(100 * each)),
    );
  });
});
