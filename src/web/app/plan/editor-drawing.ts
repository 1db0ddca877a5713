// Draws handles, names, lengths and unfinished shapes in the editor.
import type { VNode } from 'preact';
import type { StoreSpace } from '../../../ports/console/console.ts';
import type { Clash } from '../canvas/merge-shapes.ts';
import type { Sizes } from '../canvas/plan-viewport.ts';
import { pointsText } from '../canvas/plan-viewport.ts';
import { drawBody, drawLabel, drawName } from '../canvas/shape-drawing.ts';
import type { Pair, Shape } from '../canvas/shapes.ts';
import { isPlace, keyOf } from '../canvas/shapes.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';

interface Handles {
  readonly sizes: Sizes;
  readonly byKey: (corner: number) => (event: KeyboardEvent) => void;
  readonly active: number;
}

/** Draws a handle at each corner: a dot of 16 px in a ring of 44 px. Smaller dots on the edges insert corners. */
export function drawHandles(shape: Shape, { sizes, byKey, active }: Handles): VNode[] {
  const key = keyOf(shape);
  const name = shape.kind === 'wall' ? t('wall') : shape.name;
  const corners = shape.points.map(([x, y], i) => {
    const label = t(shape.kind === 'line' ? 'lineEnd' : 'corner', {
      n: i + 1,
      name,
      x: x.toFixed(1),
      y: y.toFixed(1),
    });
    return html`<g key=${i} class=${i === active ? 'corner active' : 'corner'} tabindex="0" role="button" aria-label=${label} data-grab=${`${key}|${i}`} onKeyDown=${byKey(i)}>
      <circle class="reach" cx=${x} cy=${y} r=${sizes.reach} /><circle class="handle" cx=${x} cy=${y} r=${sizes.handle} /></g>`;
  });
  return [...middles(shape, sizes), ...corners];
}

/** Draws the dots on edges where the rings of the corners leave room for them. */
function middles(shape: Shape, sizes: Sizes): VNode[] {
  if (shape.kind !== 'zone' && shape.kind !== 'wall') return [];
  return edgesOf(shape).flatMap(({ from: [ax, ay], to: [bx, by], i }) => {
    if (Math.hypot(bx - ax, by - ay) < 3.2 * sizes.reach) return [];
    const [x, y] = [(ax + bx) / 2, (ay + by) / 2];
    return [
      html`<g key=${`m${i}`} class="middle" data-grab=${`${keyOf(shape)}|${i + 0.5}`} aria-hidden="true">
        <circle class="reach" cx=${x} cy=${y} r=${sizes.reach * 0.8} /><circle class="handle" cx=${x} cy=${y} r=${sizes.handle * 0.6} /></g>`,
    ];
  });
}

interface Edge {
  readonly from: Pair;
  readonly to: Pair;
  readonly i: number;
}

function edgesOf({ kind, points }: Pick<Shape, 'kind' | 'points'>): Edge[] {
  const closed = kind === 'zone' ? points.length : points.length - 1;
  return points.slice(0, closed).map((from, i) => ({ from, to: points[(i + 1) % points.length] ?? from, i }));
}

export function drawNames(
  shapes: readonly Shape[],
  { chosen, space }: { chosen: string; space: StoreSpace },
  sizes: Sizes,
): VNode {
  const named = shapes.filter((shape) => !isPlace(shape) || keyOf(shape) === chosen);
  return html`<g aria-hidden="true">${named.map((shape) =>
    drawName(shape, { sizes, width: space.width }),
  )}</g>`;
}

/** Says in an empty drawing how to see what the camera sees. */
export function drawNoPicture({ width, height }: StoreSpace, { text: size }: Sizes): VNode {
  const lines = t('noPicture').split('\n');
  return html`<g aria-hidden="true">${drawLabel({ x: width / 2, y: height / 2, size, lines }, 'empty')}</g>`;
}

interface Surface {
  readonly space: StoreSpace;
  readonly sizes: Sizes;
}

/** Draws the lengths of edges during drawing and dragging. On the floor plan only, because pixels are no lengths. */
export function drawLengths(
  shape: Shape | undefined,
  sketch: readonly Pair[],
  { space, sizes }: Surface,
): VNode | null {
  if (space.unit !== 'm') return null;
  const edges =
    shape === undefined ? edgesOf({ kind: 'wall', points: sketch }) : isPlace(shape) ? [] : edgesOf(shape);
  return html`<g aria-hidden="true">${edges.map(({ from, to, i }) => {
    const [[ax, ay], [bx, by]] = [from, to];
    const text = `${Math.hypot(bx - ax, by - ay).toFixed(2)} m`;
    const [x, y, size] = [(ax + bx) / 2, (ay + by) / 2, sizes.text * 0.9];
    return html`<g key=${i} class="length"><rect x=${x - size * 2.3} y=${y - size * 0.8} width=${size * 4.6} height=${size * 1.6} rx=${size * 0.8} />
      <text x=${x} y=${y + size * 0.35} font-size=${size} text-anchor="middle">${text}</text></g>`;
  })}</g>`;
}

/** Draws my version of a shape that another user also changed. */
export function drawGhost({ mine }: Clash, space: string, sizes: Sizes): VNode | null {
  if (mine === undefined || mine.space !== space) return null;
  return html`<g class="ghost" aria-hidden="true">${drawBody(mine, { sizes, look: 'mine' })}</g>`;
}

export function drawSketch(
  sketch: readonly Pair[],
  cross: Pair | undefined,
  { handle: size, reach }: Sizes,
): VNode {
  const [x, y] = cross ?? [0, 0];
  return html`<g aria-hidden="true"><polyline class="sketch" points=${pointsText(sketch)} />
    ${sketch.map(([cx, cy]) => html`<circle class="handle" cx=${cx} cy=${cy} r=${size} />`)}
    ${cross !== undefined && html`<path class="cross" d="M${x - reach} ${y}h${2 * reach}M${x} ${y - reach}v${2 * reach}" />`}</g>`;
}
