// Two technicians draw at once: their work is merged shape by shape, and where both changed one shape both are kept.
import type { Drawing, Shape } from './shapes.ts';
import { keyOf } from './shapes.ts';

/** One shape that both changed. A version is absent where that side removed it. */
export interface Clash {
  readonly key: string;
  readonly mine: Shape | undefined;
  readonly theirs: Shape | undefined;
}

export interface Merged {
  readonly drawing: Drawing;
  readonly clashes: readonly Clash[];
}

/** My drawing on their newer shapes. In a clash theirs stands in the drawing until a person chooses. */
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
  // What was undone on other settings means nothing on these.
  const past = isEqualList(shapes, theirs) ? [] : [theirs];
  return { drawing: { base: theirs, past, shapes, future: [] }, clashes };
}

export type Choice = 'mine' | 'theirs' | 'both';

/** The clash as it was decided. `copy` makes another shape of mine, for both. */
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

function isEqualList(a: readonly Shape[], b: readonly Shape[]): boolean {
  return a.length === b.length && a.every((shape, i) => isEqual(shape, b[i]));
}

/** Two shapes with the same content. */
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
