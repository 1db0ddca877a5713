import { expect, it } from 'vitest';
import { Walkers } from '../../../../src/core/rules/walkers.ts';
import { Random } from '../../../support/seeded-random.ts';

const START = Date.UTC(2026, 4, 4, 9);
const SPAN_MS = 1_600;
const GAP_MS = 380;

interface Point {
  readonly at: number;
  readonly x: number;
  readonly y: number;
}

/** The speed along one axis by the plain formula. */
function fitSpeed(points: readonly Point[], axis: 'x' | 'y'): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const times = points.map(({ at }) => (at - START) / 1000);
  const values = points.map((point) => point[axis]);
  const [meanTime, meanValue] = [mean(times), mean(values)];
  const covariance = mean(times.map((t, i) => (t - meanTime) * ((values[i] ?? 0) - meanValue)));
  return covariance / mean(times.map((t) => (t - meanTime) ** 2));
}

it.each([1, 2])('knows each of many people as a list of positions does, seed %i', (seed) => {
  const random = new Random(seed);
  const walkers = new Walkers(SPAN_MS);
  const plain = new Map<number, Point[]>();
  let fits = 0;
  // More people than the table has places, and many numbers with the same last bits.
  for (let n = 0; n < 20_000; n++) {
    const at = START + 3 * n;
    const person = 64 * random.int(0, 300);
    if (random.chance(0.01)) {
      walkers.remove(person);
      plain.delete(person);
    }
    const point = { at, x: random.int(0, 1_000), y: random.int(0, 1_000) };
    const before = plain.get(person) ?? [];
    const isWanted = at - (before.at(-1)?.at ?? 0) >= GAP_MS;
    expect(walkers.add(person, at, point.x, point.y)).toBe(isWanted);
    if (!isWanted) continue;
    const points = [...before.filter((each) => at - each.at <= SPAN_MS), point];
    plain.set(person, points);
    expect(walkers.isWalking).toBe(at - (points[0]?.at ?? at) >= 400);
    if (!walkers.isWalking) continue;
    walkers.fit();
    expect(walkers.speedX).toBeCloseTo(fitSpeed(points, 'x'), 3);
    expect(walkers.speedY).toBeCloseTo(fitSpeed(points, 'y'), 3);
    fits += 1;
  }
  expect(fits).toBeGreaterThan(100);
  const silent = [...plain].filter(([, points]) => START + 60_000 - (points.at(-1)?.at ?? 0) > 2_000);
  expect(walkers.listSilent(START + 60_000, 2_000).sort((a, b) => a - b)).toEqual(
    silent.map(([person]) => person).sort((a, b) => a - b),
  );
});

it('rests a person for a while, and then knows the mark', () => {
  const walkers = new Walkers(SPAN_MS);
  walkers.add(1, START, 0, 0);
  expect(walkers.isMarked).toBe(false);
  walkers.isMarked = true;
  walkers.rest(1_000);
  expect(walkers.add(1, START + 800, 0, 0)).toBe(false);
  expect(walkers.add(1, START + 1_000, 0, 0)).toBe(true);
  expect(walkers.isMarked).toBe(true);
});

it('tells for a while in which zone a person was, apart from the mark', () => {
  const walkers = new Walkers(SPAN_MS);
  const standIn = (at: number) => walkers.add(7, START + at, 10, 10);
  expect(standIn(0)).toBe(true);
  expect(walkers.wasIn(0, 1_000)).toBe(false);
  walkers.isMarked = true;
  walkers.noteZone(3);
  expect([walkers.isMarked, walkers.wasIn(3, 1_000), walkers.wasIn(2, 1_000)]).toEqual([true, true, false]);
  walkers.isMarked = false;
  standIn(999);
  expect([walkers.isMarked, walkers.wasIn(3, 1_000)]).toEqual([false, true]);
  standIn(1_400);
  expect(walkers.wasIn(3, 1_000)).toBe(false);
  walkers.remove(7);
  standIn(1_500);
  expect(walkers.wasIn(3, 1_000)).toBe(false);
});
