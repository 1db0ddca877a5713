import { describe, expect, test } from 'vitest';
import { VisitDurations } from '../../../../src/core/doors/occupancy/visit-durations.ts';
import { restoreState } from '../../../../src/core/model/state-part.ts';
import { createRandom } from '../../../../src/core/statistics/seeded-random.ts';

const BOUNCE_MS = 120_000;
const DAY_MS = 12 * 3_600_000;

interface Doors {
  readonly missIn: number;
  readonly missOut: number;
  /** Share of the visits that cameras follow from door to door. */
  readonly follow: number;
  /** Cameras follow no longer visit. */
  readonly followUpToMs?: number;
  readonly visits?: number;
  /** Median length of the visits. */
  readonly stayMs?: number;
}

/** One day: what share of the visits are bounces, and what share is estimated. */
function day(
  seed: number,
  { missIn, missOut, follow, followUpToMs = DAY_MS, visits = 700, stayMs: medianMs = 0.6 * BOUNCE_MS }: Doors,
) {
  const random = createRandom(seed);
  const durations = new VisitDurations(BOUNCE_MS);
  const events: { at: number; tell: () => void }[] = [];
  let bounces = 0;
  for (let person = 0; person < visits; person++) {
    const came = random() * DAY_MS;
    const stayMs = medianMs * Math.exp(0.8 * normal(random));
    if (stayMs < BOUNCE_MS) bounces += 1;
    const isFollowed = random() < follow && stayMs < followUpToMs;
    const pass = (direction: 'in' | 'out', at: number, isMissed: boolean) => {
      if (!isMissed) events.push({ at, tell: () => durations.crossed(direction, at, 1) });
      if (isFollowed) events.push({ at, tell: () => durations.tracked(direction, at, person) });
    };
    if (isFollowed) events.push({ at: came - 1, tell: () => durations.moved(person, came - 1, person, 0) });
    pass('in', came, random() < missIn);
    pass('out', came + stayMs, random() < missOut);
  }
  for (const { tell } of events.sort((a, b) => a.at - b.at)) tell();
  return { share: bounces / visits, estimate: durations.close() };
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
    expect(width(estimate)).toBeLessThan(0.8 * width(alone));
  });

  test('is not that of the short visits, where cameras follow no others', () => {
    const doors = { missIn: 0.03, missOut: 0.03, follow: 0.9, followUpToMs: 60_000 };
    // As they are, these visits would say that all bounce: a third too many.
    expect(Math.abs(meanError(doors, 6))).toBeLessThan(0.05);
  });

  test('is right where many are inside, most of them for long', () => {
    const crowd = { missIn: 0.03, missOut: 0.03, follow: 0, visits: 2_500, stayMs: 500_000 };
    expect(Math.abs(meanError(crowd, 5))).toBeLessThan(0.02);
  });

  test('is told by the same words after a restart in the middle of the day', () => {
    const crossings = Array.from({ length: 300 }, (_, i) => 100_000 * i + ((i * 37_717) % 60_000));
    const play = (durations: VisitDurations, times: readonly number[]) => {
      for (const at of times) durations.crossed('in', at, 1);
      for (const at of times) durations.crossed('out', at + 50_000 + ((at * 7) % 400_000), 1);
    };
    const [whole, before, after] = Array.from({ length: 3 }, () => new VisitDurations(BOUNCE_MS)) as [
      VisitDurations,
      VisitDurations,
      VisitDurations,
    ];
    play(whole, crossings);
    play(before, crossings.slice(0, 150));
    restoreState(after.state, before.state.save());
    play(after, crossings.slice(150));
    expect(after.close()).toEqual(whole.close());
    play(whole, crossings);
    play(before, crossings);
    expect(whole.close()).toBeDefined();
  });

  test('has an interval that holds on most days, and not by its width', () => {
    const days = Array.from({ length: 20 }, (_, seed) =>
      day(seed + 50, { missIn: 0.04, missOut: 0.03, follow: 0 }),
    );
    const holding = days.filter(
      ({ share, estimate }) => share >= (estimate?.bounceLow ?? 1) && share <= (estimate?.bounceHigh ?? 0),
    );
    expect(holding.length).toBeGreaterThan(16);
    for (const { estimate } of days)
      expect((estimate?.bounceHigh ?? 1) - (estimate?.bounceLow ?? 0)).toBeLessThan(0.13);
  });
});
