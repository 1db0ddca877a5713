import type { Document, LineCounter } from 'yaml';
import { LineCounter as Lines, parseDocument } from 'yaml';
import { crossCheck } from './cross-checks.ts';
import type { Path, Problem } from './problem.ts';
import { explainIssue } from './problem.ts';
import type { createSettingsSchema, Settings } from './schema.ts';
import { SETTINGS_VERSION } from './schema.ts';

export type ParsedSettings =
  | { readonly settings: Settings; readonly problems: readonly [] }
  | { readonly settings: undefined; readonly problems: readonly Problem[] };

/** YAML text → frozen settings, or every problem at once. Never throws for what the text holds. */
export function parseSettings(text: string, schema: ReturnType<typeof createSettingsSchema>): ParsedSettings {
  const lines = new Lines();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true });
  const problems = syntaxProblems(document);
  if (problems.length > 0) return { settings: undefined, problems };
  const raw: unknown = document.toJS();
  const found = contentProblems(raw, schema);
  if (found.problems.length > 0) {
    const withLines = found.problems.map((problem) => ({
      ...problem,
      ...lineOf(document, lines, problem.path),
    }));
    return { settings: undefined, problems: withLines };
  }
  return { settings: deepFreeze(found.settings as Settings), problems: [] };
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

function contentProblems(
  raw: unknown,
  schema: ReturnType<typeof createSettingsSchema>,
): { settings?: Settings; problems: Problem[] } {
  if (raw === null || typeof raw !== 'object' || Array.isArray(raw)) {
    const mend = 'The file is empty or is not a settings file; `lintel check --help` shows an example.';
    return { problems: [{ path: '(file)', value: raw, allowed: 'a block of settings', mend }] };
  }
  const version = versionProblem(raw as Record<string, unknown>);
  if (version !== undefined) return { problems: [version] };
  const parsed = schema.safeParse(raw, { reportInput: true });
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.flatMap((issue) => explainIssue(issue, (path) => valueAt(raw, path))),
    };
  }
  const settings = parsed.data as unknown as Settings;
  return { settings, problems: crossCheck(settings) };
}

/** A file from a newer program would only draw a flood of unknown keys: say the one thing that helps. */
function versionProblem({ version }: Record<string, unknown>): Problem | undefined {
  if (typeof version !== 'number' || version <= SETTINGS_VERSION) return undefined;
  return {
    path: 'version',
    value: version,
    allowed: `up to ${SETTINGS_VERSION}`,
    mend: 'This file was written by a newer Lintel: update this device.',
  };
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

function lineOf(document: Document.Parsed, lines: LineCounter, pathText: string): { line?: number } {
  const path = pathText.split(/[.[\]]+/).filter((key) => key !== '');
  const node = document.getIn(
    path.map((key) => (/^\d+$/.test(key) ? Number(key) : key)),
    true,
  ) as { range?: readonly number[] } | undefined;
  const offset = node?.range?.[0];
  return offset === undefined ? {} : { line: lines.linePos(offset).line };
}

function deepFreeze<T>(value: T): T {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value;
  Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
