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

describe('the share of bounces', () => {
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
