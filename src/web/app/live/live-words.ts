// Draws names and numbers on the map.
import type { VNode } from 'preact';
import { distanceToSegment } from '../../../core/geometry/polygon.ts';
import type { Sizes } from '../canvas/plan-viewport.ts';
import { drawLabel } from '../canvas/shape-drawing.ts';
import type { Label } from '../canvas/shape-label.ts';
import { LINE_STEP, placeLabel } from '../canvas/shape-label.ts';
import type { Pair, Shape } from '../canvas/shapes.ts';
import { keyOf } from '../canvas/shapes.ts';
import { html } from '../kit/html.ts';
import type { ShownStore } from '../state/app-state.ts';

interface Words {
  readonly shop: ShownStore;
  readonly shapes: readonly Shape[];
  readonly width: number;
  readonly sizes: Sizes;
  readonly inside: Readonly<Record<string, number>>;
  readonly unseen: ReadonlySet<string>;
  readonly stale: boolean;
}

/** Font size of a zone's number, as a multiple of the font size of its name. */
const NUMBER = 1.5;

/** Half the width of a letter, as a share of the font size. */
const HALF_LETTER = 0.3;

export function drawWords({ shop, shapes, width, sizes, inside, unseen, stale }: Words): VNode[] {
  return shapes.flatMap((shape) => {
    if (!isNamed(shape, shop)) return [];
    const label = placeLabel(shape, shape.name, { size: sizes.text, width, below: NUMBER });
    const isUnknown = stale || unseen.has(shape.id);
    const number = shape.kind !== 'zone' ? '' : isUnknown ? '–' : String(inside[shape.id] ?? 0);
    const look = isUnknown || (inside[shape.id] ?? 0) === 0 ? 'number none' : 'number';
    const size = label.size * NUMBER;
    const [x, y] = placeNumber(label, size, shapes);
    return [
      html`<g key=${keyOf(shape)} data-shape=${keyOf(shape)}>${drawLabel(label, 'name')}${number !== '' && html`<text class=${look} x=${x} y=${y} font-size=${size} stroke-width=${size / 5} text-anchor="middle">${number}</text>`}</g>`,
    ];
  });
}

/** Places a number below the name, or beside the name where a line runs below it. */
function placeNumber({ x, y, size: name, lines }: Label, size: number, shapes: readonly Shape[]): Pair {
  const last = y + (lines.length - 1) * name * LINE_STEP;
  if (!shapes.some((other) => isAcross(other, [x, last + size / 2], size + name))) return [x, last + size];
  return [x + (lines.at(-1)?.length ?? 0) * name * HALF_LETTER + size * 0.7, last + size * 0.15];
}

/** Returns whether a counting line runs within this distance of a place. Its arrow is as long as a name is high. */
function isAcross({ kind, points }: Shape, [x, y]: Pair, distance: number): boolean {
  const [from, to] = points;
  if (kind !== 'line' || from === undefined || to === undefined) return false;
  return distanceToSegment({ x: from[0], y: from[1] }, { x: to[0], y: to[1] }, x, y) < distance;
}

/** Returns whether a shape's own name is drawn. For a line of a door, the door's name is drawn; sensors have signs. */
function isNamed({ kind, id }: Shape, { doors }: ShownStore): boolean {
  if (kind === 'line') return !doors.some(({ lines }) => lines.includes(id));
  return kind === 'zone' || kind === 'door';
}
