import type { ComponentChildren, VNode } from 'preact';
import type { ShopSpace } from '../../ports/console.ts';
import { html } from './html.ts';
import type { Pair } from './shapes.ts';
import { t } from './words.ts';

/** Sizes in a space's own unit, so that a shop of 8 m and a picture of 1920 px look alike. */
export function sizesOf({ width, height }: ShopSpace): {
  dot: number;
  text: number;
  handle: number;
  reach: number;
} {
  const side = Math.max(width, height);
  return { dot: side * 0.013, text: side * 0.028, handle: side * 0.014, reach: side * 0.04 };
}

export function spaceName({ id, name }: ShopSpace): string {
  return id === 'floor' ? t('floor') : t('camera', { name });
}

interface StageProps {
  readonly space: ShopSpace;
  readonly label: string;
  readonly hasPlan: boolean;
  readonly children: ComponentChildren;
  readonly [more: string]: unknown;
}

/** The floor plan or a camera's picture space, with its own coordinates. */
export function Stage({ space, label, hasPlan, children, ...more }: StageProps): VNode {
  const { width, height } = space;
  const plan = hasPlan && space.id === 'floor';
  return html`<svg class="stage" viewBox="0 0 ${width} ${height}" role="group" aria-label=${label} ...${more}>
    ${plan && html`<image href="/api/plan/picture" width=${width} height=${height} preserveAspectRatio="none" aria-hidden="true" />`}
    ${children}
  </svg>`;
}

export function pointsText(points: readonly Pair[]): string {
  return points.map(([x, y]) => `${x},${y}`).join(' ');
}

export function centreOf(points: readonly Pair[]): Pair {
  const n = points.length;
  return [points.reduce((sum, [x]) => sum + x, 0) / n, points.reduce((sum, [, y]) => sum + y, 0) / n];
}

/** A short arrow from the middle of a line to its "in" side. Picture and plan have y downwards. */
export function wayIn(
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
