import { describe, expect, test } from 'vitest';
import { LENGTH_ENDS, respread, VisitMatching } from '../../../../src/core/doors/occupancy/visit-matching.ts';

const BOUNCE_MS = 120_000;
const NOTHING = LENGTH_ENDS.map(() => 0);
const EVENLY = LENGTH_ENDS.map(() => 1 / LENGTH_ENDS.length);

/** A person enters every 100 s and stays 60 s; from the 20th on, 400 s. */
const VISITS = Array.from({ length: 40 }, (_, i) => ({
  fromMs: 100_000 * i,
  toMs: 100_000 * i + (i < 20 ? 60_000 : 400_000),
}));

function match(
  entries: readonly number[],
  exits: readonly number[],
  followed: readonly { readonly fromMs: number; readonly toMs: number }[] = [],
): number {
  const sorted = (times: readonly number[]) => times.toSorted((a, b) => a - b);
  const day = { entries: sorted(entries), exits: sorted(exits), followed };
  const counts = new VisitMatching(day, BOUNCE_MS).run({ start: EVENLY, earlier: NOTHING });
  const short = respread(counts, LENGTH_ENDS, [1])[0] ?? 0;
  return short / counts.reduce((sum, count) => sum + count, 0);
}

const cameIn = VISITS.map(({ fromMs }) => fromMs);
const left = VISITS.map(({ toMs }) => toMs);

describe('matching of exits with entries', () => {
  test('finds who stayed how long where this is clear', () => {
    expect(match(cameIn, left, VISITS)).toBeCloseTo(0.5, 1);
  });

  test('goes on after people whom one direction missed', () => {
    const missed = left.filter((_, i) => i % 10 !== 3);
    expect(match(cameIn.slice(0, 20), missed.slice(0, 18))).toBeGreaterThan(0.9);
  });

  test('of no people finds nothing', () => {
    expect(
      new VisitMatching({ entries: [], exits: [], followed: [] }, BOUNCE_MS).run({
        start: EVENLY,
        earlier: NOTHING,
      }),
    ).toEqual(NOTHING);
  });

  test('is the same each time', () => {
    expect(match(cameIn, left)).toBe(match(cameIn, left));
  });
});
