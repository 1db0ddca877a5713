// Zoom of a drawing: the visible part of it. Two fingers, a wheel or buttons change it; one finger moves it while
// zoomed in.
import { useState } from 'preact/hooks';
import type { StoreSpace } from '../../../ports/console.ts';
import type { Pair } from './shapes.ts';

export interface View {
  /** Top left of what is shown, in the space's unit. */
  readonly x: number;
  readonly y: number;
  /** 1 shows everything. */
  readonly scale: number;
}

export interface Zoom {
  readonly view: View;
  /** Nearer by a factor, around a place that stays where it is (the middle without one). */
  by(factor: number, around?: Pair): void;
  move(dx: number, dy: number): void;
}

const MOST = 12;
/** A finger that moved less than this many pixels has tapped. */
const TAP_PX = 9;

export function useZoom({ width, height }: Pick<StoreSpace, 'width' | 'height'>): Zoom {
  const [view, setView] = useState<View>({ x: 0, y: 0, scale: 1 });
  const within = ({ x, y, scale }: View): View => ({
    x: clamp(x, width - width / scale),
    y: clamp(y, height - height / scale),
    scale,
  });
  return {
    view,
    by: (factor, around) =>
      setView((old) => {
        const scale = Math.max(1, Math.min(MOST, old.scale * factor));
        const [px, py] = around ?? [old.x + width / old.scale / 2, old.y + height / old.scale / 2];
        const kept = old.scale / scale;
        return within({ x: px - (px - old.x) * kept, y: py - (py - old.y) * kept, scale });
      }),
    move: (dx, dy) => setView((old) => within({ ...old, x: old.x + dx, y: old.y + dy })),
  };
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}

/** The fingers that are on a drawing, and how far they have gone since the first came down. */
export class PointerTracker {
  readonly #at = new Map<number, Pair>();
  #pathPx = 0;

  down(id: number, at: Pair): void {
    // A second finger means that this is no tap, even after it lifts.
    this.#pathPx = this.#at.size === 0 ? 0 : Number.POSITIVE_INFINITY;
    this.#at.set(id, at);
  }

  move(id: number, now: Pair): { readonly before: Pair; readonly other: Pair | undefined } | undefined {
    const before = this.#at.get(id);
    if (before === undefined) return undefined;
    this.#pathPx += Math.hypot(now[0] - before[0], now[1] - before[1]);
    this.#at.set(id, now);
    return { before, other: [...this.#at].find(([key]) => key !== id)?.[1] };
  }

  /** Returns whether it was a tap. */
  up(id: number): boolean {
    return this.#at.delete(id) && this.#at.size === 0 && this.#pathPx < TAP_PX;
  }
}

/** Maps finger gestures on a drawing to actions. Handles and shapes stop the event first when they are grabbed. */
export function bindGestures(
  zoom: Zoom,
  fingers: PointerTracker,
  onTap: ((at: Pair) => void) | undefined,
): Readonly<Record<string, (event: never) => void>> {
  const left = ({ pointerId }: PointerEvent) => void fingers.up(pointerId);
  return {
    onPointerDown: (event: PointerEvent) => fingers.down(event.pointerId, pixelOf(event)),
    onPointerMove: (event: PointerEvent) => {
      const moved = fingers.move(event.pointerId, pixelOf(event));
      if (moved !== undefined) follow(zoom, event.currentTarget as SVGSVGElement, pixelOf(event), moved);
    },
    onPointerUp: (event: PointerEvent) => {
      const at = pixelOf(event);
      if (fingers.up(event.pointerId)) onTap?.(toSpace(event.currentTarget as SVGSVGElement, at));
    },
    onPointerCancel: left,
    onPointerLeave: left,
    onWheel: (event: WheelEvent) => {
      // A page must scroll on when there is nothing to look farther at.
      if (!event.ctrlKey && zoom.view.scale === 1) return;
      event.preventDefault();
      const at = toSpace(event.currentTarget as SVGSVGElement, pixelOf(event));
      zoom.by(Math.exp(-event.deltaY / 300), at);
    },
  };
}

function follow(
  zoom: Zoom,
  svg: SVGSVGElement,
  now: Pair,
  { before, other }: { readonly before: Pair; readonly other: Pair | undefined },
): void {
  const unit = 1 / (svg.getScreenCTM()?.a ?? 1);
  const way: Pair = [(before[0] - now[0]) * unit, (before[1] - now[1]) * unit];
  if (other === undefined) {
    if (zoom.view.scale > 1) zoom.move(...way);
    return;
  }
  const apart = (at: Pair) => Math.max(20, Math.hypot(at[0] - other[0], at[1] - other[1]));
  zoom.by(apart(now) / apart(before), toSpace(svg, [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]));
  zoom.move(way[0] / 2, way[1] / 2);
}

function pixelOf({ clientX, clientY }: MouseEvent): Pair {
  return [clientX, clientY];
}

function toSpace(svg: SVGSVGElement, [x, y]: Pair): Pair {
  const matrix = svg.getScreenCTM();
  if (matrix === null) return [0, 0];
  const at = new DOMPoint(x, y).matrixTransform(matrix.inverse());
  return [at.x, at.y];
}
