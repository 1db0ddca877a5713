import { expect, test } from 'vitest';
import { FloorGrid } from '../../../../src/core/positioning/floor-grid.ts';
import { MODES, MotionModel } from '../../../../src/core/positioning/motion-model.ts';
import { NearbyCells } from '../../../../src/core/positioning/nearby-cells.ts';

const HEADINGS = 8;
const grid = new FloorGrid({ widthM: 30, heightM: 30, zoneAt: () => 0, zoneCount: 1 });
const { everywhere: EVERYWHERE } = new NearbyCells(grid);
const CENTRE = grid.cellAt(15, 15);
const STANDING = 0;
const EAST = 1;

/** Belief of a tag in one mode at the centre, some seconds later. */
function after(mode: number, seconds: number): Float32Array {
  const motion = new MotionModel(grid);
  const belief = new Float32Array(MODES * grid.cells);
  belief[mode * grid.cells + CENTRE] = 1;
  for (let s = 0; s < seconds; s++) motion.predict(belief, EVERYWHERE);
  return belief;
}

function total(belief: Float32Array): number {
  return belief.reduce((sum, p) => sum + p, 0);
}

/** How far east of the start it is on average. */
function eastM(belief: Float32Array): number {
  const sum = belief.reduce((x, p, i) => x + p * (grid.xM[i % grid.cells] ?? 0), 0);
  return sum / total(belief) - (grid.xM[CENTRE] ?? 0);
}

/** Share of belief that goes on as it began. */
function shareOf(mode: number, belief: Float32Array): number {
  return total(belief.subarray(mode * grid.cells, (mode + 1) * grid.cells)) / total(belief);
}

test('nobody is lost in the middle of a floor, whatever the mode', () => {
  for (let mode = 0; mode < MODES; mode++) expect(total(after(mode, 3))).toBeCloseTo(1, 3);
});

test('who walks gets on, and who stands stays', () => {
  expect(eastM(after(EAST, 1))).toBeGreaterThan(0.45);
  expect(eastM(after(EAST, 1))).toBeLessThan(0.65);
  expect(eastM(after(STANDING, 10))).toBeCloseTo(0, 3);
});

test('a heading is kept for seconds, not for good', () => {
  expect(shareOf(EAST, after(EAST, 1))).toBeGreaterThan(0.8);
  const late = after(EAST, 60);
  expect(shareOf(EAST, late)).toBeCloseTo(shareOf(EAST + HEADINGS / 2, late), 1);
});

test('no direction is preferred', () => {
  const motion = new MotionModel(grid);
  const belief = new Float32Array(MODES * grid.cells);
  const place = new Float64Array(grid.cells);
  place[CENTRE] = 1;
  motion.start(belief, place);
  for (let s = 0; s < 10; s++) motion.predict(belief, EVERYWHERE);
  expect(eastM(belief)).toBeCloseTo(0, 2);
});
