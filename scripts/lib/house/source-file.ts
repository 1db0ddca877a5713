// What the house's figures need of one source file, read from its syntax tree.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseSync } from 'rolldown/utils';

export interface FunctionShape {
  /** First line of the function, from 1. */
  readonly line: number;
  readonly lines: number;
  readonly parameters: number;
}

export interface CodeLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

export interface WrittenPattern {
  readonly pattern: string;
  readonly flags: string;
}

export interface SourceFile {
  /** Relative to the folder that was read, with `/`. */
  readonly path: string;
  /** All lines, with comments and blank ones. */
  readonly lines: number;
  /** Without comments, imports and lone punctuation, trimmed. */
  readonly codeLines: readonly CodeLine[];
  readonly functions: readonly FunctionShape[];
  /** The project's own files it imports, also for types and lazily, relative to the folder that was read. */
  readonly imports: readonly string[];
  readonly strings: readonly string[];
  /** Regular expressions that are written out. */
  readonly patterns: readonly WrittenPattern[];
  /** The number of `as unknown as`. */
  readonly doubleCasts: number;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

/** Reads every `*.ts` and `*.css` below `root`. Throws when a file does not parse. */
export function readSources(root: string): SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ts|css)$/.test(path) && !path.split('/').includes('node_modules'))
    .sort()
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return path.endsWith('.css') ? styleFile(path, text) : sourceFile(path, text);
    });
}

/** Reads one TypeScript file. Throws when it does not parse. */
export function sourceFile(path: string, text: string): SourceFile {
  const { program, comments, errors } = parseSync(path, text, { lang: 'ts', astType: 'ts' });
  if (errors.length > 0 || !isNode(program)) throw new Error(`cannot parse ${path}: ${errors[0]?.message}`);
  const nodes = [...walk(program)];
  const imports = nodes.filter((node) => isNode(node['source']));
  const hidden = [...comments, ...imports.filter((node) => node.type !== 'ImportExpression')];
  const lineOf = lineIndex(text);
  return {
    path,
    lines: countLines(text),
    codeLines: codeLines(hidden.reduce((rest, { start, end }) => blank(rest, start, end), text)),
    functions: nodes.filter((node) => FUNCTIONS.has(node.type)).map((node) => shapeOf(node, lineOf)),
    imports: imports.flatMap((node) => ownTarget(path, (node['source'] as Node)['value'])),
    strings: nodes.flatMap(({ type, value }) =>
      type === 'Literal' && typeof value === 'string' ? [value] : [],
    ),
    patterns: nodes.flatMap(({ regex }) => patternOf(regex)),
    doubleCasts: nodes.filter(isDoubleCast).length,
  };
}

function patternOf(regex: unknown): WrittenPattern[] {
  const { pattern, flags } = (regex ?? {}) as Partial<WrittenPattern>;
  return pattern === undefined || flags === undefined ? [] : [{ pattern, flags }];
}

function styleFile(path: string, text: string): SourceFile {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, (comment) => blank(comment, 0, comment.length));
  const none = { functions: [], imports: [], strings: [], patterns: [], doubleCasts: 0 };
  return { path, lines: countLines(text), codeLines: codeLines(code), ...none };
}

function* walk(node: Node): Generator<Node> {
  yield node;
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* walk(child);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

function shapeOf(node: Node, lineOf: (offset: number) => number): FunctionShape {
  const line = lineOf(node.start);
  return {
    line,
    lines: lineOf(node.end) - line + 1,
    parameters: (node['params'] as readonly unknown[]).length,
  };
}

function isDoubleCast(node: Node): boolean {
  const inner = node['expression'];
  if (node.type !== 'TSAsExpression' || !isNode(inner) || inner.type !== 'TSAsExpression') return false;
  return (inner['typeAnnotation'] as Node).type === 'TSUnknownKeyword';
}

function ownTarget(path: string, target: unknown): string[] {
  if (typeof target !== 'string' || !target.startsWith('.')) return [];
  return [normalize(join(dirname(path), target))];
}

function codeLines(code: string): CodeLine[] {
  return code
    .split('\n')
    .map((text, index) => ({ line: index + 1, text: text.trim() }))
    .filter(({ text }) => /\w/.test(text));
}

/** Overwrites a span with spaces; line ends stay. */
function blank(text: string, start: number, end: number): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\n]/g, ' ') + text.slice(end);
}

function countLines(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** The line of an offset, by bisection. */
function lineIndex(text: string): (offset: number) => number {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
