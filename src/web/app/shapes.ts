import type { Json } from '../../core/types.ts';
import type { SettingsEdit } from '../../ports/console.ts';

export type Pair = readonly [number, number];

export interface ZoneShape {
  readonly kind: 'zone';
  readonly id: string;
  readonly name: string;
  readonly space: string;
  readonly points: readonly Pair[];
}

export interface LineShape {
  readonly kind: 'line';
  readonly id: string;
  readonly name: string;
  readonly space: string;
  readonly points: readonly [Pair, Pair];
  readonly in: 'left' | 'right';
}

export type Shape = ZoneShape | LineShape;

/** What is drawn, and the way there and back. Every change makes a new state; the old ones are the undo. */
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

/** The same drawing on settings that somebody else changed: their shapes, with what was changed here on top. */
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

type Tree = { readonly [key: string]: Json };

/** The settings file's own zones and lines as shapes. */
export function shapesOf(tree: Json): Shape[] {
  const { zones, lines } = tree as { zones?: Tree[]; lines?: Tree[] };
  return [
    ...(zones ?? []).map(
      (zone): ZoneShape => ({
        kind: 'zone',
        ...named(zone),
        points: (zone['polygon'] as unknown as Pair[]) ?? [],
      }),
    ),
    ...(lines ?? []).map(
      (line): LineShape => ({
        kind: 'line',
        ...named(line),
        points: [line['from'] as unknown as Pair, line['to'] as unknown as Pair],
        in: line['in'] === 'right' ? 'right' : 'left',
      }),
    ),
  ];
}

function named(entry: Tree): { id: string; name: string; space: string } {
  const id = String(entry['id']);
  return { id, name: String(entry['name'] ?? id), space: String(entry['on'] ?? 'floor') };
}

/** What must change in the file for it to say what is drawn; entries keep whatever else they hold. */
export function editsOf(drawing: Drawing, tree: Json): SettingsEdit[] {
  const edits: SettingsEdit[] = [];
  for (const old of drawing.base) {
    if (!drawing.shapes.some((shape) => isSame(shape, old))) edits.push({ path: [listOf(old), old.id] });
  }
  for (const shape of drawing.shapes) {
    if (drawing.base.includes(shape)) continue;
    const list = (tree as { [key: string]: Tree[] | undefined })[listOf(shape)] ?? [];
    const entry = list.find((candidate) => candidate['id'] === shape.id) ?? {};
    edits.push({ path: [listOf(shape), shape.id], value: { ...entry, ...written(shape) } });
  }
  return withLists(edits, tree);
}

/** A file without the list gets it before anything goes into it. */
function withLists(edits: readonly SettingsEdit[], tree: Json): SettingsEdit[] {
  const missing = [...new Set(edits.map(({ path }) => path[0]))].filter(
    (list) => !Array.isArray((tree as Tree)[String(list)]),
  );
  return [...missing.map((list) => ({ path: [String(list)], value: [] })), ...edits];
}

function listOf(shape: Shape): 'zones' | 'lines' {
  return shape.kind === 'zone' ? 'zones' : 'lines';
}

function written(shape: Shape): Tree {
  const name: Tree = shape.name === shape.id ? {} : { name: shape.name };
  const on = shape.space;
  if (shape.kind === 'zone') return { id: shape.id, ...name, on, polygon: shape.points };
  return { id: shape.id, ...name, on, from: shape.points[0], to: shape.points[1], in: shape.in };
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
