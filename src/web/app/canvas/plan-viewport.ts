import type { ComponentChildren, VNode } from 'preact';
import { useRef } from 'preact/hooks';
import type { StoreSpace } from '../../../ports/console/console.ts';
import { planAddress } from '../kit/api.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { GestureHandlers } from './gestures.ts';
import { Gestures } from './gestures.ts';
import type { Pair } from './shapes.ts';
import type { Zoom } from './use-zoom.ts';

export interface Sizes {
  readonly dot: number;
  readonly text: number;
  readonly handle: number;
  readonly reach: number;
}

/** Converts sizes on the screen to the space's unit, so that shapes look equally large on every plan and picture. */
export function measureSizes(perPx: number): Sizes {
  return { dot: 7 * perPx, text: 13 * perPx, handle: 8 * perPx, reach: 22 * perPx };
}

export function spaceName({ id, name }: Pick<StoreSpace, 'id' | 'name'>): string {
  return id === 'floor' ? t('floor') : t('camera', { name });
}

interface StageProps extends GestureHandlers {
  readonly space: StoreSpace;
  readonly label: string;
  readonly hasPlan: boolean;
  readonly zoom: Zoom;
  /** True when the drawing is part of a page that scrolls. */
  readonly isInPage?: boolean;
  /** A still image behind the drawing: a camera preview, or a plan that is not saved yet. */
  readonly picture?: string | undefined;
  readonly isPaper?: boolean;
  readonly children: ComponentChildren;
  /** Text that is drawn over the shapes. */
  readonly words?: ComponentChildren;
  readonly [more: string]: unknown;
}

/** Shows the floor plan or a camera's picture, in the coordinates of that space. */
export function PlanViewport(props: StageProps): VNode {
  const { space, label, hasPlan, zoom, picture, children, words, isInPage = false, ...rest } = props;
  const { isPaper = picture === undefined, onTap, onGrab, onDrag, onRelease, ...more } = rest;
  const content = useRef<SVGGElement>(null);
  const gestures = useRef<Gestures | null>(null);
  gestures.current ??= new Gestures();
  const own = gestures.current;
  Object.assign(own, { zoom, isInPage, content: () => content.current });
  own.handlers = { onTap, onGrab, onDrag, onRelease };
  const behind = picture ?? (hasPlan && space.id === 'floor' ? planAddress() : undefined);
  const { x, y, scale } = zoom.view;
  const look = `stage${isInPage && scale === 1 ? ' in-page' : ''}${isPaper ? '' : ' on-picture'}`;
  return html`<svg ref=${zoom.svg} class=${look} viewBox="${x} ${y} ${space.width / scale} ${space.height / scale}" role="group" aria-label=${label}
      onPointerDown=${own.down} onPointerMove=${own.move} onPointerUp=${own.up} onPointerCancel=${own.cancel} onWheel=${own.wheel} ...${more}>
    <g ref=${content}>
      <rect class="ground" width=${space.width} height=${space.height} />
      ${behind !== undefined && html`<image class=${isPaper ? 'paper' : ''} href=${behind} width=${space.width} height=${space.height} aria-hidden="true" />`}
      ${children}
    </g>
    ${words}
  </svg>`;
}

export function pointsText(points: readonly Pair[]): string {
  return points.map(([x, y]) => `${x},${y}`).join(' ');
}

export function findCenter(points: readonly Pair[]): Pair {
  const n = points.length;
  return [points.reduce((sum, [x]) => sum + x, 0) / n, points.reduce((sum, [, y]) => sum + y, 0) / n];
}

/**
 * Returns a short arrow from the middle of a line to its "in" side. The y axis points downwards in pictures and on
 * plans.
 */
export function inwardNormal(
  [[x1, y1], [x2, y2]]: readonly [Pair, Pair],
  inSide: 'left' | 'right',
  length: number,
): string {
  const [mx, my] = [(x1 + x2) / 2, (y1 + y2) / 2];
  const long = Math.hypot(x2 - x1, y2 - y1) || 1;
  const side = inSide === 'right' ? 1 : -1;
  const [nx, ny] = [(-(y2 - y1) / long) * side, ((x2 - x1) / long) * side];
  const [tx, ty] = [mx + nx * length, my + ny * length];
  const wing = (s: number) =>
    `${tx - nx * length * 0.35 + s * ny * length * 0.25} ${ty - ny * length * 0.35 - s * nx * length * 0.25}`;
  return `M${mx} ${my}L${tx} ${ty}M${wing(1)}L${tx} ${ty}L${wing(-1)}`;
}
