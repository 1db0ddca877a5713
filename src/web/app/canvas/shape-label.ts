// Places names so that names and signs do not overlap: a zone's inside its upper edge, a line's on its outer side.

import { findCenter } from './plan-viewport.ts';
import type { LineShape, Pair, Shape, ZoneShape } from './shapes.ts';

export interface Label {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly text: string;
}

/** A letter is about this wide, in its own size. */
const LETTER = 0.6;
/** Smaller than this share cannot be read: then the name is cut. */
const LEAST_SIZE = 0.62;

/** `width` is that of the drawing, beyond which nothing is seen. */
export function placeLabel(
  shape: Shape,
  text: string,
  size: number,
  width = Number.POSITIVE_INFINITY,
): Label {
  const label = labelOf(shape, text, size);
  const half = (label.text.length * LETTER * label.size) / 2;
  return { ...label, x: Math.max(half, Math.min(width - half, label.x)) };
}

function labelOf(shape: Shape, text: string, size: number): Label {
  if (shape.kind === 'zone') return inZone(shape, text, size);
  if (shape.kind === 'line') return besideLine(shape, text, size);
  const [x, y] = findCenter(shape.points);
  return { x, y: y + size * 1.7, size, text };
}

function inZone({ points }: Pick<ZoneShape, 'points'>, text: string, wanted: number): Label {
  const [x] = findCenter(points);
  const top = Math.min(...crossings(points, x, 0));
  const edges = crossings(points, top + wanted * 0.9, 1);
  const left = Math.max(...edges.filter((at) => at <= x));
  const right = Math.min(...edges.filter((at) => at >= x));
  const room = Number.isFinite(right - left) ? (right - left) * 0.94 : wanted * LETTER * text.length;
  const size = Math.max(wanted * LEAST_SIZE, Math.min(wanted, room / (LETTER * text.length)));
  const middle = Number.isFinite(right - left) ? (left + right) / 2 : x;
  return { x: middle, y: top + size * 1.15, size, text: cut(text, Math.floor(room / (LETTER * size))) };
}

/**
 * Points where the outline crosses the vertical (axis 0) or horizontal (axis 1) through `at`, along the other axis.
 */
function crossings(points: readonly Pair[], at: number, axis: 0 | 1): number[] {
  const other = axis === 0 ? 1 : 0;
  return points.flatMap((from, i) => {
    const to = points[(i + 1) % points.length] ?? from;
    const [a, b] = [from[axis] - at, to[axis] - at];
    return a <= 0 === b <= 0 ? [] : [from[other] + (a / (a - b)) * (to[other] - from[other])];
  });
}

function cut(text: string, letters: number): string {
  return text.length <= letters + 1 ? text : `${text.slice(0, Math.max(1, letters - 1))}…`;
}

function besideLine(
  { points, in: inSide }: Pick<LineShape, 'points' | 'in'>,
  text: string,
  wanted: number,
): Label {
  const [[x1, y1], [x2, y2]] = points;
  const long = Math.hypot(x2 - x1, y2 - y1) || 1;
  const out = inSide === 'right' ? -1 : 1;
  const [nx, ny] = [(-(y2 - y1) / long) * out, ((x2 - x1) / long) * out];
  const size = wanted * 0.85;
  const away = size * (0.75 + Math.abs(nx) * LETTER * text.length * 0.5);
  return { x: (x1 + x2) / 2 + nx * away, y: (y1 + y2) / 2 + ny * away + size * 0.35, size, text };
}
