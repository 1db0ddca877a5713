import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { StoreSpace } from '../../../ports/console/console.ts';
import type { Grab, GrabEnd } from '../canvas/gestures.ts';
import type { Clash } from '../canvas/merge-shapes.ts';
import type { Sizes } from '../canvas/plan-viewport.ts';
import { measureSizes, PlanViewport } from '../canvas/plan-viewport.ts';
import { drawBody, drawPaths } from '../canvas/shape-drawing.ts';
import { movedCross, pointsByKey } from '../canvas/shape-keys.ts';
import type { Pair, Shape } from '../canvas/shapes.ts';
import { isPlace, keyOf, withPoints } from '../canvas/shapes.ts';
import type { SnapTo } from '../canvas/snap.ts';
import { listCorners, snap, snapFor } from '../canvas/snap.ts';
import type { Zoom } from '../canvas/use-zoom.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import { dragged } from './drag-shape.ts';
import {
  drawGhost,
  drawHandles,
  drawLengths,
  drawNames,
  drawNoPicture,
  drawSketch,
} from './editor-drawing.ts';

export type Mode = 'edit' | 'zone' | 'line' | 'wall' | 'place' | 'scale';

export interface EditorProps {
  readonly space: StoreSpace;
  readonly hasPlan: boolean;
  readonly zoom: Zoom;
  readonly mode: Mode;
  readonly shapes: readonly Shape[];
  readonly clashes: readonly Clash[];
  readonly chosen: string;
  readonly choose: (key: string) => void;
  /** Index of the corner that the user touched last. −1 when there is none. */
  readonly corner: number;
  readonly setCorner: (corner: number) => void;
  readonly change: (shape: Shape) => void;
  readonly sketch: readonly Pair[];
  readonly addCorner: (corner: Pair) => void;
  readonly finish: () => void;
  readonly paths: { readonly points: readonly Pair[]; readonly births: readonly Pair[] } | undefined;
  readonly picture?: string | undefined;
  /** True for the sign of a sensor that is offline. */
  readonly isIll: (shape: Shape) => boolean;
}

interface Drag {
  readonly shape: Shape;
  /**
   * Index of the corner; −1 stands for the whole shape. A number such as 1.5 is a new corner between corners 1 and 2.
   */
  readonly corner: number;
  readonly from: Pair;
  readonly now: Shape;
}

/** Draws shapes, and changes them by finger, pen, mouse or keyboard. */
export function ShapeEditor(props: EditorProps): VNode {
  const { space, mode, shapes, sketch, paths, picture, zoom } = props;
  const [drag, setDrag] = useState<Drag>();
  const held = useRef<Drag | undefined>(undefined);
  // Undefined until a key moves it: a finger needs no cross.
  const [cross, setCross] = useState<Pair>();
  const sizes = measureSizes(zoom.perPx);
  const grid = gridFor(space, zoom.perPx, mode);
  const hold = (next: Drag | undefined) => {
    held.current = next;
    setDrag(next);
  };
  const here = shapes
    .filter((shape) => shape.space === space.id)
    .map((shape) => (drag && keyOf(drag.shape) === keyOf(shape) ? drag.now : shape));
  const isDrawing = mode !== 'edit';
  const set = (at: Pair) => {
    const [first] = sketch;
    const closes =
      first !== undefined && mode === 'zone' && sketch.length > 2 && isNear(at, first, sizes.reach);
    if (closes) props.finish();
    else props.addCorner(snap(at, mode === 'scale' ? [] : listCorners(here), grid));
  };
  const onGrab = ({ key, corner }: Grab, at: Pair): boolean => {
    const shape = here.find((one) => keyOf(one) === key);
    if (isDrawing || shape === undefined) return false;
    hold({ shape, corner, from: at, now: shape });
    return true;
  };
  const onDrag = (at: Pair) => {
    if (held.current !== undefined) hold({ ...held.current, now: dragged(held.current, at, here, grid) });
  };
  const onRelease = (end: GrabEnd) => {
    const last = held.current;
    hold(undefined);
    if (last === undefined || end === 'taken') return;
    // Choose the shape only now. Any earlier, its panel would open under the second finger of a pinch.
    props.choose(keyOf(last.shape));
    props.setCorner(Number.isInteger(last.corner) ? last.corner : -1);
    const isDropped = end === 'dropped';
    const now = isDropped || Number.isInteger(last.corner) ? last.now : dragged(last, last.from, here, grid);
    const isMoved = JSON.stringify(now.points) !== JSON.stringify(last.shape.points);
    if (isMoved && (isDropped || !Number.isInteger(last.corner))) props.change(now);
  };
  const draw = (event: KeyboardEvent) => {
    const at: Pair = cross ?? [space.width / 2, space.height / 2];
    const next = movedCross(event, at, space);
    if (next === undefined && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    if (next === undefined) set(at);
    setCross(next ?? at);
  };
  const drawn = { ...props, sizes, grid };
  return html`<${PlanViewport} space=${space} hasPlan=${props.hasPlan} label=${t('drawing')} zoom=${zoom} picture=${picture}
    words=${[drawNames(here, props, sizes), !hasPicture(props) && drawNoPicture(space, sizes), drawLengths(drag?.now, sketch, { space, sizes })]}
    onTap=${isDrawing ? set : () => props.choose('')} onGrab=${onGrab} onDrag=${onDrag} onRelease=${onRelease}
    onKeyDown=${isDrawing ? draw : null} tabindex=${isDrawing ? 0 : null}>
    ${drawPaths(paths, sizes)}
    ${inOrder(here, props.chosen).map((shape) => drawShape(shape, drawn))}
    ${props.clashes.map((clash) => drawGhost(clash, space.id, sizes))}
    ${isDrawing && drawSketch(sketch, cross, sizes)}
  </${PlanViewport}>`;
}

/** A camera without an open preview has no picture to draw on. */
function hasPicture({ space, picture }: EditorProps): boolean {
  return space.unit === 'm' || picture !== undefined;
}

function isNear([x, y]: Pair, [ox, oy]: Pair, reach: number): boolean {
  return Math.hypot(x - ox, y - oy) <= reach;
}

/** Returns the grid of the drawing. It is finer when the user marks a known length for the scale. */
function gridFor(space: StoreSpace, perPx: number, mode: Mode): SnapTo {
  const grid = snapFor(space, perPx);
  return mode === 'scale' ? { ...grid, step: 0.01, reach: 0 } : grid;
}

/**
 * Orders shapes from bottom to top: zones, walls, lines, then signs, so that a finger hits the smaller shape. The
 * chosen shape is on top.
 */
function inOrder(shapes: readonly Shape[], chosen: string): readonly Shape[] {
  const rank = (shape: Shape) =>
    keyOf(shape) === chosen
      ? 4
      : shape.kind === 'zone'
        ? 0
        : shape.kind === 'wall'
          ? 1
          : isPlace(shape)
            ? 3
            : 2;
  return shapes.toSorted((a, b) => rank(a) - rank(b));
}

type Drawn = Pick<EditorProps, 'chosen' | 'choose' | 'change' | 'mode' | 'corner' | 'isIll'> & {
  readonly sizes: Sizes;
  readonly grid: SnapTo;
};

function drawShape(
  shape: Shape,
  { chosen, choose, change, mode, sizes, grid, corner: active, isIll }: Drawn,
): VNode {
  const isChosen = chosen === keyOf(shape);
  const byKey = (corner: number) => (event: KeyboardEvent) => {
    const points = mode === 'edit' ? pointsByKey(event, { shape, corner }, grid) : undefined;
    if (points === undefined) return;
    event.preventDefault();
    change(withPoints(shape, points));
  };
  const whole = {
    ...{ tabindex: 0, role: 'button', 'aria-pressed': isChosen, 'data-grab': `${keyOf(shape)}|-1` },
    'aria-label': shape.kind === 'wall' ? t('wall') : shape.name,
    onFocus: () => choose(keyOf(shape)),
    onKeyDown: byKey(-1),
  };
  const hasHandles = isChosen && mode === 'edit' && !isPlace(shape);
  return html`<g key=${keyOf(shape)}>
    <g ...${whole}>${drawBody(shape, { sizes, look: isChosen ? 'chosen' : isIll(shape) ? 'ill' : '' })}</g>
    ${hasHandles && drawHandles(shape, { sizes, byKey, active })}
  </g>`;
}
