import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { StoreSpace } from '../../../ports/console.ts';
import { measureSpaces, PlanViewport, pointsText, toPlanPoint } from '../canvas/plan-viewport.ts';
import { drawBody, drawName, drawPaths } from '../canvas/shape-drawing.ts';
import { movedCross, pointsByKey } from '../canvas/shape-keys.ts';
import type { Pair, Shape } from '../canvas/shapes.ts';
import { isPlace, keyOf, withPoints } from '../canvas/shapes.ts';
import type { SnapTo } from '../canvas/snap.ts';
import { listCorners, moveWithin, snap } from '../canvas/snap.ts';
import type { Zoom } from '../canvas/use-zoom.ts';
import { useZoom } from '../canvas/use-zoom.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';

export type Mode = 'edit' | 'zone' | 'line' | 'wall' | 'place' | 'scale';

export interface EditorProps {
  readonly space: StoreSpace;
  readonly hasPlan: boolean;
  readonly mode: Mode;
  readonly shapes: readonly Shape[];
  readonly chosen: string;
  readonly choose: (key: string) => void;
  /** A finished change of one shape. */
  readonly change: (shape: Shape) => void;
  readonly sketch: readonly Pair[];
  readonly addCorner: (corner: Pair) => void;
  readonly paths: { readonly points: readonly Pair[]; readonly births: readonly Pair[] } | undefined;
  readonly picture?: string | undefined;
}

export function snapFor({ width, height, unit }: StoreSpace, scale = 1): SnapTo {
  const reach = (Math.max(width, height) * 0.015) / scale;
  return { width, height, step: unit === 'm' ? 0.1 : 1, reach };
}

interface Drag {
  readonly shape: Shape;
  /** −1 moves the whole shape. */
  readonly corner: number;
  readonly from: Pair;
  readonly now: Shape;
}

/** Draws shapes and lets them be changed by finger, mouse or keyboard. */
export function ShapeEditor(props: EditorProps): VNode {
  const { space, mode, shapes, sketch, paths, picture } = props;
  const [drag, setDrag] = useState<Drag>();
  const svg = useRef<SVGSVGElement | null>(null);
  const [cross, setCross] = useState<Pair>([space.width / 2, space.height / 2]);
  const zoom = useZoom(space);
  const sizes = measureSpaces(space, zoom.view.scale);
  const grid = gridFor(space, zoom, mode);
  const here = shapes
    .filter((shape) => shape.space === space.id)
    .map((shape) => (drag && keyOf(drag.shape) === keyOf(shape) ? drag.now : shape));
  const isDrawing = mode !== 'edit';
  const set = (at: Pair) => props.addCorner(snap(at, mode === 'scale' ? [] : listCorners(here), grid));
  const handlers =
    drag === undefined
      ? {}
      : dragHandlers(drag, setDrag, { svg: svg.current, here, grid, change: props.change });
  const draw = (event: KeyboardEvent) => {
    const next = movedCross(event, cross, space);
    if (next === undefined && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    if (next === undefined) set(cross);
    else setCross(next);
  };
  const grab = (shape: Shape, corner: number) => (event: PointerEvent) => {
    if (isDrawing) return;
    event.stopPropagation();
    svg.current = (event.currentTarget as SVGElement).ownerSVGElement;
    svg.current?.setPointerCapture(event.pointerId);
    props.choose(keyOf(shape));
    setDrag({ shape, corner, from: toPlanPoint(svg.current, event), now: shape });
  };
  const drawn = { ...props, sizes, grab, grid };
  return html`<${PlanViewport} space=${space} hasPlan=${props.hasPlan} label=${t('drawing')} zoom=${zoom} picture=${picture}
    onTap=${isDrawing ? set : undefined} ...${handlers} onKeyDown=${isDrawing ? draw : null} tabindex=${isDrawing ? 0 : null}>
    ${drawPaths(paths, sizes)}
    ${inOrder(here).map((shape) => drawShape(shape, drawn))}
    ${isDrawing && drawSketch(sketch, cross, sizes)}
  </${PlanViewport}>`;
}

/** A length on the plan is read finer than a zone is drawn. */
function gridFor(space: StoreSpace, zoom: Zoom, mode: Mode): SnapTo {
  const grid = snapFor(space, zoom.view.scale);
  return mode === 'scale' ? { ...grid, step: 0.01, reach: 0 } : grid;
}

/** Small shapes lie on top, so that a finger can reach them. */
function inOrder(shapes: readonly Shape[]): readonly Shape[] {
  const rank = (shape: Shape) =>
    shape.kind === 'zone' ? 0 : shape.kind === 'wall' ? 1 : isPlace(shape) ? 3 : 2;
  return shapes.toSorted((a, b) => rank(a) - rank(b));
}

interface DragSurface extends Pick<EditorProps, 'change'> {
  readonly svg: SVGSVGElement | null;
  readonly here: readonly Shape[];
  readonly grid: SnapTo;
}

function dragHandlers(
  drag: Drag,
  setDrag: (drag: Drag | undefined) => void,
  { svg, here, grid, change }: DragSurface,
) {
  return {
    onPointerMove: (event: PointerEvent) =>
      setDrag({ ...drag, now: dragged(drag, toPlanPoint(svg, event), here, grid) }),
    onPointerUp: () => {
      setDrag(undefined);
      if (JSON.stringify(drag.now.points) !== JSON.stringify(drag.shape.points)) change(drag.now);
    },
    onPointerCancel: () => setDrag(undefined),
  };
}

function dragged({ shape, corner, from }: Drag, to: Pair, here: readonly Shape[], grid: SnapTo): Shape {
  if (corner < 0) return withPoints(shape, moveWithin(shape.points, to[0] - from[0], to[1] - from[1], grid));
  const others = listCorners(here.filter((other) => keyOf(other) !== keyOf(shape)));
  const mates = shape.points.filter((_, i) => i !== corner);
  return withPoints(
    shape,
    shape.points.map((point, i) => (i === corner ? snap(to, [...others, ...mates], grid) : point)),
  );
}

type Sizes = ReturnType<typeof measureSpaces>;

type Drawn = Pick<EditorProps, 'chosen' | 'choose' | 'change' | 'mode'> & {
  readonly sizes: Sizes;
  readonly grid: SnapTo;
  readonly grab: (shape: Shape, corner: number) => (event: PointerEvent) => void;
};

function drawShape(shape: Shape, { chosen, choose, change, mode, sizes, grid, grab }: Drawn): VNode {
  const isChosen = chosen === keyOf(shape);
  const byKey = (corner: number) => (event: KeyboardEvent) => {
    const points = mode === 'edit' ? pointsByKey(event, shape, corner, grid) : undefined;
    if (points === undefined) return;
    event.preventDefault();
    change(withPoints(shape, points));
  };
  const whole = {
    ...{ tabindex: 0, role: 'button', 'aria-pressed': isChosen },
    'aria-label': shape.kind === 'wall' ? t('wall') : shape.name,
    onPointerDown: grab(shape, -1),
    onFocus: () => choose(keyOf(shape)),
    onKeyDown: byKey(-1),
  };
  const hasHandles = isChosen && mode === 'edit' && !isPlace(shape);
  return html`<g key=${keyOf(shape)}>
    <g ...${whole}>${drawBody(shape, { sizes, look: isChosen ? 'chosen' : '' })}</g>
    ${(isChosen || !isPlace(shape)) && drawName(shape, { sizes })}
    ${hasHandles && shape.points.map((_, i) => handle(shape, i, sizes, { onPointerDown: grab(shape, i), onKeyDown: byKey(i) }))}
  </g>`;
}

function handle(
  shape: Shape,
  i: number,
  sizes: Sizes,
  handlers: {
    readonly onPointerDown: (event: PointerEvent) => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
  },
): VNode {
  const [x, y] = shape.points[i] ?? [0, 0];
  const name = shape.kind === 'wall' ? t('wall') : shape.name;
  const values = { n: i + 1, name, x: x.toFixed(1), y: y.toFixed(1) };
  return html`<g key=${i} tabindex="0" role="button" aria-label=${t(shape.kind === 'line' ? 'lineEnd' : 'corner', values)}
    ...${handlers}>
    <circle class="reach" cx=${x} cy=${y} r=${sizes.reach} /><circle class="handle" cx=${x} cy=${y} r=${sizes.handle} /></g>`;
}

function drawSketch(sketch: readonly Pair[], [x, y]: Pair, { handle: size, reach }: Sizes): VNode {
  return html`<g aria-hidden="true"><polyline class="sketch" points=${pointsText(sketch)} />
    ${sketch.map(([cx, cy]) => html`<circle class="handle" cx=${cx} cy=${cy} r=${size} />`)}
    <path class="cross" d="M${x - reach} ${y}h${2 * reach}M${x} ${y - reach}v${2 * reach}" /></g>`;
}
