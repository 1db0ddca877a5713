import type { VNode } from 'preact';
import type { StoreSpace, StoreView } from '../../../ports/console/console.ts';
import type { Sizes } from './plan-viewport.ts';
import { drawBody } from './shape-drawing.ts';
import type { Shape } from './shapes.ts';
import { isPlace } from './shapes.ts';

/** Returns the shapes on one plan or picture, from bottom to top. */
export function drawStore(shop: StoreView, space: string): Shape[] {
  const isFloor = space === 'floor';
  return [
    ...shop.zones.flatMap(({ id, name, space: on, polygon }): Shape[] =>
      on === space ? [{ kind: 'zone', id, name, space, points: polygon }] : [],
    ),
    ...(isFloor ? shop.walls : []).map(
      (points, i): Shape => ({ kind: 'wall', id: String(i), name: '', space: 'floor', points }),
    ),
    ...shop.lines.flatMap((line): Shape[] => {
      const { id, name, from, to } = line;
      return line.space === space ? [{ kind: 'line', id, name, space, points: [from, to], in: line.in }] : [];
    }),
    ...(isFloor ? shop.places : []).map(
      ({ kind, id, name, at }): Shape => ({ kind, id, name, space: 'floor', points: [at] }),
    ),
  ];
}

/** Draws walls and zones faintly, to show places on the plan. */
export function planBehind(shop: StoreView, floor: StoreSpace, sizes: Sizes): VNode[] {
  return drawStore(shop, floor.id)
    .filter(({ kind }) => kind === 'wall' || kind === 'zone')
    .map((shape) => drawBody(shape, { sizes, look: 'faint' }));
}

/** Moves the sign of a sensor at an edge of the space inwards, so that all of it is seen. */
export function withinEdges(shape: Shape, { width, height }: StoreSpace, margin: number): Shape {
  if (!isPlace(shape)) return shape;
  const [[x, y]] = shape.points;
  const within = (at: number, most: number) => Math.max(margin, Math.min(most - margin, at));
  return { ...shape, points: [[within(x, width), within(y, height)]] };
}
