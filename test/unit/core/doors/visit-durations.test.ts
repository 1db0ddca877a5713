import { describe, expect, test } from 'vitest';
import { VisitDurations } from '../../../../src/core/doors/occupancy/visit-durations.ts';
import type { Direction } from '../../../../src/core/model/crossing.ts';
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

interface Crossed {
  readonly at: number;
  readonly direction: Direction;
}

function crossingsOf(seed: number, { visits = 400, medianMs = 70_000 } = {}): Crossed[] {
  const random = createRandom(seed);
  const crossings = Array.from({ length: visits }, (): Crossed[] => {
    const came = random() * DAY_MS;
    const left = came + medianMs * Math.exp(0.6 * normal(random));
    return [
      { at: Math.round(came), direction: 'in' },
      { at: Math.round(left), direction: 'out' },
    ];
  });
  return crossings.flat().sort((a, b) => a.at - b.at);
}

function play(durations: VisitDurations, crossings: readonly Crossed[]): void {
  for (const { at, direction } of crossings) durations.crossed(direction, at, 1);
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

  test('is the same after restarts, on the first day and on the second', () => {
    const days = [1, 2].map((seed) => crossingsOf(seed));
    const whole = new VisitDurations(BOUNCE_MS);
    let restarted = new VisitDurations(BOUNCE_MS);
    for (const crossings of days) {
      const middle = Math.floor(crossings.length / 2);
      for (const part of [crossings.slice(0, middle), crossings.slice(middle)]) {
        play(whole, part);
        play(restarted, part);
        const next = new VisitDurations(BOUNCE_MS);
        expect(restoreState(next.state, restarted.state.save())).toBeUndefined();
        restarted = next;
      }
      expect(restarted.close()).toEqual(whole.close());
    }
  });

  test('forgets the classes of another bounce threshold', () => {
    const before = new VisitDurations(BOUNCE_MS);
    play(before, crossingsOf(1));
    before.close();
    const after = new VisitDurations(BOUNCE_MS / 2);
    restoreState(after.state, before.state.save());
    const fresh = new VisitDurations(BOUNCE_MS / 2);
    for (const durations of [after, fresh]) play(durations, crossingsOf(2));
    expect(after.close()).toEqual(fresh.close());
  });

  test('of a crowded store is not that of its one quiet day', () => {
    const durations = new VisitDurations(BOUNCE_MS);
    for (let seed = 1; seed <= 6; seed++) {
      play(durations, crossingsOf(seed, { visits: 2_000, medianMs: 500_000 }));
      durations.close();
    }
    play(durations, crossingsOf(9, { visits: 8, medianMs: 20_000 }));
    expect(durations.close()?.bounceShare).toBeLessThan(0.25);
  });

  test('stays unknown while one of the counters is dead', () => {
    for (const dead of ['in', 'out'] as const) {
      const durations = new VisitDurations(BOUNCE_MS);
      play(
        durations,
        crossingsOf(4).filter(({ direction }, i) => direction !== dead || i < 6),
      );
      expect(durations.close()).toBeUndefined();
    }
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
