import { expect, test } from 'vitest';
import { FloorGrid } from '../../../../src/core/positioning/floor-grid.ts';
import type { RssiSecond } from '../../../../src/core/positioning/likelihood.ts';
import { Likelihood } from '../../../../src/core/positioning/likelihood.ts';
import { NearbyCells } from '../../../../src/core/positioning/nearby-cells.ts';
import { PathSteps } from '../../../../src/core/positioning/path-steps.ts';
import { genericPathLoss } from '../../../../src/core/positioning/radio-model/fit-path-loss.ts';
import { RadioMap } from '../../../../src/core/positioning/radio-model/radio-map.ts';
import { ShadowingTracker } from '../../../../src/core/positioning/shadowing-tracker.ts';

const grid = new FloorGrid({ widthM: 10, heightM: 10, zoneAt: () => 0, zoneCount: 1 });
const map = new RadioMap(
  grid,
  [0, 10].map((xM) => ({ id: `r${xM}`, xM, yM: 5, zM: 2 })),
);
map.fill(genericPathLoss(2));
const { everywhere: EVERYWHERE } = new NearbyCells(grid);
const HERE = grid.cellAt(3, 5);
const BESIDE = grid.cellAt(3.5, 5);
const FAR = grid.cellAt(9, 9);
const LASTING_DB2 = 5;

/** All belief in these cells, alike. */
function placeAt(...cells: readonly number[]): Float64Array {
  const place = new Float64Array(grid.cells);
  for (const cell of cells) place[cell] = 1 / cells.length;
  return place;
}

/** Both receivers, the first as the map says of a cell and `offDb` more, the second as the map says. */
function heardAt(cell: number, offDb: number): RssiSecond {
  const meanDbm = Float32Array.of((map.meanDbm[cell] ?? 0) + offDb, map.meanDbm[grid.cells + cell] ?? 0);
  return { meanDbm, count: Uint8Array.of(2, 2), loudest: 0, loudestDbm: -50 };
}

/** Stays in one place for some seconds in which the first receiver hears 6 dB too much. */
function stay(seconds: number, place = placeAt(HERE)): ShadowingTracker {
  const shadow = new ShadowingTracker(2, new PathSteps(grid));
  for (let s = 0; s < seconds; s++) {
    shadow.follow(place);
    shadow.learn(map, heardAt(HERE, 6), { cells: EVERYWHERE, offsetDb: 0 });
  }
  return shadow;
}

test('what lasts is known in part after some seconds, of the receiver it concerns', () => {
  const { db, varianceDb2 } = stay(10);
  expect(db[HERE]).toBeGreaterThan(1.5);
  expect(db[HERE]).toBeLessThan(5);
  expect(db[grid.cells + HERE]).toBeCloseTo(0, 3);
  expect(varianceDb2[0]).toBeLessThan(0.9 * LASTING_DB2);
});

test('it is forgotten within some seconds of silence', () => {
  const shadow = stay(10);
  for (let s = 0; s < 15; s++) shadow.follow(placeAt(HERE));
  expect(shadow.db[HERE]).toBeLessThan(0.15);
  expect(shadow.varianceDb2[0]).toBeCloseTo(LASTING_DB2, 1);
});

test('it goes along to where the tag can be a second later, and nowhere else', () => {
  const shadow = stay(10);
  const before = shadow.db[HERE] ?? 0;
  shadow.follow(placeAt(HERE));
  expect(shadow.db[BESIDE]).toBeCloseTo(before * Math.exp(-1 / 4), 4);
  expect(shadow.db[FAR]).toBe(0);
});

test('what a level has for other reasons is no shadow', () => {
  const shadow = new ShadowingTracker(2, new PathSteps(grid));
  shadow.learn(map, heardAt(HERE, 6), { cells: EVERYWHERE, offsetDb: 6 });
  expect(shadow.db[HERE]).toBeCloseTo(0, 4);
});

test('the same said again is less of a proof against a place than it was at first', () => {
  const likelihood = new Likelihood(grid.cells);
  const proof = (path: ShadowingTracker) => {
    const guess = { share: 1, offsetDb: 0, sdDb: 0 };
    likelihood.compute(map, heardAt(HERE, 0), [guess], {
      known: path,
    });
    return (likelihood.perCell[HERE] ?? 0) / (likelihood.perCell[FAR] ?? 0);
  };
  const first = proof(new ShadowingTracker(2, new PathSteps(grid)));
  const shadow = new ShadowingTracker(2, new PathSteps(grid));
  for (let s = 0; s < 10; s++) {
    shadow.follow(placeAt(HERE, FAR));
    shadow.learn(map, heardAt(HERE, 0), { cells: EVERYWHERE, offsetDb: 0 });
  }
  expect(first).toBeGreaterThan(1.5);
  expect(Math.log(proof(shadow))).toBeLessThan(0.6 * Math.log(first));
});

test.each([
  [0.4, 10],
  [10, 0.4],
  [0.4, 0.4],
])('a floor of %d × %d m has places too', (widthM, heightM) => {
  const narrow = new FloorGrid({ widthM, heightM, zoneAt: () => 0, zoneCount: 1 });
  const shadow = new ShadowingTracker(1, new PathSteps(narrow));
  shadow.db.fill(4);
  shadow.follow(new Float64Array(narrow.cells).fill(1 / narrow.cells));
  for (const db of shadow.db) expect(db).toBeCloseTo(4 * Math.exp(-1 / 4), 4);
});
