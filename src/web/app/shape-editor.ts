import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { ShopSpace } from '../../ports/console.ts';
import { html } from './html.ts';
import type { Pair, Shape } from './shapes.ts';
import type { SnapTo } from './snap.ts';
import { cornersOf, movedWithin, snap, tidy } from './snap.ts';
import { centreOf, pointsText, Stage, sizesOf, wayIn } from './stage.ts';
import { t } from './words.ts';

export type Mode = 'edit' | 'zone' | 'line' | 'scale';

export interface EditorProps {
  readonly space: ShopSpace;
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
}

export function keyOf(shape: Shape): string {
  return `${shape.kind} ${shape.id}`;
}

export function snapFor(space: ShopSpace): SnapTo {
  const { width, height, unit } = space;
  return { width, height, step: unit === 'm' ? 0.1 : 1, reach: Math.max(width, height) * 0.015 };
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
  const { space, mode, shapes, sketch, paths } = props;
  const [drag, setDrag] = useState<Drag>();
  const svg = useRef<SVGSVGElement | null>(null);
  const [cross, setCross] = useState<Pair>([space.width / 2, space.height / 2]);
  const sizes = sizesOf(space);
  const here = shapes
    .filter((shape) => shape.space === space.id)
    .map((shape) => (drag && keyOf(drag.shape) === keyOf(shape) ? drag.now : shape));
  const at = (event: PointerEvent) => placeOf(svg.current, event);
  const isDrawing = mode !== 'edit';
  const handlers = {
    onPointerDown: (event: PointerEvent) => {
      svg.current = event.currentTarget as SVGSVGElement;
      if (isDrawing)
        props.addCorner(snap(at(event), mode === 'scale' ? [] : cornersOf(here), fine(snapFor(space), mode)));
    },
    onPointerMove: (event: PointerEvent) =>
      drag && setDrag({ ...drag, now: dragged(drag, at(event), here, space) }),
    onPointerUp: () => endDrag(drag, setDrag, props.change),
    onPointerCancel: () => setDrag(undefined),
    onKeyDown: (event: KeyboardEvent) => isDrawing && drawByKey(event, cross, setCross, props, here),
  };
  const grab = (shape: Shape, corner: number) => (event: PointerEvent) => {
    if (isDrawing) return;
    event.stopPropagation();
    svg.current = (event.currentTarget as SVGElement).ownerSVGElement;
    svg.current?.setPointerCapture(event.pointerId);
    props.choose(keyOf(shape));
    setDrag({ shape, corner, from: at(event), now: shape });
  };
  return html`<${Stage} space=${space} hasPlan=${props.hasPlan} label=${t('drawing')} ...${handlers} tabindex=${isDrawing ? 0 : null}>
    ${paths?.points.map(([x, y]) => html`<circle class="path" cx=${x} cy=${y} r=${sizes.dot / 4} />`)}
    ${paths?.births.map(([x, y]) => html`<circle class="birth" cx=${x} cy=${y} r=${sizes.dot / 3} />`)}
    ${here.map((shape) => drawShape(shape, props, grab, sizes))}
    ${
      isDrawing &&
      html`<g aria-hidden="true"><polyline class="sketch" points=${pointsText(sketch)} />
      ${sketch.map(([x, y]) => html`<circle class="handle" cx=${x} cy=${y} r=${sizes.handle} />`)}
      <path class="cross" d="M${cross[0] - sizes.reach} ${cross[1]}h${2 * sizes.reach}M${cross[0]} ${cross[1] - sizes.reach}v${2 * sizes.reach}" /></g>`
    }
  </${Stage}>`;
}

function placeOf(svg: SVGSVGElement | null, event: PointerEvent): Pair {
  const matrix = svg?.getScreenCTM();
  if (matrix == null) return [0, 0];
  const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
  return [x, y];
}

/** A length on the plan is read finer than a zone is drawn. */
function fine(to: SnapTo, mode: Mode): SnapTo {
  return mode === 'scale' ? { ...to, step: 0.01, reach: 0 } : to;
}

function dragged({ shape, corner, from }: Drag, to: Pair, here: readonly Shape[], space: ShopSpace): Shape {
  const grid = snapFor(space);
  if (corner < 0) return withPoints(shape, movedWithin(shape.points, to[0] - from[0], to[1] - from[1], grid));
  const others = cornersOf(here.filter((other) => keyOf(other) !== keyOf(shape)));
  const mates = shape.points.filter((_, i) => i !== corner);
  return withPoints(
    shape,
    shape.points.map((point, i) => (i === corner ? snap(to, [...others, ...mates], grid) : point)),
  );
}

function endDrag(
  drag: Drag | undefined,
  setDrag: (drag: undefined) => void,
  change: (shape: Shape) => void,
): void {
  if (drag === undefined) return;
  setDrag(undefined);
  if (JSON.stringify(drag.now.points) !== JSON.stringify(drag.shape.points)) change(drag.now);
}

export function withPoints(shape: Shape, points: readonly Pair[]): Shape {
  if (shape.kind === 'zone') return { ...shape, points };
  const [from = [0, 0], to = [0, 0]] = points;
  return { ...shape, points: [from, to] };
}

const ARROWS: Readonly<Record<string, Pair>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function drawByKey(
  event: KeyboardEvent,
  cross: Pair,
  setCross: (to: Pair) => void,
  props: EditorProps,
  here: readonly Shape[],
): void {
  const { space, mode } = props;
  const arrow = ARROWS[event.key];
  if (arrow !== undefined) {
    event.preventDefault();
    const step = (Math.max(space.width, space.height) / 100) * (event.shiftKey ? 10 : 1);
    setCross([
      clamp(cross[0] + arrow[0] * step, space.width),
      clamp(cross[1] + arrow[1] * step, space.height),
    ]);
  } else if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    props.addCorner(snap(cross, cornersOf(here), fine(snapFor(space), mode)));
  }
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}

type Grab = (shape: Shape, corner: number) => (event: PointerEvent) => void;

function drawShape(shape: Shape, props: EditorProps, grab: Grab, sizes: ReturnType<typeof sizesOf>): VNode {
  const isChosen = props.chosen === keyOf(shape);
  const [x, y] = centreOf(shape.points);
  const whole = {
    tabindex: 0,
    role: 'button',
    'aria-label': shape.name,
    'aria-pressed': isChosen,
    onPointerDown: grab(shape, -1),
    onFocus: () => props.choose(keyOf(shape)),
    onKeyDown: (event: KeyboardEvent) => moveByKey(event, shape, -1, props),
  };
  return html`<g key=${keyOf(shape)}>
    <g ...${whole}>${shape.kind === 'zone' ? html`<polygon class="zone body ${isChosen ? 'chosen' : ''}" points=${pointsText(shape.points)} />` : lineBody(shape, isChosen, sizes.text)}</g>
    <text x=${x} y=${y} font-size=${sizes.text} stroke-width=${sizes.text / 5} text-anchor="middle">${shape.name}</text>
    ${isChosen && props.mode === 'edit' && shape.points.map((point, i) => handle(shape, i, point, props, grab, sizes))}
  </g>`;
}

function lineBody(shape: Shape & { kind: 'line' }, isChosen: boolean, size: number): VNode {
  const [[x1, y1], [x2, y2]] = shape.points;
  return html`<line class="reach" x1=${x1} y1=${y1} x2=${x2} y2=${y2} stroke="transparent" stroke-width=${size * 1.5} />
    <line class="line body ${isChosen ? 'chosen' : ''}" x1=${x1} y1=${y1} x2=${x2} y2=${y2} />
    <path class="way" d=${wayIn(shape.points, shape.in, size * 1.4)} />`;
}

function handle(
  shape: Shape,
  i: number,
  [x, y]: Pair,
  props: EditorProps,
  grab: Grab,
  sizes: ReturnType<typeof sizesOf>,
): VNode {
  const values = { n: i + 1, name: shape.name, x: x.toFixed(1), y: y.toFixed(1) };
  return html`<g key=${i} tabindex="0" role="button" aria-label=${t(shape.kind === 'zone' ? 'corner' : 'lineEnd', values)}
    onPointerDown=${grab(shape, i)} onKeyDown=${(event: KeyboardEvent) => moveByKey(event, shape, i, props)}>
    <circle class="reach" cx=${x} cy=${y} r=${sizes.reach} /><circle class="handle" cx=${x} cy=${y} r=${sizes.handle} /></g>`;
}

/** Arrows move a corner or the whole; + puts a corner after this one; Delete takes a zone's fourth and further ones. */
function moveByKey(
  event: KeyboardEvent,
  shape: Shape,
  corner: number,
  { space, change, mode }: EditorProps,
): void {
  if (mode !== 'edit') return;
  const grid = snapFor(space);
  const arrow = ARROWS[event.key];
  const points =
    arrow === undefined
      ? reshaped(event.key, shape, corner, grid.step)
      : nudged(arrow, event.shiftKey, shape, corner, grid);
  if (points === undefined) return;
  event.preventDefault();
  change(withPoints(shape, points));
}

function nudged([dx, dy]: Pair, isFar: boolean, shape: Shape, corner: number, grid: SnapTo): Pair[] {
  const step = grid.step * (grid.step >= 1 ? 4 : 1) * (isFar ? 10 : 1);
  if (corner < 0) return movedWithin(shape.points, dx * step, dy * step, grid);
  return shape.points.map(([x, y], i) =>
    i === corner
      ? [
          tidy(clamp(x + dx * step, grid.width), grid.step),
          tidy(clamp(y + dy * step, grid.height), grid.step),
        ]
      : [x, y],
  );
}

function reshaped(key: string, shape: Shape, corner: number, step: number): Pair[] | undefined {
  const point = shape.points[corner];
  if (shape.kind !== 'zone' || point === undefined) return undefined;
  if (key === '+') {
    const next = shape.points[(corner + 1) % shape.points.length] ?? point;
    const middle: Pair = [tidy((point[0] + next[0]) / 2, step), tidy((point[1] + next[1]) / 2, step)];
    return shape.points.toSpliced(corner + 1, 0, middle);
  }
  if ((key === 'Delete' || key === 'Backspace') && shape.points.length > 3)
    return shape.points.toSpliced(corner, 1);
  return undefined;
}
