// Draws names and numbers on the map.
import type { VNode } from 'preact';
import type { Sizes } from '../canvas/plan-viewport.ts';
import { drawLabel } from '../canvas/shape-drawing.ts';
import { LINE_STEP, placeLabel } from '../canvas/shape-label.ts';
import type { Shape } from '../canvas/shapes.ts';
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

export function drawWords({ shop, shapes, width, sizes, inside, unseen, stale }: Words): VNode[] {
  return shapes.flatMap((shape) => {
    if (!isNamed(shape, shop)) return [];
    const label = placeLabel(shape, shape.name, { size: sizes.text, width, below: NUMBER });
    const isUnknown = stale || unseen.has(shape.id);
    const number = shape.kind !== 'zone' ? '' : isUnknown ? '–' : String(inside[shape.id] ?? 0);
    const look = isUnknown || (inside[shape.id] ?? 0) === 0 ? 'number none' : 'number';
    const size = label.size * NUMBER;
    const below = label.y + (label.lines.length - 1) * label.size * LINE_STEP + size;
    return [
      html`<g key=${keyOf(shape)} data-shape=${keyOf(shape)}>${drawLabel(label, 'name')}${number !== '' && html`<text class=${look} x=${label.x} y=${below} font-size=${size} stroke-width=${size / 5} text-anchor="middle">${number}</text>`}</g>`,
    ];
  });
}

/** Returns whether a shape's own name is drawn. For a line of a door, the door's name is drawn; sensors have signs. */
function isNamed({ kind, id }: Shape, { doors }: ShownStore): boolean {
  if (kind === 'line') return !doors.some(({ lines }) => lines.includes(id));
  return kind === 'zone' || kind === 'door';
}
