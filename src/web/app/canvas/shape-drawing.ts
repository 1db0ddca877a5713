// Draws each kind of shape on a plan.
import type { VNode } from 'preact';
import { html } from '../kit/html.ts';
import type { Sizes } from './plan-viewport.ts';
import { inwardNormal, pointsText } from './plan-viewport.ts';
import type { Label } from './shape-label.ts';
import { LINE_STEP, placeLabel } from './shape-label.ts';
import type { LineShape, Pair, PlaceKind, PlaceShape, Shape, WallShape, ZoneShape } from './shapes.ts';

interface Look {
  readonly sizes: Sizes;
  /** CSS classes in addition to the shape's own class. */
  readonly look?: string;
  /** Width of the drawing. Names must not be wider. */
  readonly width?: number;
}

export function drawBody(shape: Shape, { sizes, look = '' }: Look): VNode {
  if (shape.kind === 'zone') return zoneBody(shape, look);
  if (shape.kind === 'line') return lineBody(shape, look, sizes.text);
  if (shape.kind === 'wall') return wallBody(shape, look, sizes.text);
  return placeBody(shape, look, sizes.text);
}

/** Returns the name to draw beside a shape. Null for walls, which have no name. */
export function drawName(shape: Shape, { sizes, width }: Pick<Look, 'sizes' | 'width'>): VNode | null {
  if (shape.kind === 'wall') return null;
  return drawLabel(placeLabel(shape, shape.name, { size: sizes.text, width }));
}

export function drawLabel({ x, y, size, lines }: Label, look = ''): VNode {
  return html`<text class=${look} x=${x} y=${y} font-size=${size} stroke-width=${size / 5} text-anchor="middle">${lines.map(
    (line, i) => html`<tspan x=${x} y=${y + i * size * LINE_STEP}>${line}</tspan>`,
  )}</text>`;
}

function zoneBody({ points }: Pick<ZoneShape, 'points'>, look: string): VNode {
  return html`<polygon class="zone body ${look}" points=${pointsText(points)} />`;
}

function lineBody(line: Pick<LineShape, 'points' | 'in'>, look: string, size: number): VNode {
  const [[x1, y1], [x2, y2]] = line.points;
  return html`<line class="reach" x1=${x1} y1=${y1} x2=${x2} y2=${y2} stroke="transparent" stroke-width=${size * 1.5} />
    <line class="line body ${look}" x1=${x1} y1=${y1} x2=${x2} y2=${y2} />
    <path class="way" d=${inwardNormal(line.points, line.in, size * 1.4)} />`;
}

function wallBody({ points }: Pick<WallShape, 'points'>, look: string, size: number): VNode {
  return html`<polyline class="reach" points=${pointsText(points)} stroke="transparent" fill="none" stroke-width=${size} />
    <polyline class="wall body ${look}" points=${pointsText(points)} />`;
}

/** SVG path of each sign, in a square of 24 units around the sign's middle. */
const SIGNS: Readonly<Record<PlaceKind, string>> = {
  camera: 'M-9-5H4V5H-9zM4-2L9-5V5L4 2',
  receiver: 'M0 4V10M-4 0a5 5 0 0 1 8 0M-8-4a10 10 0 0 1 16 0M0 3m-1.5 0a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0',
  door: 'M-6 9V-9H6V9M-9 9H9M2 1v0.5',
};

function placeBody({ kind, points: [[x, y]] }: PlaceShape, look: string, size: number): VNode {
  return html`<g class="place body ${look}" transform="translate(${x} ${y}) scale(${size / 14})">
    <circle r="13" /><path d=${SIGNS[kind]} /></g>`;
}

/** Draws a dot at each point of people's paths, and a stronger dot where a path began. */
export function drawPaths(
  paths: { readonly points: readonly Pair[]; readonly births: readonly Pair[] } | undefined,
  { dot }: Sizes,
): VNode[] {
  const spots = (list: readonly Pair[], look: string, radius: number) =>
    list.map(([x, y]) => html`<circle class=${look} cx=${x} cy=${y} r=${radius} />`);
  return [...spots(paths?.points ?? [], 'path', dot / 4), ...spots(paths?.births ?? [], 'birth', dot / 3)];
}
