import type { FleetProblem } from './fleet-problem.ts';
import type { OriginTree } from './origin-tree.ts';

type MapTree = Extract<OriginTree, { kind: 'map' }>;

/**
 * Merges two trees of settings; where they differ, the upper tree wins. Sections are merged key by key, and lists whose
 * entries have ids are merged by id. Any other list or value of the upper tree replaces the lower one. `!remove` in the
 * upper tree removes the entry from the result.
 */
export function mergeTrees(lower: OriginTree, upper: OriginTree, problems: FleetProblem[]): OriginTree {
  if (lower.kind === 'map' && upper.kind === 'map') return mergeMaps(lower, upper, problems);
  if (lower.kind === 'list' && upper.kind === 'list' && hasNamedItems(lower) && hasNamedItems(upper)) {
    return { ...upper, items: mergeItems(lower.items, upper.items, problems) };
  }
  return withoutRemoved(upper, problems);
}

function mergeMaps(lower: MapTree, upper: MapTree, problems: FleetProblem[]): OriginTree {
  const entries = new Map(lower.entries);
  for (const [key, inner] of upper.entries) {
    const below = entries.get(key);
    if (inner.isRemoved) remove(entries.delete(key), key, inner, problems);
    else if (below === undefined) entries.set(key, withoutRemoved(inner, problems));
    else entries.set(key, mergeTrees(below, inner, problems));
  }
  return { ...lower, entries };
}

function mergeItems(lower: readonly OriginTree[], upper: readonly OriginTree[], problems: FleetProblem[]) {
  const items = new Map(lower.map((item) => [getId(item), item]));
  for (const item of upper) {
    const id = getId(item);
    const below = items.get(id);
    if (item.isRemoved) remove(items.delete(id), String(id), item, problems);
    else if (below === undefined) items.set(id, withoutRemoved(item, problems));
    else items.set(id, mergeTrees(below, item, problems));
  }
  return [...items.values()];
}

/**
 * Copies a part that only the upper tree has. `!remove` in it is reported as a problem, because there is nothing to
 * remove.
 */
function withoutRemoved(tree: OriginTree, problems: FleetProblem[]): OriginTree {
  if (tree.kind === 'map') {
    const kept = [...tree.entries].filter(
      ([key, inner]) => !inner.isRemoved || remove(false, key, inner, problems),
    );
    return { ...tree, entries: new Map(kept.map(([key, inner]) => [key, withoutRemoved(inner, problems)])) };
  }
  if (tree.kind !== 'list') return tree;
  const kept = tree.items.filter(
    (item) => !item.isRemoved || remove(false, getId(item) ?? '', item, problems),
  );
  return { ...tree, items: kept.map((item) => withoutRemoved(item, problems)) };
}

function remove(wasThere: boolean, name: string, { at }: OriginTree, problems: FleetProblem[]): false {
  if (!wasThere) problems.push({ ...at, rows: [], text: `there is no '${name}' below this to remove` });
  return false;
}

function hasNamedItems({ items }: Extract<OriginTree, { kind: 'list' }>): boolean {
  return items.every((item) => getId(item) !== undefined);
}

function getId(tree: OriginTree): string | undefined {
  const id = tree.kind === 'map' ? tree.entries.get('id') : undefined;
  return id?.kind === 'scalar' && typeof id.value === 'string' ? id.value : undefined;
}
