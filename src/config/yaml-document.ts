import type { Document, Node, YAMLError } from 'yaml';
import { isNode, LineCounter, parseDocument, visit } from 'yaml';
import type { Problem } from './settings-problem.ts';

/** Parsed YAML text. `value` is the content as plain JavaScript values. */
export interface YamlDocument {
  readonly document: Document.Parsed;
  readonly value: unknown;
  /** Returns the line of the value at a path, from 1. */
  lineAt(path: readonly (string | number)[]): number | undefined;
  /** Returns the node to which an alias refers. Any other node is returned unchanged. */
  resolve(node: unknown): Node | undefined;
}

export type ReadYaml = YamlDocument | { readonly problems: readonly Problem[] };

/** Largest number of characters of a settings file. Even a store with 1,000 zones and 1,000 tags needs far fewer. */
const MAX_CHARACTERS = 4_000_000;
/** Largest depth, because the parser is recursive. Real settings have at most 9 levels. */
const MAX_DEPTH = 64;
const LEVELS = `at most ${MAX_DEPTH} levels`;
/** Largest number of values that all aliases together may repeat. */
const MAX_REPEATED_VALUES = 10_000;
/** Largest number of problems reported for a damaged file, because later problems follow from the first. */
const MAX_PROBLEMS = 5;

/**
 * Parses YAML or JSON text; no other function does. Returns the value, or the problems with their lines. An alias
 * inside its own value is a problem. Never throws, and never shows the text in a problem.
 */
export function readYaml(text: string): ReadYaml {
  const tooMuch = sizeProblem(text);
  if (tooMuch !== undefined) return { problems: [tooMuch] };
  const lines = new LineCounter();
  const lineOf: LineOf = (offset) => (offset === undefined ? undefined : lines.linePos(offset).line);
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const broken = document.errors.map((error) => syntaxProblem(error, lineOf(error.pos[0])));
    if (broken.length > 0) return { problems: withoutEchoes(broken) };
    const targets = new Map<unknown, Node>();
    const wrong = structureProblem(document, targets, lineOf);
    if (wrong !== undefined) return { problems: [wrong] };
    return {
      document,
      value: document.toJS({ maxAliasCount: -1 }),
      lineAt: (path) => lineOf(offsetAt(document, path)),
      resolve: (node) => targets.get(node) ?? (isNode(node) ? node : undefined),
    };
  } catch {
    return { problems: [fileProblem(undefined, 'fewer levels', 'Take levels out.')] };
  }
}

/** Checks size and depth before parsing, because the parser is recursive. */
function sizeProblem(text: string): Problem | undefined {
  if (text.length > MAX_CHARACTERS) {
    return fileProblem(undefined, `at most ${MAX_CHARACTERS} characters`, 'Name the settings file.');
  }
  const line = text.split('\n').findIndex(opensTooMuch()) + 1;
  return line === 0 ? undefined : fileProblem(line, LEVELS, 'Close the brackets, or take levels out.');
}

const OPENS: Readonly<Record<string, number>> = { '[': 1, '{': 1, ']': -1, '}': -1 };

/**
 * Returns a function that checks line after line for too many open brackets or dashes: `- - -` opens three lists. It
 * ignores quotes, because a rough limit is enough.
 */
function opensTooMuch(): (line: string) => boolean {
  let open = 0;
  return (line) => {
    let dashes = 0;
    for (const character of line) {
      open = Math.max(0, open + (OPENS[character] ?? 0));
      if (character !== ' ') dashes = '-?'.includes(character) ? dashes + 1 : 0;
      if (Math.max(open, dashes) > MAX_DEPTH) return true;
    }
    return false;
  };
}

type LineOf = (offset: number | undefined) => number | undefined;

/**
 * Finds values that are nested too deeply. Finds aliases that refer to nothing, to a value around them, or to too many
 * values.
 */
function structureProblem(
  document: Document.Parsed,
  targets: Map<unknown, Node>,
  lineOf: LineOf,
): Problem | undefined {
  const anchors = new Map<string, Node>();
  const sizes = new Map<Node, number>();
  let [problem, room]: [Problem | undefined, number] = [undefined, MAX_REPEATED_VALUES];
  const stop = (node: Node, allowed: string, mend: string) => {
    problem = fileProblem(lineOf(node.range?.[0]), allowed, mend);
    return visit.BREAK;
  };
  visit(document, {
    Value: (_key, node, path) => {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
      return path.length > 2 * MAX_DEPTH + 1 ? stop(node, LEVELS, 'Take levels out.') : undefined;
    },
    Alias: (_key, alias, path) => {
      const target = anchors.get(alias.source);
      if (target === undefined || path.includes(target)) {
        return stop(alias, 'an alias (*name) of something above it', 'Put quotes round the text.');
      }
      const size = sizes.get(target) ?? sizeOf(target, sizes);
      sizes.set(target, size).set(alias, size);
      targets.set(alias, target);
      room -= size;
      if (room >= 0) return undefined;
      return stop(alias, `at most ${MAX_REPEATED_VALUES} values by alias`, 'Write out what is meant.');
    },
  });
  return problem;
}

/** Returns the number of values in a node. `sizes` must already contain the nodes to which its aliases refer. */
function sizeOf(node: Node, sizes: ReadonlyMap<Node, number>): number {
  let size = 0;
  visit(node, {
    Node: (_key, inner) => {
      size += sizes.get(inner) ?? 1;
    },
  });
  return size;
}

function offsetAt(document: Document, path: readonly (string | number)[]): number | undefined {
  const node = document.getIn(path, true);
  return isNode(node) ? node.range?.[0] : undefined;
}

const MENDS: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: 'Replace the tabs at the beginning of this line by spaces.',
  DUPLICATE_KEY: 'This key is there twice: take one out.',
  BAD_ALIAS: 'Put quotes round a text that begins with * or &.',
  BAD_SCALAR_START: 'Put quotes round a text that begins with @ or `.',
  BAD_DQ_ESCAPE: 'Write \\\\ for a backslash in double quotes, or use single quotes.',
  MULTIPLE_DOCS: 'Take out the line --- and what follows.',
  MISSING_CHAR: 'Close the quote or bracket, or add the comma or space that is missing.',
};

function syntaxProblem({ code }: YAMLError, line: number | undefined): Problem {
  const mend = MENDS[code] ?? 'Look at this line: indentation, a missing colon, or an open quote.';
  return fileProblem(line, 'well-formed YAML', mend);
}

/**
 * Removes problems that only follow from others. If there are tabs, keeps only problems about tabs. Keeps one problem
 * per line.
 */
function withoutEchoes(problems: readonly Problem[]): Problem[] {
  const tabs = problems.filter(({ mend }) => mend === MENDS.TAB_AS_INDENT);
  const byLine = new Map((tabs.length > 0 ? tabs : problems).map((problem) => [problem.line, problem]));
  return [...byLine.values()].slice(0, MAX_PROBLEMS);
}

function fileProblem(line: number | undefined, allowed: string, mend: string): Problem {
  return {
    code: 'damaged-file',
    path: '(file)',
    ...(line === undefined ? {} : { line }),
    value: null,
    allowed,
    mend,
  };
}
