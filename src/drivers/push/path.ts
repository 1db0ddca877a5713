/** The value of a parsed body: an object, list, text, number, boolean or null. */
export type Tree = unknown;

type Step =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'place'; readonly place: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'where'; readonly name: string; readonly value: string };

export interface TreePath {
  /** Whether the path starts at the present record instead of the body. */
  readonly isRelative: boolean;
  readonly steps: readonly Step[];
}

const MOST_STEPS = 12;
/**
 * Largest number of values that a path may find, which bounds the work. A counter that was away for days sends a record
 * for each minute.
 */
const MOST_FOUND = 5_000;

const STEP = /\.([\w:-]+)|\['([^']{1,100})'\]|\[(\d{1,4})\]|(\[\*\])|\[\?([\w:-]+)=='([^']{0,200})'\]/y;

/**
 * Parses a path such as `$.logics[*].counts[?name=='fw'].value`. It starts at the body if it begins with `$`, else at
 * the present record. Returns undefined when the text is not a path.
 */
export function parsePath(text: string): TreePath | undefined {
  const isRelative = !text.startsWith('$');
  const steps: Step[] = [];
  STEP.lastIndex = isRelative ? 0 : 1;
  while (STEP.lastIndex < text.length) {
    const match = STEP.exec(text);
    if (match === null || steps.length === MOST_STEPS) return undefined;
    steps.push(stepOf(match));
  }
  return { isRelative, steps };
}

function stepOf([, plain, quoted, place, all, name, value]: RegExpExecArray): Step {
  if (all !== undefined) return { kind: 'all' };
  if (place !== undefined) return { kind: 'place', place: Number(place) };
  if (name !== undefined) return { kind: 'where', name, value: value ?? '' };
  return { kind: 'name', name: plain ?? quoted ?? '' };
}

/**
 * Returns all values at the path, MOST_FOUND at most. Where the path expects a list, a single value counts as a list of
 * one.
 */
export function findAll(path: TreePath, body: Tree, record: Tree): readonly Tree[] {
  let found: readonly Tree[] = [path.isRelative ? record : body];
  for (const step of path.steps) {
    found = found.flatMap((tree) => follow(step, tree)).slice(0, MOST_FOUND);
  }
  return found;
}

function follow(step: Step, tree: Tree): readonly Tree[] {
  switch (step.kind) {
    case 'name':
      return own(tree, step.name);
    case 'place':
      return Array.isArray(tree) && step.place < tree.length ? [tree[step.place]] : [];
    case 'all':
      return Array.isArray(tree) ? tree : [tree];
    case 'where':
      return (Array.isArray(tree) ? tree : [tree]).filter((each: Tree) =>
        own(each, step.name).some((value) => String(value) === step.value),
      );
  }
}

function own(tree: Tree, name: string): readonly Tree[] {
  if (typeof tree !== 'object' || tree === null || !Object.hasOwn(tree, name)) return [];
  return [(tree as Readonly<Record<string, unknown>>)[name]];
}
