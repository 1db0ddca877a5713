// Turns the touches of fingers, pen and mouse on a drawing into gestures: tap, drag a shape, move the view, pinch.
import type { Pair } from './shapes.ts';
import type { Zoom } from './use-zoom.ts';

/** A touch whose path is shorter than this many pixels is a tap. */
const TAP_PX = 9;

/**
 * What the user grabbed: a shape's key and the corner's index, from `data-grab` of its element: `zone z-1|2`. −1 stands
 * for the whole shape.
 */
export interface Grab {
  readonly key: string;
  readonly corner: number;
}

/** `taken`: a second finger or the operating system ended the drag. */
export type GrabEnd = 'dropped' | 'tapped' | 'taken';

export interface GestureHandlers {
  readonly onTap?: ((at: Pair) => void) | undefined;
  /** Returns false when the shape cannot be dragged now. The view then moves instead. */
  readonly onGrab?: ((grab: Grab, at: Pair) => boolean) | undefined;
  readonly onDrag?: ((at: Pair) => void) | undefined;
  readonly onRelease?: ((end: GrabEnd) => void) | undefined;
}

/**
 * Handles all pointers on one drawing. The handlers may change with each rendering: a gesture that has begun continues.
 */
export class Gestures {
  handlers: GestureHandlers = {};
  zoom: Zoom | undefined;
  /** Returns the element whose coordinates are those of the space. */
  content: () => SVGGraphicsElement | null = () => null;
  /** True: the wheel scrolls the page, unless Ctrl is pressed or the drawing is enlarged. */
  isInPage = false;
  readonly #at = new Map<number, Pair>();
  #pathPx = 0;
  #isDragging = false;

  readonly down = (event: PointerEvent): void => {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    const svg = event.currentTarget as SVGSVGElement;
    svg.setPointerCapture(event.pointerId);
    this.#at.set(event.pointerId, [event.clientX, event.clientY]);
    if (this.#at.size > 1) {
      // After a second finger has touched, the gesture only changes the view, even when one finger is lifted again.
      this.#pathPx = Number.POSITIVE_INFINITY;
      this.#release('taken');
      return;
    }
    this.#pathPx = 0;
    const grab = grabOf(event.target);
    this.#isDragging = grab !== undefined && this.handlers.onGrab?.(grab, this.#toSpace(event)) === true;
  };

  readonly move = (event: PointerEvent): void => {
    const before = this.#at.get(event.pointerId);
    if (before === undefined) return;
    const now: Pair = [event.clientX, event.clientY];
    this.#pathPx += Math.hypot(now[0] - before[0], now[1] - before[1]);
    this.#at.set(event.pointerId, now);
    if (this.#isDragging) {
      if (this.#pathPx >= TAP_PX) this.handlers.onDrag?.(this.#toSpace(event));
    } else this.#look(now, before, event.pointerId);
  };

  readonly up = (event: PointerEvent): void => {
    if (!this.#at.delete(event.pointerId) || this.#at.size > 0) return;
    const isTap = this.#pathPx < TAP_PX;
    if (this.#isDragging) this.#release(isTap ? 'tapped' : 'dropped');
    else if (isTap) this.handlers.onTap?.(this.#toSpace(event));
  };

  readonly cancel = (event: PointerEvent): void => {
    this.#at.delete(event.pointerId);
    this.#release('taken');
  };

  readonly wheel = (event: WheelEvent): void => {
    const { zoom } = this;
    if (zoom === undefined || (this.isInPage && !event.ctrlKey && zoom.view.scale === 1)) return;
    event.preventDefault();
    zoom.by(Math.exp(-event.deltaY / 300), this.#toView([event.clientX, event.clientY]));
  };

  #release(end: GrabEnd): void {
    if (!this.#isDragging) return;
    this.#isDragging = false;
    this.handlers.onRelease?.(end);
  }

  /** Moves the view, or enlarges it around the middle of two fingers. */
  #look(now: Pair, before: Pair, id: number): void {
    const { zoom } = this;
    if (zoom === undefined) return;
    const other = [...this.#at].find(([key]) => key !== id)?.[1];
    const dx = (before[0] - now[0]) * zoom.perPx;
    const dy = (before[1] - now[1]) * zoom.perPx;
    if (other === undefined) {
      if (zoom.view.scale > 1 && this.#pathPx >= TAP_PX) zoom.move(dx, dy);
      return;
    }
    const apart = (at: Pair) => Math.max(20, Math.hypot(at[0] - other[0], at[1] - other[1]));
    zoom.by(apart(now) / apart(before), this.#toView([(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]));
    zoom.move(dx / 2, dy / 2);
  }

  #toSpace({ clientX, clientY }: PointerEvent): Pair {
    return toUnits(this.content(), [clientX, clientY]);
  }

  #toView(at: Pair): Pair {
    return toUnits(this.zoom?.svg.current ?? null, at);
  }
}

/** Converts a position on the screen to an element's own coordinates. */
function toUnits(element: SVGGraphicsElement | null, [x, y]: Pair): Pair {
  const matrix = element?.getScreenCTM();
  if (matrix == null) return [0, 0];
  const at = new DOMPoint(x, y).matrixTransform(matrix.inverse());
  return [at.x, at.y];
}

function grabOf(target: EventTarget | null): Grab | undefined {
  const text = (target as Element | null)?.closest('[data-grab]')?.getAttribute('data-grab');
  const [key, corner] = text?.split('|') ?? [];
  return key === undefined || corner === undefined ? undefined : { key, corner: Number(corner) };
}
