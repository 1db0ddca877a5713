// Places names without overlaps: a zone's name inside its upper edge, a line's name on its outer side.

import { findCenter } from './plan-viewport.ts';
import type { LineShape, Pair, Shape, ZoneShape } from './shapes.ts';

export interface Label {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  /** Text lines of the name, from top to bottom. `y` is the position of the first text line. */
  readonly lines: readonly string[];
}

/** Width of a letter as a share of the font size. */
const LETTER = 0.6;
/**
 * Smallest readable size, as a share of the wanted size. A name that would be smaller is broken into two text lines, or
 * cut off.
 */
const LEAST_SIZE = 0.62;
/** Distance between two text lines, as a share of the font size. */
export const LINE_STEP = 1.1;

interface Wish {
  readonly size: number;
  /** Width of the drawing. Names must not exceed it. */
  readonly width?: number | undefined;
  /** Height of the content below the name, as a share of the font size. */
  readonly below?: number;
}

/** Places a shape's name. If there is no room beside a counting line, its name goes below its end. */
export function placeLabel(shape: Shape, text: string, wish: Wish): Label {
  const { width = Number.POSITIVE_INFINITY } = wish;
  const label = labelOf(shape, text, wish);
  const half = (longest(label.lines) * LETTER * label.size) / 2;
  const x = Math.max(half, Math.min(width - half, label.x));
  if (shape.kind !== 'line' || Math.abs(x - label.x) < label.size) return { ...label, x };
  return { ...label, x, y: Math.max(...shape.points.map(([, y]) => y)) + label.size };
}

function labelOf(shape: Shape, text: string, { size, below = 0 }: Wish): Label {
  if (shape.kind === 'zone') return inZone(shape, text, { wanted: size, below });
  if (shape.kind === 'line') return besideLine(shape, text, size);
  const [x, y] = findCenter(shape.points);
  return { x, y: y + size * 1.7, size, lines: [text] };
}

function inZone(
  { points }: Pick<ZoneShape, 'points'>,
  text: string,
  { wanted, below }: Pick<Fit, 'wanted' | 'below'>,
): Label {
  const [x] = findCenter(points);
  const heights = crossings(points, x, 0);
  const top = Math.min(...heights);
  const edges = crossings(points, top + wanted * 0.9, 1);
  const left = Math.max(...edges.filter((at) => at <= x));
  const right = Math.min(...edges.filter((at) => at >= x));
  const isKnown = Number.isFinite(right - left);
  const room = isKnown ? (right - left) * 0.94 : wanted * LETTER * text.length;
  const high = Math.max(...heights) - top;
  return { x: isKnown ? (left + right) / 2 : x, ...fitted({ text, wanted, below, room, high, top }) };
}

interface Fit {
  readonly text: string;
  readonly wanted: number;
  readonly below: number;
  readonly room: number;
  readonly high: number;
  readonly top: number;
}

/** Fits a name into its room: at full size, otherwise smaller, otherwise in two text lines, otherwise cut off. */
function fitted({ text, wanted, below, room, high, top }: Fit): Omit<Label, 'x'> {
  const least = wanted * LEAST_SIZE;
  const sizeOf = (lines: readonly string[]) => Math.min(wanted, room / (LETTER * longest(lines)));
  const broken = breakName(text);
  const twoFit = (2 * LINE_STEP + below) * sizeOf(broken) <= high;
  const fits = (twoFit ? [[text], broken] : [[text]]).find((lines) => sizeOf(lines) >= least);
  const lines = fits ?? [cut(text, Math.floor(room / (LETTER * least)))];
  const size = fits === undefined ? least : sizeOf(lines);
  return { y: top + size * 1.15, size, lines };
}

function longest(lines: readonly string[]): number {
  return Math.max(...lines.map((line) => line.length));
}

/** Breaks a name at the space or hyphen nearest to its middle. */
function breakName(text: string): readonly string[] {
  const ends = [...text.matchAll(/[\s-]/g)].map(({ index }) => index + 1);
  const far = (end: number) => Math.abs(end - text.length / 2);
  const end = ends.toSorted((a, b) => far(a) - far(b))[0];
  return end === undefined ? [text] : [text.slice(0, end).trim(), text.slice(end)];
}

/** Returns the positions at which the outline crosses a vertical (axis 0) or horizontal (axis 1) line at `at`. */
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
  return { x: (x1 + x2) / 2 + nx * away, y: (y1 + y2) / 2 + ny * away + size * 0.35, size, lines: [text] };
}
