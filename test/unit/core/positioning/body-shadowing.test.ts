import { expect, test } from 'vitest';
import { BodyShadowing } from '../../../../src/core/positioning/body-shadowing.ts';
import { FloorGrid } from '../../../../src/core/positioning/floor-grid.ts';
import { genericPathLoss } from '../../../../src/core/positioning/radio-model/fit-path-loss.ts';
import { RadioMap } from '../../../../src/core/positioning/radio-model/radio-map.ts';

const CORNERS = [
  [0, 0],
  [10, 0],
  [0, 10],
  [10, 10],
] as const;
const SHADED = 2;

function createMap(): RadioMap {
  const grid = new FloorGrid({
    widthM: 10,
    heightM: 10,
    zoneAt: () => 0,
    zoneCount: 1,
  });
  const map = new RadioMap(
    grid,
    CORNERS.map(([xM, yM], r) => ({ id: `r${r}`, xM, yM, zM: 3 })),
  );
  map.fill(genericPathLoss(CORNERS.length));
  return map;
}

/** A tag that goes at `speedMPerS` for 15 s, every level off from the map by its receiver's `offDb`. */
function shadowOf(speedMPerS: number, offDb: readonly number[], maybeAt?: number): Float64Array {
  const map = createMap();
  const { cells } = map.grid;
  const shadow = new BodyShadowing(CORNERS.length);
  for (let s = 0; s < 15; s++) {
    const cell = map.grid.cellAt(1 + speedMPerS * s, 5);
    const place = new Float64Array(cells);
    place[cell] = 1;
    if (maybeAt !== undefined) {
      place[cell] = 0.5;
      place[maybeAt] = 0.5;
    }
    const meanDbm = Float32Array.from(offDb, (db, r) => (map.meanDbm[r * cells + cell] ?? 0) + db);
    shadow.fade();
    shadow.learn(
      map,
      {
        meanDbm,
        count: new Uint8Array(4).fill(2),
        loudest: 0,
        loudestDbm: -50,
      },
      place,
    );
  }
  return shadow.db;
}

test('a shadow that walks along is learned, in part', () => {
  const db = shadowOf(0.6, [0, 0, -8, 0]);
  expect(db[SHADED]).toBeLessThan(-1.5);
  expect(db[SHADED]).toBeGreaterThan(-6);
  expect(db[0]).toBeGreaterThan(0);
});

test('what lasts while the tag stands may be the error of the map there, and is not taken for its carrier', () => {
  for (const value of shadowOf(0, [0, 0, -8, 0])) expect(Math.abs(value)).toBeLessThan(0.01);
});

test('a tag that sends weaker has no shadow', () => {
  for (const value of shadowOf(0.6, [-8, -8, -8, -8])) expect(Math.abs(value)).toBeLessThan(0.01);
});

test('a tag that may as well be elsewhere says less of its carrier', () => {
  const unsure = Math.abs(shadowOf(0.6, [0, 0, -8, 0], createMap().grid.cellAt(1, 9))[SHADED] ?? 0);
  expect(unsure).toBeLessThan(Math.abs(shadowOf(0.6, [0, 0, -8, 0])[SHADED] ?? 0) / 2);
});

test('a receiver that hears nothing keeps what was known of it, fading', () => {
  const map = createMap();
  const shadow = new BodyShadowing(CORNERS.length);
  shadow.db[SHADED] = -4;
  shadow.fade();
  const place = new Float64Array(map.grid.cells).fill(1 / map.grid.cells);
  shadow.learn(
    map,
    {
      meanDbm: new Float32Array(4),
      count: Uint8Array.of(2, 0, 0, 0),
      loudest: 0,
      loudestDbm: -50,
    },
    place,
  );
  expect(shadow.db[SHADED]).toBeCloseTo(-3.8, 5);
});
