import type { Json } from '../../../core/model/ids.ts';
import type { StoreSpace } from '../../../ports/console/console.ts';

export type Pair = readonly [number, number];

export interface ZoneShape {
  readonly kind: 'zone';
  readonly id: string;
  readonly name: string;
  readonly space: string;
  readonly points: readonly Pair[];
  /** Settings of the shape that the drawing does not show. */
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
  /** Created when the wall is drawn or read, because walls have no ids in the settings file. */
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

/**
 * Returns whether a position is beyond the plan. A camera may see people there, for example in the street. They are not
 * in the store.
 */
export function isBeyond(
  { unit, width, height }: Pick<StoreSpace, 'unit' | 'width' | 'height'>,
  x: number,
  y: number,
): boolean {
  return unit === 'm' && (x < 0 || y < 0 || x > width || y > height);
}

export function withPoints(shape: Shape, points: readonly Pair[]): Shape {
  if (shape.kind === 'zone' || shape.kind === 'wall') return { ...shape, points };
  const [from = [0, 0], to = [0, 0]] = points;
  if (shape.kind === 'line') return { ...shape, points: [from, to] };
  return { ...shape, points: [from] };
}

/** The drawn shapes, with undo and redo. Every change makes a new state; undo returns to the state before it. */
export interface Drawing {
  readonly base: readonly Shape[];
  readonly past: readonly (readonly Shape[])[];
  readonly shapes: readonly Shape[];
  readonly future: readonly (readonly Shape[])[];
}

/** Largest number of steps that can be undone. */
const MAX_PAST = 200;

export function openDrawing(shapes: readonly Shape[]): Drawing {
  return { base: shapes, past: [], shapes, future: [] };
}

export function changed(drawing: Drawing, shapes: readonly Shape[]): Drawing {
  return { ...drawing, past: [...drawing.past, drawing.shapes].slice(-MAX_PAST), shapes, future: [] };
}

/** Replaces a shape. If another user removed the shape during the drag, adds it again. */
export function replaced(drawing: Drawing, shape: Shape): Drawing {
  const isThere = drawing.shapes.some((other) => isSame(other, shape));
  return changed(
    drawing,
    isThere
      ? drawing.shapes.map((other) => (isSame(other, shape) ? shape : other))
      : [...drawing.shapes, shape],
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

function isSame(a: Shape, b: Shape): boolean {
  return a.kind === b.kind && a.id === b.id;
}

/** Returns an id such as `z-7f3k2a`, random so that two users never create the same one. */
export function randomId(kind: 'zone' | 'line' | 'door' | 'sensor', taken: readonly string[]): string {
  for (;;) {
    const letters = [...crypto.getRandomValues(new Uint8Array(6))].map(
      (byte) => LETTERS[byte % LETTERS.length],
    );
    const id = `${kind.slice(0, 1)}-${letters.join('')}`;
    if (!taken.includes(id)) return id;
  }
}

/** Leaves out l, o, 0 and 1, which people confuse. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

/** Returns the first free name of “Zone 1”, “Zone 2” … */
export function freeName(word: string, taken: readonly string[]): string {
  for (let n = 1; ; n++) {
    const name = `${word} ${n}`;
    if (!taken.includes(name)) return name;
  }
}
