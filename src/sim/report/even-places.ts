import type { Point } from '../../core/model/shapes.ts';

const ROUNDS = 40;
const GRID = 40;
/** Fraction of the golden ratio. It spreads the starting places evenly, and not on one line. */
const GOLDEN = 0.618_034;

/** Spreads `count` places evenly over a floor. Each is the centre of the area nearest to it (Lloyd's algorithm). */
export function evenPlaces(widthM: number, heightM: number, count: number): Point[] {
  let places = Array.from({ length: count }, (_, i) => ({
    x: widthM * ((0.5 + GOLDEN * i) % 1),
    y: (heightM * (i + 0.5)) / count,
  }));
  for (let round = 0; round < ROUNDS; round++) places = centred(places, widthM, heightM);
  return places.map(({ x, y }) => ({ x: Math.round(x * 100) / 100, y: Math.round(y * 100) / 100 }));
}

function centred(places: readonly Point[], widthM: number, heightM: number): Point[] {
  const sums = places.map(() => ({ x: 0, y: 0, n: 0 }));
  for (let i = 0; i < GRID * GRID; i++) {
    const x = (widthM * ((i % GRID) + 0.5)) / GRID;
    const y = (heightM * (Math.floor(i / GRID) + 0.5)) / GRID;
    const sum = sums[nearest(places, x, y)];
    if (sum === undefined) continue;
    sum.x += x;
    sum.y += y;
    sum.n += 1;
  }
  return places.map((place, i) => {
    const { x, y, n } = sums[i] ?? { x: 0, y: 0, n: 0 };
    return n === 0 ? place : { x: x / n, y: y / n };
  });
}

function nearest(places: readonly Point[], x: number, y: number): number {
  let best = 0;
  let bestM = Number.POSITIVE_INFINITY;
  for (const [i, place] of places.entries()) {
    const awayM = Math.hypot(place.x - x, place.y - y);
    if (awayM < bestM) [best, bestM] = [i, awayM];
  }
  return best;
}
