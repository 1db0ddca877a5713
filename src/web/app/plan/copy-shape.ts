import type { Shape } from '../canvas/shapes.ts';
import { freeName, randomId } from '../canvas/shapes.ts';

/** Copies a shape under a new id and name. */
export function copyShape(shape: Shape, shapes: readonly Shape[]): Shape {
  const taken = shapes.map(({ id }) => id);
  if (shape.kind === 'wall') return { ...shape, id: `${shape.id} copy ${taken.length}` };
  if (shape.kind !== 'zone' && shape.kind !== 'line') return shape;
  const names = shapes.map(({ name }) => name);
  return { ...shape, id: randomId(shape.kind, taken), name: freeName(shape.name, names) };
}
