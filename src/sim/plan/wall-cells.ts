import type { Point, Polygon } from '../../core/model/shapes.ts';
import type { GreyPicture } from './grey-picture.ts';
import { hundredths, isDark } from './grey-picture.ts';

interface Inside {
  readonly picture: GreyPicture;
  /** Upper left corner of the floor, in pixels. */
  readonly origin: Point;
  /** Metres on the floor per pixel of the picture. */
  readonly scale: number;
  readonly size: { readonly widthM: number; readonly heightM: number };
}

const FINEST_CELL_M = 0.1;
/** Largest number of walls that a scenario accepts. Coarser cells make fewer walls. */
const MOST_WALLS = 200;
/** A patch that is smaller than this in both directions is a letter or a mark, not a wall. */
const LEAST_WALL_M = 0.6;

interface Cells {
  readonly columns: number;
  readonly rows: number;
  /** 1 for a dark cell, 0 for a light one. */
  readonly dark: Uint8Array;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Returns the dark areas between the outer walls as rectangles. Leaves out thin lines, such as doors and shelves. */
export function findWalls(inside: Inside): Polygon[] {
  for (let cellM = FINEST_CELL_M; ; cellM *= 2) {
    const boxes = toBoxes(withoutMarks(toCells(inside, cellM), LEAST_WALL_M / cellM));
    if (boxes.length <= MOST_WALLS) return boxes.map((box) => toPolygon(box, cellM, inside.size));
  }
}

/** A cell is dark when at least half of its pixels are. */
function toCells({ picture, origin, scale, size }: Inside, cellM: number): Cells {
  const [columns, rows] = [Math.ceil(size.widthM / cellM), Math.ceil(size.heightM / cellM)];
  const dark = new Uint8Array(columns * rows);
  const pixels = cellM / scale;
  for (let i = 0; i < dark.length; i++) {
    const left = origin.x + (i % columns) * pixels;
    const top = origin.y + Math.floor(i / columns) * pixels;
    dark[i] = darkShare(picture, { left, top, right: left + pixels, bottom: top + pixels }) >= 0.5 ? 1 : 0;
  }
  return { columns, rows, dark };
}

function darkShare(picture: GreyPicture, { left, top, right, bottom }: Box): number {
  let [dark, all] = [0, 0];
  for (let y = Math.floor(top); y < Math.max(Math.floor(bottom), Math.floor(top) + 1); y++)
    for (let x = Math.floor(left); x < Math.max(Math.floor(right), Math.floor(left) + 1); x++) {
      all += 1;
      if (isDark(picture, x, y)) dark += 1;
    }
  return dark / all;
}

/** Removes patches that are smaller than `least` cells in both directions. */
function withoutMarks(cells: Cells, least: number): Cells {
  const dark = cells.dark.slice();
  const seen = new Uint8Array(dark.length);
  for (let i = 0; i < dark.length; i++) {
    if (dark[i] !== 1 || seen[i] === 1) continue;
    const patch = patchFrom(i, cells, seen);
    const xs = patch.map((cell) => cell % cells.columns);
    const ys = patch.map((cell) => Math.floor(cell / cells.columns));
    const extent = (values: readonly number[]) =>
      values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b)) + 1;
    if (extent(xs) < least && extent(ys) < least) for (const cell of patch) dark[cell] = 0;
  }
  return { ...cells, dark };
}

/** Returns the dark cells connected with the first one, also across corners. */
function patchFrom(first: number, { columns, rows, dark }: Cells, seen: Uint8Array): number[] {
  const patch = [first];
  seen[first] = 1;
  for (const cell of patch) {
    const [x, y] = [cell % columns, Math.floor(cell / columns)];
    for (let ny = Math.max(0, y - 1); ny <= Math.min(rows - 1, y + 1); ny++)
      for (let nx = Math.max(0, x - 1); nx <= Math.min(columns - 1, x + 1); nx++) {
        const next = ny * columns + nx;
        if (dark[next] !== 1 || seen[next] === 1) continue;
        seen[next] = 1;
        patch.push(next);
      }
  }
  return patch;
}

/** Covers the dark cells with rectangles. Each extends right as far as possible, then down. */
function toBoxes({ columns, rows, dark }: Cells): Box[] {
  const left = dark.slice();
  const boxes: Box[] = [];
  const isFull = (y: number, fromX: number, toX: number) =>
    y < rows && left.subarray(y * columns + fromX, y * columns + toX).every((cell) => cell === 1);
  for (let i = 0; i < left.length; i++) {
    if (left[i] !== 1) continue;
    const [x, y] = [i % columns, Math.floor(i / columns)];
    let [right, bottom] = [x + 1, y + 1];
    while (right < columns && left[y * columns + right] === 1) right += 1;
    while (isFull(bottom, x, right)) bottom += 1;
    for (let row = y; row < bottom; row++) left.fill(0, row * columns + x, row * columns + right);
    boxes.push({ left: x, top: y, right, bottom });
  }
  return boxes;
}

function toPolygon(
  { left, top, right, bottom }: Box,
  cellM: number,
  { widthM, heightM }: Inside['size'],
): Polygon {
  const [fromX, toX] = [hundredths(left * cellM), hundredths(Math.min(widthM, right * cellM))];
  const [fromY, toY] = [hundredths(top * cellM), hundredths(Math.min(heightM, bottom * cellM))];
  return [
    { x: fromX, y: fromY },
    { x: toX, y: fromY },
    { x: toX, y: toY },
    { x: fromX, y: toY },
  ];
}
