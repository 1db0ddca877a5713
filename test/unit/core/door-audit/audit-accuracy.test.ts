import { describe, expect, test } from 'vitest';
import type { AuditedCrossing, Tap } from '../../../../src/core/door-audit/audit-accuracy.ts';
import { scoreAudit } from '../../../../src/core/door-audit/audit-accuracy.ts';
import type { EpochMs } from '../../../../src/core/model/ids.ts';
import { trialsToClaim, wilsonInterval } from '../../../../src/core/statistics/proportion.ts';
import type { Random } from '../../../../src/sim/kernel/random.ts';
import { createRandom } from '../../../../src/sim/kernel/random.ts';

const tap = (s: number, direction: 'in' | 'out' = 'in'): Tap => ({ at: (s * 1000) as EpochMs, direction });
const crossing = (s: number, direction: 'in' | 'out' = 'in'): AuditedCrossing => tap(s, direction);
const spaced = (count: number) => Array.from({ length: count }, (_, i) => i * 20);

describe('the interval of a share', () => {
  test('is Wilson’s', () => {
    // Agresti & Coull 1998, and by hand: 95 of 100.
    const { low, high } = wilsonInterval(95, 100);
    expect(low).toBeCloseTo(0.8882, 4);
    expect(high).toBeCloseTo(0.9785, 4);
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });

  test.each([1, 0.99, 0.975])(
    'needs as many trials as make its lower end reach the target, at %d',
    (share) => {
      const n = trialsToClaim(share, 0.95) ?? 0;
      expect(wilsonInterval(share * n, n).low).toBeGreaterThanOrEqual(0.95);
      expect(wilsonInterval(share * (n - 1), n - 1).low).toBeLessThan(0.95);
    },
  );

  test('never reaches a target that the share is not above', () => {
    expect(trialsToClaim(0.95, 0.95)).toBeNull();
  });
});

describe('an audit', () => {
  test('counts hits, misses and extras of each direction apart', () => {
    const taps = [tap(1), tap(20), tap(40, 'out')];
    const crossings = [crossing(0.6), crossing(60), crossing(39.8, 'out'), crossing(80, 'out')];
    const result = scoreAudit(taps, crossings);
    expect(result.in).toMatchObject({ hits: 1, misses: 1, extras: 1 });
    expect(result.out).toMatchObject({ hits: 1, misses: 0, extras: 1 });
    expect(result.both).toMatchObject({ hits: 2, misses: 1, extras: 2, accuracy: 0.4 });
  });

  test('does not let as many missed as invented people cancel', () => {
    const taps = spaced(10).map((s) => tap(s));
    const crossings = spaced(10).map((s) => crossing(s + (s < 100 ? 0 : 10)));
    expect(scoreAudit(taps, crossings).both.accuracy).toBeCloseTo(5 / 15);
  });

  test('pairs at most 3 s apart', () => {
    expect(scoreAudit([tap(3)], [crossing(0)]).both.hits).toBe(1);
    expect(scoreAudit([tap(3.001)], [crossing(0)]).both.hits).toBe(0);
  });

  test('makes the most pairs, not the nearest first', () => {
    // The nearest pair (2, 1.5) would leave both others alone.
    const result = scoreAudit([tap(2), tap(4)], [crossing(-0.9), crossing(1.5)]);
    expect(result.both).toMatchObject({ hits: 2, misses: 0, extras: 0 });
  });

  test('sees a direction that was taken for the other', () => {
    const result = scoreAudit([tap(1), tap(30, 'out')], [crossing(0.5, 'out'), crossing(29, 'out')]);
    expect(result).toMatchObject({ swapped: 1, in: { misses: 1 }, out: { hits: 1, extras: 1 } });
  });

  test('takes a crossing that a counter told late for any time since its last telling', () => {
    const late = { at: 20_000 as EpochMs, since: 10_000 as EpochMs, direction: 'in' } as const;
    expect(scoreAudit([tap(12)], [late]).both.hits).toBe(1);
    expect(scoreAudit([tap(6)], [late]).both.hits).toBe(0);
  });

  test('finds how late people tap', () => {
    const result = scoreAudit(
      spaced(9).map((s) => tap(s + 0.7)),
      spaced(9).map((s) => crossing(s)),
    );
    expect(result.lagMs).toBe(700);
  });

  test('passes when even the lower end is at the target, fails when the upper is below, and is open between', () => {
    const run = (right: number, of: number) =>
      scoreAudit(
        spaced(of).map((s) => tap(s)),
        spaced(right).map((s) => crossing(s)),
      ).both;
    expect(run(73, 73)).toMatchObject({ verdict: 'pass', moreNeeded: 0 });
    expect(run(72, 72)).toMatchObject({ verdict: 'open', moreNeeded: 1 });
    expect(run(40, 60)).toMatchObject({ verdict: 'fail', moreNeeded: null });
    expect(scoreAudit([], []).both).toMatchObject({ verdict: 'open', accuracy: null, moreNeeded: null });
  });
});

interface TapperOdds {
  readonly missed: number;
  readonly wrongWay: number;
  readonly doubled: number;
}

const PASSING = 200;

/** One audit of a door of known errors by a person of known errors and reaction time. */
function trial(random: Random, door: { missed: number; invented: number }, tapper: TapperOdds) {
  const taps: Tap[] = [];
  const crossings: AuditedCrossing[] = [];
  let at = 0;
  for (let i = 0; i < PASSING; i++) {
    at += random.exponential(6_000);
    const direction = random.chance(0.5) ? 'in' : 'out';
    if (!random.chance(door.missed)) crossings.push({ at: at as EpochMs, direction });
    taps.push(...tapsFor(at + Math.max(100, 600 + 250 * random.normal()), direction, tapper, random));
  }
  const invented = Array.from({ length: random.poisson(PASSING * door.invented) }, () => ({
    at: random.between(0, at) as EpochMs,
    direction: random.chance(0.5) ? ('in' as const) : ('out' as const),
  }));
  return { taps, crossings: [...crossings, ...invented].sort((a, b) => a.at - b.at) };
}

function tapsFor(atMs: number, direction: 'in' | 'out', odds: TapperOdds, random: Random): Tap[] {
  const isMissed = random.chance(odds.missed);
  const isWrong = random.chance(odds.wrongWay);
  const other = direction === 'in' ? 'out' : 'in';
  const tapped = { at: atMs as EpochMs, direction: isWrong ? other : direction };
  const again = random.chance(odds.doubled) ? [{ at: (atMs + 300) as EpochMs, direction }] : [];
  return isMissed ? again : [tapped, ...again];
}

describe('an audit by a simulated tapper', () => {
  test.each([
    [
      'a careful one at a good door',
      { missed: 0.02, invented: 0.01 },
      { missed: 0, wrongWay: 0, doubled: 0 },
    ],
    [
      'a fair one at a good door',
      { missed: 0.03, invented: 0.01 },
      { missed: 0.01, wrongWay: 0.005, doubled: 0.005 },
    ],
    [
      'a poor one at a bad door',
      { missed: 0.1, invented: 0.03 },
      { missed: 0.03, wrongWay: 0.01, doubled: 0.01 },
    ],
  ])('holds the true accuracy in its interval in 93 % of 1,000 trials: %s', (_name, door, tapper) => {
    const random = createRandom(11, 'audit');
    const truth = (1 - door.missed) / (1 + door.invented);
    const errors = {
      missedShare: tapper.missed + tapper.wrongWay,
      falseShare: tapper.wrongWay + tapper.doubled,
    };
    let held = 0;
    for (let i = 0; i < 1000; i++) {
      const { taps, crossings } = trial(random, door, tapper);
      const { low, high } = scoreAudit(taps, crossings, { tapper: errors }).both;
      if (low <= truth && truth <= high) held++;
    }
    expect(held).toBeGreaterThanOrEqual(930);
  });
});
