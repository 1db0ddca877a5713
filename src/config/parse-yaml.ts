import type { Path, Problem } from './settings-problem.ts';
import type { YamlDocument } from './yaml-document.ts';
import { readYaml } from './yaml-document.ts';

export type Parsed<T> =
  | { readonly value: T; readonly problems: readonly [] }
  | { readonly value: undefined; readonly problems: readonly Problem[] };

export interface Checked<T> {
  readonly value?: T;
  readonly problems: readonly Problem[];
}

/** Parses YAML or JSON text and passes the value to `check`. Returns all problems, each with its line. Never throws. */
export function parseYaml<T>(text: string, check: (raw: unknown) => Checked<T>): Parsed<T> {
  const read = readYaml(text);
  if ('problems' in read) return { value: undefined, problems: read.problems };
  const { value, problems } = check(read.value);
  if (problems.length === 0 && value !== undefined) return { value, problems: [] };
  return { value: undefined, problems: problems.map((problem) => withLine(problem, read)) };
}

/** Adds the line of the wrong value. For a missing value, adds the line of its section. */
export function withLine(problem: Problem, { lineAt }: YamlDocument): Problem {
  const keys = problem.path.split(/[.[\]]+/).filter((key) => key !== '');
  const path = keys.map((key) => (/^\d+$/.test(key) ? Number(key) : key));
  const line = lineAt(path);
  return line === undefined ? problem : { ...problem, line };
}

export function valueAt(raw: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      value !== null && typeof value === 'object'
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    raw,
  );
}
