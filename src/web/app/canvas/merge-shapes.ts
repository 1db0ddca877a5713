// Merges the work of two technicians who draw at the same time, shape by shape. Where both changed the same shape, both
// versions are kept.
import type { Drawing, Shape } from './shapes.ts';
import { keyOf } from './shapes.ts';

/** One shape that both technicians changed. A version is absent when that technician removed the shape. */
export interface Clash {
  readonly key: string;
  readonly mine: Shape | undefined;
  readonly theirs: Shape | undefined;
}

export interface Merged {
  readonly drawing: Drawing;
  readonly clashes: readonly Clash[];
}

/**
 * Merges my drawing into the newer shapes of another technician. In a clash, the other version stays in the drawing
 * until one is chosen.
 */
export function mergeShapes(mine: Drawing, theirs: readonly Shape[]): Merged {
  const [base, own, other] = [mine.base, mine.shapes, theirs].map(byKey) as [Shapes, Shapes, Shapes];
  const clashes: Clash[] = [];
  const keys = [...new Set([...other.keys(), ...own.keys(), ...base.keys()])];
  const shapes = keys.flatMap((key) => {
    const [was, here, there] = [base.get(key), own.get(key), other.get(key)];
    if (isEqual(here, was) || isEqual(here, there)) return there ?? [];
    if (isEqual(there, was)) return here ?? [];
    clashes.push({ key, mine: here, theirs: there });
    return there ?? [];
  });
  // Drop the undo steps if the other technician's shapes changed the drawing: they no longer apply to it.
  const past = areAlike(shapes, mine.shapes) ? mine.past : areAlike(shapes, theirs) ? [] : [theirs];
  return { drawing: { base: theirs, past, shapes, future: [] }, clashes };
}

export type Choice = 'mine' | 'theirs' | 'both';

/** Applies the technician's choice for a clash. If both versions are kept, `copy` makes a new shape from mine. */
export function decideClash(
  shapes: readonly Shape[],
  { key, mine, theirs }: Clash,
  choice: Choice,
  copy: (shape: Shape) => Shape,
): readonly Shape[] {
  if (choice === 'theirs') return shapes;
  if (choice === 'both') return mine === undefined || theirs === undefined ? shapes : [...shapes, copy(mine)];
  const others = shapes.filter((shape) => keyOf(shape) !== key);
  return mine === undefined ? others : [...others, mine];
}

type Shapes = ReadonlyMap<string, Shape>;

function byKey(shapes: readonly Shape[]): Shapes {
  return new Map(shapes.map((shape) => [keyOf(shape), shape]));
}

/** Returns true for drawings with the same shapes, in any order. */
export function areAlike(a: readonly Shape[], b: readonly Shape[]): boolean {
  const others = byKey(b);
  return a.length === b.length && a.every((shape) => isEqual(shape, others.get(keyOf(shape))));
}

/** Returns true for two shapes with the same content. */
export function isEqual(a: Shape | undefined, b: Shape | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && textOf(a) === textOf(b));
}

function textOf(shape: Shape): string {
  const more = 'more' in shape ? shape.more : undefined;
  return JSON.stringify([
    shape.kind,
    shape.id,
    shape.name,
    shape.space,
    shape.points,
    'in' in shape && shape.in,
    more ?? {},
  ]);
}
