import { expect, test } from 'vitest';
import type { Company } from '../../../../src/core/doors/companies.ts';
import { TurnBacks } from '../../../../src/core/doors/turn-backs.ts';

const PEOPLE = 2_000;

/** People far apart, whom the witness saw too, and this many who turned back, whom it did not see. */
function findTurned(turned: number): number {
  const turnBacks = new TurnBacks();
  const judge = (direction: 'in' | 'out', from: number, witnessed: number) => {
    const company: Company = { direction, from, to: from, counts: new Map(), again: new Set() };
    turnBacks.passed(1);
    turnBacks.judge(company, 1, witnessed);
  };
  for (let i = 0; i < PEOPLE / 2; i++) {
    judge('in', 120_000 * i, 1);
    judge('out', 120_000 * i + 10_000, 1);
  }
  for (let i = 0; i < turned; i++) {
    const at = 120_000 * (PEOPLE + i);
    judge('in', at, 0);
    judge('out', at + 1_000, 0);
  }
  return (turnBacks.share * (PEOPLE + 2 * turned)) / 2;
}

test('a single pair whom the witness did not see is held to be chance', () => {
  expect(findTurned(1)).toBe(0);
});

test('the more pairs there are, the less is taken off for chance', () => {
  for (const turned of [16, 100]) {
    const found = findTurned(turned) / turned;
    expect(found).toBeGreaterThan(0.83);
    expect(found).toBeLessThan(1);
  }
  expect(findTurned(100) / 100).toBeGreaterThan(findTurned(16) / 16);
});
