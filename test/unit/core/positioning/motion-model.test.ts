import { expect, test } from 'vitest';
import { FloorGrid } from '../../../../src/core/positioning/floor-grid.ts';
import { MODES, MotionModel } from '../../../../src/core/positioning/motion-model.ts';
import { NearbyCells } from '../../../../src/core/positioning/nearby-cells.ts';

const HEADINGS = 8;
const grid = new FloorGrid({ widthM: 30, heightM: 30, zoneAt: () => 0, zoneCount: 1 });
const { everywhere: EVERYWHERE } = new NearbyCells(grid);
const CENTRE = grid.cellAt(15, 15);
const EAST_STROLLING = 1;
const EAST_STRIDING = 1 + HEADINGS;

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

/** Share of belief that walks at this mode's pace. */
function atPaceOf(mode: number, belief: Float32Array): number {
  return total(belief.subarray(mode * grid.cells, (mode + HEADINGS) * grid.cells)) / total(belief);
}

test('nobody is lost in the middle of a floor, whatever the mode', () => {
  for (let mode = 0; mode < MODES; mode++) expect(total(after(mode, 3))).toBeCloseTo(1, 3);
});

test('who strides gets further than who strolls, and who stands stays', () => {
  expect(eastM(after(EAST_STROLLING, 1))).toBeGreaterThan(0.25);
  expect(eastM(after(EAST_STROLLING, 1))).toBeLessThan(0.45);
  expect(eastM(after(EAST_STRIDING, 1))).toBeGreaterThan(0.6);
  expect(eastM(after(EAST_STRIDING, 1))).toBeLessThan(0.85);
  expect(eastM(after(0, 10))).toBeCloseTo(0, 3);
});

test('a pace is kept for seconds, not for good', () => {
  const [soon, late] = [after(EAST_STRIDING, 1), after(EAST_STRIDING, 30)];
  expect(atPaceOf(EAST_STRIDING, soon)).toBeGreaterThan(0.8);
  expect(atPaceOf(EAST_STRIDING, late)).toBeCloseTo(atPaceOf(EAST_STROLLING, late), 1);
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
