import type { Json } from '../../../core/model/ids.ts';

export type Pair = readonly [number, number];

export interface ZoneShape {
  readonly kind: 'zone';
  readonly id: string;
  readonly name: string;
  readonly space: string;
  readonly points: readonly Pair[];
  /** The shape's other keys in the settings file. */
  readonly more?: Json;
}

export interface LineShape {
  readonly kind: 'line';
  readonly id: string;
  readonly name: string;
  readonly space: string;
  readonly points: readonly [Pair, Pair];
  readonly in: 'left' | 'right';
  readonly more?: Json;
}

/** A chain of points on the floor plan that people cannot walk through. */
export interface WallShape {
  readonly kind: 'wall';
  /** Set when it is first drawn: walls have no name in the file. */
  readonly id: string;
  readonly name: string;
  readonly space: 'floor';
  readonly points: readonly Pair[];
}

export const PLACE_KINDS = ['camera', 'receiver', 'door'] as const;
export type PlaceKind = (typeof PLACE_KINDS)[number];

/** Position of a device or a door on the floor plan. */
export interface PlaceShape {
  readonly kind: PlaceKind;
  readonly id: string;
  readonly name: string;
  readonly space: 'floor';
  readonly points: readonly [Pair];
}

export type Shape = ZoneShape | LineShape | WallShape | PlaceShape;

export function isPlace(shape: Shape): shape is PlaceShape {
  return shape.kind !== 'zone' && shape.kind !== 'line' && shape.kind !== 'wall';
}

export function keyOf({ kind, id }: Pick<Shape, 'kind' | 'id'>): string {
  return `${kind} ${id}`;
}

export function withPoints(shape: Shape, points: readonly Pair[]): Shape {
  if (shape.kind === 'zone' || shape.kind === 'wall') return { ...shape, points };
  const [from = [0, 0], to = [0, 0]] = points;
  if (shape.kind === 'line') return { ...shape, points: [from, to] };
  return { ...shape, points: [from] };
}

/** The drawn shapes with undo and redo. Every change makes a new state; the old ones are the undo. */
export interface Drawing {
  readonly base: readonly Shape[];
  readonly past: readonly (readonly Shape[])[];
  readonly shapes: readonly Shape[];
  readonly future: readonly (readonly Shape[])[];
}

/** Steps that can be taken back. */
const MAX_PAST = 200;

export function openDrawing(shapes: readonly Shape[]): Drawing {
  return { base: shapes, past: [], shapes, future: [] };
}

export function changed(drawing: Drawing, shapes: readonly Shape[]): Drawing {
  return { ...drawing, past: [...drawing.past, drawing.shapes].slice(-MAX_PAST), shapes, future: [] };
}

export function replaced(drawing: Drawing, shape: Shape): Drawing {
  return changed(
    drawing,
    drawing.shapes.map((other) => (isSame(other, shape) ? shape : other)),
  );
}

export function undone(drawing: Drawing): Drawing {
  const last = drawing.past.at(-1);
  if (last === undefined) return drawing;
  return {
    ...drawing,
    past: drawing.past.slice(0, -1),
    shapes: last,
    future: [drawing.shapes, ...drawing.future],
  };
}

export function redone(drawing: Drawing): Drawing {
  const [next, ...future] = drawing.future;
  if (next === undefined) return drawing;
  return { ...drawing, past: [...drawing.past, drawing.shapes], shapes: next, future };
}

/** The same drawing on newer settings from another user: their shapes, with the local changes on top. */
export function rebased(drawing: Drawing, base: readonly Shape[]): Drawing {
  const touched = drawing.shapes.filter((shape) => !drawing.base.includes(shape));
  const gone = drawing.base.filter((shape) => !drawing.shapes.some((other) => isSame(other, shape)));
  const kept = base.filter((shape) => !gone.some((other) => isSame(other, shape)));
  const merged = kept.map((shape) => touched.find((other) => isSame(other, shape)) ?? shape);
  const added = touched.filter((shape) => !kept.some((other) => isSame(other, shape)));
  return { base, past: [base], shapes: [...merged, ...added], future: [] };
}

export function isSame(a: Shape, b: Shape): boolean {
  return a.kind === b.kind && a.id === b.id;
}

/** A free id made of the name: lower case, digits and dashes. */
export function freeId(name: string, taken: readonly string[]): string {
  const plain = name
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 50);
  const stem = plain === '' ? 'zone' : plain;
  let id = stem;
  for (let n = 2; taken.includes(id); n++) id = `${stem}-${n}`;
  return id;
}
