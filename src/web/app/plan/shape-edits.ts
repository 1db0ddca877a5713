import type { Json } from '../../../core/model/ids.ts';
import { planKind } from '../../../core/model/sensor-kind.ts';
import type { StoreSpace, StoreView } from '../../../ports/console/console.ts';
import type { SettingsEdit } from '../../../ports/console/console-settings.ts';
import { isEqual } from '../canvas/merge-shapes.ts';
import type {
  Drawing,
  LineShape,
  Pair,
  PlaceKind,
  PlaceShape,
  Shape,
  WallShape,
  ZoneShape,
} from '../canvas/shapes.ts';
import { isPlace, keyOf } from '../canvas/shapes.ts';
import { withLists } from '../state/with-lists.ts';

type Tree = { readonly [key: string]: Json };
type List = readonly Tree[];

/** Returns the walls, positions, zones and lines of the settings file as shapes. */
export function toShapes(tree: Json, sensors: Sensors): Shape[] {
  const { zones, lines } = tree as { zones?: List; lines?: List };
  return [
    ...wallsOf(tree),
    ...placesOf(tree, sensors),
    ...(zones ?? []).map(zoneOf),
    ...(lines ?? []).map(lineOf),
  ];
}

function zoneOf(zone: Tree): ZoneShape {
  const { id: _id, name: _name, space: _space, polygon, ...more } = zone;
  return { kind: 'zone', ...named(zone), points: Array.isArray(polygon) ? polygon.map(pairOf) : [], more };
}

function lineOf(line: Tree): LineShape {
  const { id: _id, name: _name, space: _space, from, to, insideSide: way, ...more } = line;
  return {
    kind: 'line',
    ...named(line),
    points: [pairOf(from), pairOf(to)],
    in: way === 'right' ? 'right' : 'left',
    more,
  };
}

/** Reads a point `[x, y]` of the file. */
function pairOf(point: Json | undefined): Pair {
  const [x, y] = Array.isArray(point) ? point : [];
  return [Number(x), Number(y)];
}

function wallsOf(tree: Json): WallShape[] {
  const { floor } = tree as { floor?: { walls?: readonly (readonly Pair[])[] } };
  const seen = new Map<string, number>();
  return (floor?.walls ?? []).map((points) => {
    const text = JSON.stringify(points);
    const n = seen.get(text) ?? 0;
    seen.set(text, n + 1);
    return { kind: 'wall', id: `${text}${n > 0 ? n : ''}`, name: '', space: 'floor', points };
  });
}

export interface Placeable {
  readonly kind: PlaceKind;
  readonly id: string;
  readonly name: string;
  readonly at: Pair | undefined;
}

/** The sensors of the running settings, each with its kind. */
type Sensors = StoreView['sensors'];

/** Returns all cameras, receivers and doors that have or could have a position on the floor plan. */
export function placeables(tree: Json, known: Sensors): Placeable[] {
  const { sensors, doors } = tree as { sensors?: List; doors?: List };
  const kinds = new Map(known.map(({ id, kind }) => [id, planKind(kind)]));
  return [
    ...(sensors ?? []).flatMap((sensor): Placeable[] => {
      const kind = kinds.get(String(sensor['id']));
      if (kind === undefined) return [];
      const place = sensor['position'] as { x: number; y: number } | undefined;
      return [{ kind, ...namedOnly(sensor), at: place && [place.x, place.y] }];
    }),
    ...(doors ?? []).map(
      (door): Placeable => ({
        kind: 'door',
        ...namedOnly(door),
        at: door['position'] === undefined ? undefined : pairOf(door['position']),
      }),
    ),
  ];
}

function placesOf(tree: Json, sensors: Sensors): PlaceShape[] {
  return placeables(tree, sensors).flatMap(({ kind, id, name, at }) =>
    at === undefined ? [] : [{ kind, id, name, space: 'floor', points: [at] }],
  );
}

function namedOnly(entry: Tree): { id: string; name: string } {
  const id = String(entry['id']);
  return { id, name: String(entry['name'] ?? id) };
}

function named(entry: Tree): { id: string; name: string; space: string } {
  return { ...namedOnly(entry), space: String(entry['space'] ?? 'floor') };
}

/** Returns the edits that write the drawing to the settings file. Entries keep their other keys. */
export function toEdits(
  { base, shapes }: Drawing,
  tree: Json,
  spaces: readonly StoreSpace[] = [],
): SettingsEdit[] {
  const before = new Map(base.map((shape) => [keyOf(shape), shape]));
  const after = new Set(shapes.map(keyOf));
  const gone = base.filter((shape) => !after.has(keyOf(shape)));
  const drawn = shapes.filter((shape) => !isEqual(shape, before.get(keyOf(shape))));
  const edits = [
    ...gone.flatMap((old): SettingsEdit[] => {
      if (old.kind === 'wall') return [];
      return [{ path: isPlace(old) ? placePath(old) : [listOf(old), old.id] }];
    }),
    ...drawn.flatMap((shape): SettingsEdit[] => {
      if (shape.kind === 'wall') return [];
      return [isPlace(shape) ? placeEdit(shape, tree) : shapeEdit(shape, tree)];
    }),
  ];
  return [...sizeEdits(drawn, tree, spaces), ...withLists(edits, tree), ...wallEdits({ base, shapes })];
}

/**
 * Returns edits that add the picture size of cameras in whose picture shapes are drawn. The console knows the size from
 * the first picture.
 */
function sizeEdits(drawn: readonly Shape[], tree: Json, spaces: readonly StoreSpace[]): SettingsEdit[] {
  const cameras = [...new Set(drawn.map(({ space }) => space))].filter(
    (id) => id !== 'floor' && entryOf(tree, 'sensors', id)['widthPx'] === undefined,
  );
  return spaces.flatMap(({ id, width, height }) =>
    cameras.includes(id)
      ? [
          { path: ['sensors', id, 'widthPx'], value: width },
          { path: ['sensors', id, 'heightPx'], value: height },
        ]
      : [],
  );
}

function shapeEdit(shape: ZoneShape | LineShape, tree: Json): SettingsEdit {
  const more = (shape.more as Tree | undefined) ?? entryOf(tree, listOf(shape), shape.id);
  return { path: [listOf(shape), shape.id], value: { ...more, ...written(shape) } };
}

function placeEdit(shape: PlaceShape, tree: Json): SettingsEdit {
  const [[x, y]] = shape.points;
  if (shape.kind === 'door') return { path: placePath(shape), value: [x, y] };
  const old = entryOf(tree, 'sensors', shape.id)['position'] as Tree | undefined;
  return { path: placePath(shape), value: { ...old, x, y } };
}

function placePath({ kind, id }: PlaceShape): readonly string[] {
  return [kind === 'door' ? 'doors' : 'sensors', id, 'position'];
}

/** Returns an edit that writes all walls when one has changed. The file has one list of walls, without names. */
function wallEdits({ base, shapes }: Pick<Drawing, 'base' | 'shapes'>): SettingsEdit[] {
  const walls = (list: readonly Shape[]) =>
    list.filter(({ kind }) => kind === 'wall').map(({ points }) => points);
  const [before, after] = [walls(base), walls(shapes)];
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const path = ['floor', 'walls'];
  return [after.length === 0 ? { path } : { path, value: after }];
}

function entryOf(tree: Json, list: string, id: string): Tree {
  const entries = (tree as { [key: string]: List | undefined })[list] ?? [];
  return entries.find((candidate) => candidate['id'] === id) ?? {};
}

function listOf(shape: ZoneShape | LineShape): 'zones' | 'lines' {
  return shape.kind === 'zone' ? 'zones' : 'lines';
}

function written(shape: ZoneShape | LineShape): Tree {
  const name: Tree = shape.name === shape.id ? {} : { name: shape.name };
  const { id, space, points } = shape;
  if (shape.kind === 'zone') return { id, ...name, space, polygon: points };
  return { id, ...name, space, from: points[0], to: points[1], insideSide: shape.in };
}
