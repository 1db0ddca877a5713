import type { Document, LineCounter } from 'yaml';
import { LineCounter as Lines, parseDocument } from 'yaml';
import type { Path, Problem } from './settings-problem.ts';

export type Parsed<T> =
  | { readonly value: T; readonly problems: readonly [] }
  | { readonly value: undefined; readonly problems: readonly Problem[] };

export interface Checked<T> {
  readonly value?: T;
  readonly problems: readonly Problem[];
}

/**
 * YAML text (JSON is YAML) → what `check` makes of it, or every problem at once, each with its line. Never throws for
 * what the text holds.
 */
export function parseYaml<T>(text: string, check: (raw: unknown) => Checked<T>): Parsed<T> {
  const lines = new Lines();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true });
  const syntax = syntaxProblems(document);
  if (syntax.length > 0) return { value: undefined, problems: syntax };
  const { value, problems } = check(document.toJS());
  if (problems.length === 0 && value !== undefined) return { value, problems: [] };
  const withLines = problems.map((problem) => ({ ...problem, ...lineOf(document, lines, problem.path) }));
  return { value: undefined, problems: withLines };
}

function syntaxProblems(document: Document.Parsed): Problem[] {
  return document.errors.map((error) => ({
    path: '(file)',
    ...(error.linePos === undefined ? {} : { line: error.linePos[0].line }),
    value: error.message.split('\n')[0]?.replace(/ at line .*$/, ''),
    allowed: 'well-formed YAML',
    mend: 'Look at this line: indentation, a missing colon, or an open quote.',
  }));
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

function lineOf(document: Document, lines: LineCounter, pathText: string): { line?: number } {
  const path = pathText.split(/[.[\]]+/).filter((key) => key !== '');
  const node = document.getIn(
    path.map((key) => (/^\d+$/.test(key) ? Number(key) : key)),
    true,
  ) as { range?: readonly number[] } | undefined;
  const offset = node?.range?.[0];
  return offset === undefined ? {} : { line: lines.linePos(offset).line };
}
