import type { Json } from '../../core/model/ids.ts';
import type { FleetProblem } from './fleet-problem.ts';
import type { OriginTree } from './origin-tree.ts';

const VARIABLE = /\$\{([^}]*)\}/g;
const WHOLE = /^\$\{[^}]*\}$/;
const NAME = /^[A-Za-z]\w{0,63}$/;

/** A store's values, by column name of the stores table. Empty cells are left out. */
export type Variables = ReadonlyMap<string, string>;

export interface Filled {
  readonly tree: OriginTree;
  /**
   * Paths of settings, such as `sensors[2].unitId`, whose whole value comes from a cell of the stores table. The schema
   * decides whether such a value is text or a number.
   */
  readonly cells: ReadonlySet<string>;
}

/**
 * Replaces each `${name}` by the store's value. Reports names without a value, and braces that do not contain a name.
 */
export function fillVariables(tree: OriginTree, values: Variables, problems: FleetProblem[]): Filled {
  const cells = new Set<string>();
  const walk = (part: OriginTree, path: string): OriginTree => {
    if (part.kind === 'map') {
      const inner = (key: string) => (path === '' ? key : `${path}.${key}`);
      return {
        ...part,
        entries: new Map([...part.entries].map(([key, each]) => [key, walk(each, inner(key))])),
      };
    }
    if (part.kind === 'list')
      return { ...part, items: part.items.map((item, i) => walk(item, `${path}[${i}]`)) };
    if (typeof part.value !== 'string' || !part.value.includes('${')) return part;
    if (WHOLE.test(part.value)) cells.add(path);
    return { ...part, value: fillText(part.value, part, values, problems) };
  };
  return { tree: walk(tree, ''), cells };
}

function fillText(text: string, { at }: OriginTree, values: Variables, problems: FleetProblem[]): string {
  return text.replaceAll(VARIABLE, (whole, name: string) => {
    const value = values.get(name);
    if (value !== undefined && value !== '') return value;
    const problem = !NAME.test(name)
      ? `${whole} is no name of a column: expressions are not possible`
      : value === undefined
        ? `there is no column '${name}'`
        : `column '${name}' is empty here`;
    problems.push({ ...at, rows: [], text: problem });
    return whole;
  });
}

/** Returns a cell as number or boolean if it looks like one, and undefined for any other text. */
export function readCell(text: Json | undefined): number | boolean | undefined {
  if (text === 'true' || text === 'false') return text === 'true';
  if (typeof text !== 'string' || !/^-?\d{1,15}(?:\.\d{1,15})?$/.test(text)) return undefined;
  return Number(text);
}
