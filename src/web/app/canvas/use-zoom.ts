// The visible part of a drawing. Two fingers, the wheel or buttons change it. One finger on empty floor moves it.
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Pair } from './shapes.ts';

export interface View {
  /** `x` is the left edge of the visible part and `y` its top edge, in the space's unit. */
  readonly x: number;
  readonly y: number;
  /** Enlargement: 1 means that the whole drawing is visible. */
  readonly scale: number;
}

export interface Zoom {
  readonly view: View;
  /** Units of the space per screen pixel. */
  readonly perPx: number;
  readonly svg: RefObject<SVGSVGElement | null>;
  /** Enlarges the drawing by a factor. The point `around` stays in place; absent: the middle stays. */
  by(factor: number, around?: Pair): void;
  move(dx: number, dy: number): void;
  /** Shows the whole drawing. */
  fit(): void;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const MOST = 12;
/** Assumed width and height in pixels, until the browser has laid out the page. */
const GUESSED_PX = 380;

/** `width` and `height` are those of the space, in its unit. */
export function useZoom({ width, height }: Size): Zoom {
  const svg = useRef<SVGSVGElement>(null);
  const [view, setView] = useState<View>({ x: 0, y: 0, scale: 1 });
  const box = useBox(svg);
  const within = ({ x, y, scale }: View): View => ({
    x: clamp(x, width - width / scale),
    y: clamp(y, height - height / scale),
    scale,
  });
  return {
    ...{ view, svg },
    perPx: Math.max(width / box.width, height / box.height) / view.scale,
    by: (factor, around) =>
      setView((old) => {
        const scale = Math.max(1, Math.min(MOST, old.scale * factor));
        const [px, py] = around ?? [old.x + width / old.scale / 2, old.y + height / old.scale / 2];
        const kept = old.scale / scale;
        return within({ x: px - (px - old.x) * kept, y: py - (py - old.y) * kept, scale });
      }),
    move: (dx, dy) => setView((old) => within({ ...old, x: old.x + dx, y: old.y + dy })),
    fit: () => setView({ x: 0, y: 0, scale: 1 }),
  };
}

/** Measures the element in pixels. It measures again at every change, such as a rotated phone or an opened panel. */
function useBox(svg: RefObject<SVGSVGElement | null>): Size {
  const [box, setBox] = useState<Size>({ width: GUESSED_PX, height: GUESSED_PX });
  useEffect(() => {
    if (svg.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      if (width > 0 && height > 0) setBox({ width, height });
    });
    observer.observe(svg.current);
    return () => observer.disconnect();
  }, []);
  return box;
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
