import { describe, expect, test } from 'vitest';
import { BackwardPass } from '../../../../src/core/positioning/backward-pass.ts';
import { DelayedPlaces } from '../../../../src/core/positioning/delayed-places.ts';
import { FloorGrid } from '../../../../src/core/positioning/floor-grid.ts';

const GRID = new FloorGrid({
  ...{ widthM: 16, heightM: 4 },
  ...{ zoneAt: (xM: number) => (xM < 8 ? 0 : 1), zoneCount: 2 },
});

/** A belief around places along the floor, with their weights. */
function believe(...around: readonly (readonly [xM: number, weight: number])[]): Float32Array {
  const belief = Float32Array.from(GRID.xM, (x, cell) =>
    around.reduce(
      (sum, [xM, weight]) => sum + weight * Math.exp(-((x - xM) ** 2 + ((GRID.yM[cell] ?? 0) - 2) ** 2) / 2),
      1e-9,
    ),
  );
  const total = belief.reduce((sum, p) => sum + p, 0);
  return belief.map((p) => p / total);
}

const create = () => new DelayedPlaces(GRID, new BackwardPass(GRID));
const live = (atS: number) => ({ atS, isHeard: true, atRest: false, mayRest: false });

describe('places some seconds later', () => {
  test('come once each, in the order of time, and all of them at the end', () => {
    const delayed = create();
    const released: number[] = [];
    for (let s = 1; s <= 40; s++) {
      delayed.add(live(s), believe([4, 1]));
      released.push(...delayed.releasePlaces(false).map(({ atS }) => atS));
    }
    expect(released.at(-1)).toBeLessThanOrEqual(30);
    released.push(...delayed.releasePlaces(true).map(({ atS }) => atS));
    expect(released).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  });

  test('a second that could be either of two places is where the tag is seen to come from', () => {
    const delayed = create();
    for (let s = 1; s <= 5; s++) delayed.add(live(s), believe([3, 0.4], [13, 0.6]));
    for (let s = 6; s <= 17; s++) delayed.add(live(s), believe([3, 1]));
    const places = delayed.releasePlaces(false);
    expect(places.map(({ zone }) => zone)).toEqual([0, 0, 0, 0, 0]);
    expect(places[0]?.summary.xM).toBeCloseTo(3, 0);
  });

  test.each([
    { mayRest: true, zones: [0] },
    { mayRest: false, zones: [0, 1] },
  ])('a tag that may rest keeps a zone it may be in, a moving one does not: %j', ({ mayRest, zones }) => {
    const delayed = create();
    for (let s = 1; s <= 20; s++)
      delayed.add({ ...live(s), mayRest }, s === 1 ? believe([5, 1]) : believe([5, 0.6], [14, 0.4]));
    const places = delayed.releasePlaces(true);
    expect(places.at(-1)?.summary.xM).toBeGreaterThan(8);
    expect([...new Set(places.map(({ zone }) => zone))]).toEqual(zones);
  });

  test('a resting tag keeps the zone it rests in', () => {
    const delayed = create();
    for (let s = 1; s <= 20; s++)
      delayed.add({ ...live(s), atRest: true, mayRest: true, zone: 1 }, believe([7, 1]));
    expect(delayed.releasePlaces(true).every(({ zone }) => zone === 1)).toBe(true);
  });

  test('silence changes no zone', () => {
    const delayed = create();
    delayed.add(live(1), believe([2, 1]));
    for (let s = 2; s <= 20; s++) delayed.add({ ...live(s), isHeard: false }, believe([14, 1]));
    expect(delayed.releasePlaces(true).at(-1)?.zone).toBe(0);
  });

  test('what was left unseen while the tag was thought to rest is looked at when it has left', () => {
    const delayed = create();
    const heard = { meanDbm: new Float32Array(1), count: new Uint8Array(1), loudest: 0, loudestDbm: -60 };
    delayed.add({ ...live(1), atRest: true, mayRest: true, zone: 0 }, believe([4, 1]));
    for (let s = 2; s <= 6; s++)
      delayed.add({ ...live(s), atRest: true, mayRest: true, zone: 0, unseen: heard });
    let x = 4;
    delayed.lookAgain(() => {
      x += 1.5;
      return believe([x, 1]);
    });
    const places = delayed.releasePlaces(true);
    expect(places.map(({ atRest }) => atRest)).toEqual(places.map(() => false));
    expect([places[0]?.zone, places.at(-1)?.zone]).toEqual([0, 1]);
  });
});
