// Which file imports which, seen by floors and as circles.
import type { Floors } from './floors.ts';
import { FLOORS } from './floors.ts';

/** Both paths relative to `src`. */
export interface Importing {
  readonly path: string;
  readonly imports: readonly string[];
}

/** What breaks the floors, a line each: imports of a folder's own floor or above, and places that have no floor. */
export function floorFaults(
  files: readonly Importing[],
  tables: Readonly<Record<string, Floors>> = FLOORS,
): string[] {
  return Object.entries(tables).flatMap(([base, floors]) => {
    const inside = files.filter(({ path }) => entryOf(base, path) !== undefined);
    const homeless = inside.filter(({ path }) => floorOf(floors, base, path) === undefined);
    return [
      ...homeless.map(({ path }) => `${path} has no floor in ${base || 'src'}`),
      ...inside.flatMap((file) =>
        file.imports
          .filter((to) => runsBack(floors, base, file.path, to))
          .map((to) => `${file.path} imports ${to}`),
      ),
    ];
  });
}

function runsBack(floors: Floors, base: string, from: string, to: string): boolean {
  if (entryOf(base, from) === entryOf(base, to)) return false;
  const own = floorOf(floors, base, from);
  const other = floorOf(floors, base, to);
  return own !== undefined && other !== undefined && other >= own;
}

function floorOf(floors: Floors, base: string, path: string): number | undefined {
  const entry = entryOf(base, path);
  const floor = entry === undefined ? -1 : floors.findIndex((entries) => entries.includes(entry));
  return floor < 0 ? undefined : floor;
}

/** The folder or file right below `base` that a path lies in. */
function entryOf(base: string, path: string): string | undefined {
  const prefix = base === '' ? '' : `${base}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length).split('/')[0] : undefined;
}

interface Mark {
  readonly order: number;
  low: number;
  isOpen: boolean;
}

/** The circles, each with all files that reach one another (Tarjan's strongly connected components). */
export function fileCircles(files: readonly Importing[]): string[][] {
  const imports = new Map(files.map((file) => [file.path, file.imports]));
  const marks = new Map<string, Mark>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (path: string): Mark => {
    const mark = { order: marks.size, low: marks.size, isOpen: true };
    marks.set(path, mark);
    stack.push(path);
    for (const next of imports.get(path) ?? []) {
      const seen = marks.get(next) ?? visit(next);
      if (seen.isOpen) mark.low = Math.min(mark.low, seen.low);
    }
    if (mark.low === mark.order) circles.push(close(path));
    return mark;
  };
  const close = (path: string): string[] => {
    const members = stack.splice(stack.indexOf(path));
    for (const member of members) Object.assign(marks.get(member) ?? {}, { isOpen: false });
    return members.sort();
  };
  for (const { path } of files) if (!marks.has(path)) visit(path);
  return circles.filter(({ length }) => length > 1);
}
