import { stringify } from 'yaml';
import type { Json } from '../../core/model/ids.ts';
import { parseSettings } from '../parse-settings.ts';
import type { createSettingsSchema } from '../schema.ts';
import { SETTINGS_VERSION } from '../schema.ts';
import type { Problem } from '../settings-problem.ts';
import { problemText } from '../settings-problem.ts';
import { fillVariables, readCell } from './fill-variables.ts';
import type { FleetProblem } from './fleet-problem.ts';
import { STORES_FILE } from './fleet-problem.ts';
import { mergeTrees } from './merge-trees.ts';
import type { OriginTree } from './origin-tree.ts';
import { findOrigin, readOriginTree, toValue } from './origin-tree.ts';
import { findOwner } from './owners.ts';
import type { Fleet } from './read-fleet.ts';
import { hasIds, isTree, listNames } from './settings-leaf.ts';
import type { StoreRow } from './store-rows.ts';

/** The settings made for one row of the stores table. */
export interface RenderedStore {
  readonly row: StoreRow;
  readonly tenant: string;
  /** The complete settings file, for the first start of the gateway. */
  readonly text: string;
  /** The settings that head office may change remotely. */
  readonly remote: Json;
  /**
   * Names of the row's settings that cannot be changed remotely, such as `storage.directory`. They only reach the
   * gateway on a USB drive.
   */
  readonly local: readonly string[];
  readonly problems: readonly FleetProblem[];
}

type Schema = ReturnType<typeof createSettingsSchema>;
type Tree = { readonly [key: string]: Json };

/**
 * Makes the settings of a store from the base, its overlays, its own file and the values in its row. Checks them as the
 * gateway would.
 */
export function renderStore(fleet: Fleet, row: StoreRow, schema: Schema): RenderedStore {
  const problems: FleetProblem[] = [];
  const layers = [...findLayers(fleet, row, problems), identity(row)];
  const merged = layers.reduce((lower, upper) => mergeTrees(lower, upper, problems), fleet.base);
  const gaps: FleetProblem[] = [];
  const { tree, cells } = fillVariables(merged, row.values, gaps);
  problems.push(...gaps);
  const { value, found } = typeCells(toValue(tree), cells, schema);
  // If a variable has no value, only that is reported. The schema would report the remaining `${name}` as another
  // problem.
  if (gaps.length === 0) problems.push(...found.map((problem) => locate(problem, tree)));
  return {
    ...{ row, text: stringify(wholeThings(value), { lineWidth: 0 }) },
    tenant: isTree(value) ? String(value['tenant'] ?? '') : '',
    remote: pickRemote(value, '') ?? {},
    local: listNames(value).filter((name) => findOwner(name) !== 'fleet' && !IDENTITY.has(name)),
    problems: problems.map((problem) => ({ ...problem, rows: [row.line] })),
  };
}

function findLayers({ overlays, stores }: Fleet, row: StoreRow, problems: FleetProblem[]): OriginTree[] {
  const named = row.overlays.flatMap((name) => {
    const overlay = overlays.get(name);
    if (overlay === undefined) {
      problems.push({
        file: STORES_FILE,
        line: row.line,
        rows: [],
        text: `there is no overlays/${name}.yaml`,
      });
    }
    return overlay ?? [];
  });
  const own = stores.get(row.store);
  return own === undefined ? named : [...named, own];
}

/** Settings that identify the gateway or the version of the file. They are never changed remotely. */
const IDENTITY = new Set(['version', 'tenant', 'gateway', 'store.id', 'store.timezone']);

/** Returns the identity of the gateway, as the top layer. So no other file can change it. */
function identity({ store, gateway, line, values }: StoreRow): OriginTree {
  const timezone = values.get('timezone') ?? '';
  const text = stringify({
    ...{ version: SETTINGS_VERSION, gateway },
    store: { id: store, ...(timezone !== '' && { timezone }) },
  });
  const read = readOriginTree(STORES_FILE, text);
  const tree: OriginTree = 'tree' in read ? read.tree : { kind: 'map', entries: new Map(), at: NOWHERE };
  return atLine(tree, line);
}

const NOWHERE = { file: STORES_FILE, line: 1 };

function atLine(tree: OriginTree, line: number): OriginTree {
  const at = { file: STORES_FILE, line };
  if (tree.kind !== 'map') return { ...tree, at };
  return {
    ...tree,
    at,
    entries: new Map([...tree.entries].map(([key, inner]) => [key, atLine(inner, line)])),
  };
}

/** Checks the settings. Converts a cell's text to a number or boolean only where the schema requires that. */
function typeCells(text: Json, cells: ReadonlySet<string>, schema: Schema) {
  const first = check(text, schema);
  const wanted = first.filter(({ path }) => cells.has(path)).map(({ path }) => path);
  if (wanted.length === 0) return { value: text, found: first };
  const value = withTyped(text, '', new Set(wanted));
  return { value, found: check(value, schema) };
}

function withTyped(value: Json, path: string, wanted: ReadonlySet<string>): Json {
  if (wanted.has(path)) return readCell(value) ?? value;
  if (Array.isArray(value)) return value.map((item, i) => withTyped(item, `${path}[${i}]`, wanted));
  if (!isTree(value)) return value;
  return mapTree(value, (inner, key) => withTyped(inner, path === '' ? key : `${path}.${key}`, wanted));
}

/**
 * Checks the settings without entries that have only an id and fleet settings. Such zones and lines are incomplete
 * until the technician draws them in the store.
 */
function check(value: Json, schema: Schema): readonly Problem[] {
  const places = new Map<string, string>();
  const whole = wholeThings(value, places);
  return parseSettings(stringify(whole), schema).problems.map((problem) => {
    const [, list = '', place = ''] = /^(\w+\[(\d+)\])/.exec(problem.path) ?? [];
    const meant = places.get(list);
    return place === '' || meant === undefined
      ? problem
      : { ...problem, path: meant + problem.path.slice(list.length) };
  });
}

function wholeThings(value: Json, places = new Map<string, string>()): Json {
  if (!isTree(value)) return value;
  return mapTree(value, (list, key) => {
    if (!Array.isArray(list) || !hasIds(list)) return list;
    const kept = list.flatMap((entry, i) => (isWhole(entry, `${key}[]`) ? [{ entry, i }] : []));
    for (const [now, { i }] of kept.entries()) places.set(`${key}[${now}]`, `${key}[${i}]`);
    return kept.map(({ entry }) => entry);
  });
}

function isWhole(entry: Tree, name: string): boolean {
  const { id: _id, ...rest } = entry;
  return Object.entries(rest).some(([key, value]) => !isRemote(value, `${name}.${key}`));
}

function isRemote(value: Json, name: string): boolean {
  const isOwned = isTree(value) || findOwner(name) === 'fleet';
  return isOwned && listNames(value, name).every((inner) => findOwner(inner) === 'fleet');
}

/** Returns the settings that head office may change remotely. Undefined when there are none. */
function pickRemote(value: Json, name: string): Json | undefined {
  if (Array.isArray(value) && hasIds(value)) {
    const entries = value.flatMap((entry) => {
      const { id = '', ...rest } = entry;
      const picked = pickRemote(rest, `${name}[]`);
      return isTree(picked) ? [{ id, ...picked }] : [];
    });
    return entries.length === 0 ? undefined : entries;
  }
  if (!isTree(value)) return isRemote(value, name) ? value : undefined;
  const inner = Object.entries(value).flatMap(([key, each]) => {
    const picked = pickRemote(each, name === '' ? key : `${name}.${key}`);
    return picked === undefined ? [] : [[key, picked] as const];
  });
  return inner.length === 0 ? undefined : Object.fromEntries(inner);
}

function locate({ line: _line, ...problem }: Problem, tree: OriginTree): FleetProblem {
  return { ...findOrigin(tree, problem.path), rows: [], text: problemText(problem) };
}

function mapTree(tree: Tree, change: (value: Json, key: string) => Json): Tree {
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, change(value, key)]));
}
