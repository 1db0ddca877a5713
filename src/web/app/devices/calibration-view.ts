// Draws a calibration: the floor's grid of metres over the picture, and the picture's edge on the plan.

import type { VNode } from 'preact';
import type { Calibration } from '../../../core/geometry/homography.ts';
import { project } from '../../../core/geometry/homography.ts';
import type { Homography } from '../../../core/model/shapes.ts';
import { pointsText } from '../canvas/plan-viewport.ts';
import type { Pair } from '../canvas/shapes.ts';
import { html } from '../kit/html.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

const STEPS = 40;
const MAX_LINES = 60;

/** Draws the floor's metre grid as the camera sees it. The grid is coarser on a large floor. */
export function floorGrid({ floorToPicture }: Calibration, floor: Size, reference: Pair): VNode[] {
  const stepM = Math.max(1, Math.ceil(Math.max(floor.width, floor.height) / MAX_LINES));
  const along = (from: Pair, to: Pair) => visible(floorToPicture, reference, from, to);
  const lines: Pair[][] = [];
  for (let x = 0; x <= floor.width; x += stepM) lines.push(...along([x, 0], [x, floor.height]));
  for (let y = 0; y <= floor.height; y += stepM) lines.push(...along([0, y], [floor.width, y]));
  return lines.map((line) => html`<polyline class="grid" points=${pointsText(line)} />`);
}

/** Draws the picture's edge on the plan, without points above the horizon. */
export function reachOnPlan({ pictureToFloor }: Calibration, picture: Size, reference: Pair): VNode[] {
  const { width, height } = picture;
  const corners: Pair[] = [
    [0, height],
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ];
  const edges = corners.slice(1).flatMap((to, i) => visible(pictureToFloor, reference, corners[i] ?? to, to));
  return edges.map((line) => html`<polyline class="seen" points=${pointsText(line)} />`);
}

/** Projects a straight line. Only the pieces on the same side of the horizon as `reference` are returned. */
function visible(map: Homography, reference: Pair, from: Pair, to: Pair): Pair[][] {
  const depth = ([x, y]: Pair) => map[6] * x + map[7] * y + map[8];
  const least = 0.02 * Math.abs(depth(reference));
  const pieces: Pair[][] = [[]];
  for (let i = 0; i <= STEPS; i++) {
    const at: Pair = [from[0] + ((to[0] - from[0]) * i) / STEPS, from[1] + ((to[1] - from[1]) * i) / STEPS];
    const isThere = depth(at) * Math.sign(depth(reference)) > least;
    const place = isThere ? project(map, at[0], at[1]) : undefined;
    if (place === undefined) pieces.push([]);
    else pieces.at(-1)?.push([place.x, place.y]);
  }
  return pieces.filter((piece) => piece.length > 1);
}
