import type { ComponentChildren, VNode } from 'preact';
import { useRef } from 'preact/hooks';
import type { StoreSpace } from '../../../ports/console.ts';
import { planAddress } from '../kit/api.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { Pair } from './shapes.ts';
import type { Zoom } from './use-zoom.ts';
import { bindGestures, PointerTracker } from './use-zoom.ts';

/** Sizes in the unit of each space: a store of 8 m and a picture of 1920 px look alike at any zoom. */
export function measureSpaces(
  { width, height }: Pick<StoreSpace, 'width' | 'height'>,
  scale = 1,
): {
  dot: number;
  text: number;
  handle: number;
  reach: number;
} {
  const side = Math.max(width, height) / scale;
  return { dot: side * 0.013, text: side * 0.033, handle: side * 0.016, reach: side * 0.045 };
}

export function spaceName({ id, name }: Pick<StoreSpace, 'id' | 'name'>): string {
  return id === 'floor' ? t('floor') : t('camera', { name });
}

interface StageProps {
  readonly space: StoreSpace;
  readonly label: string;
  readonly hasPlan: boolean;
  readonly zoom: Zoom;
  /** A still behind the drawing: a camera's camera preview. */
  readonly picture?: string | undefined;
  /** A tap, in the space's own coordinates. */
  readonly onTap?: ((at: Pair) => void) | undefined;
  readonly children: ComponentChildren;
  readonly [more: string]: unknown;
}

/** The floor plan or a camera's picture space, with its own coordinates; two fingers or the buttons look nearer. */
export function PlanViewport(props: StageProps): VNode {
  const { space, label, hasPlan, zoom, picture, onTap, children, ...more } = props;
  const { width, height } = space;
  const fingers = useRef<PointerTracker | null>(null);
  fingers.current ??= new PointerTracker();
  const behind = picture ?? (hasPlan && space.id === 'floor' ? planAddress() : undefined);
  const { x, y, scale } = zoom.view;
  const box = `${x} ${y} ${width / scale} ${height / scale}`;
  return html`<div class="viewer" style=${{ aspectRatio: `${width} / ${height}`, '--shape': width / height }}>
    <svg class=${scale > 1 ? 'stage near' : 'stage'} viewBox=${box} role="group" aria-label=${label}
      ...${bindGestures(zoom, fingers.current, onTap)} ...${more}>
      ${behind !== undefined && html`<image class=${picture === undefined ? 'paper' : ''} href=${behind} width=${width} height=${height} preserveAspectRatio="none" aria-hidden="true" />`}
      ${children}
    </svg>
    <div class="zoom"><button type="button" aria-label=${t('nearer')} onClick=${() => zoom.by(1.6)}>+</button>
      ${scale > 1 && html`<button type="button" aria-label=${t('farther')} onClick=${() => zoom.by(1 / 1.6)}>−</button>`}</div>
  </div>`;
}

export function pointsText(points: readonly Pair[]): string {
  return points.map(([x, y]) => `${x},${y}`).join(' ');
}

export function findCenter(points: readonly Pair[]): Pair {
  const n = points.length;
  return [points.reduce((sum, [x]) => sum + x, 0) / n, points.reduce((sum, [, y]) => sum + y, 0) / n];
}

/** Position of a pointer on the drawing. */
export function toPlanPoint(svg: SVGSVGElement | null, event: PointerEvent): Pair {
  const matrix = svg?.getScreenCTM();
  if (matrix == null) return [0, 0];
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
  return [x, y];
}

/** A short arrow from the middle of a line to its "in" side. Picture and plan have y downwards. */
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
