/** What a line of a counter says: totals or changes, as its pattern has them. */
export interface LineCounts {
  readonly entered?: number;
  readonly left?: number;
}

export type LinePattern = (line: string) => LineCounts | undefined;

/** Ten digits hold any 32-bit counter; more is noise. */
const MAX_DIGITS = 10;

type Part = { readonly literal: string } | { readonly field: string };
type Counts = { entered?: number; left?: number };

const FIELDS = ['in', 'out', '+in', '+out', 'skip'];

/**
 * A line's shape, declared: literal text with `{in}` and `{out}` for numbers, `{skip}` for anything up to the text
 * that follows it, and `{+in}` or `{+out}` (matching nothing) where the line itself means one person.
 * Throws an Error that names what is wrong with the pattern. Matching takes linear time, whatever the line.
 */
export function parseLinePattern(pattern: string): LinePattern {
  const parts = parseParts(pattern);
  return (line) => {
    const counts: Counts = {};
    let index = 0;
    for (const [position, part] of parts.entries()) {
      index = matchPart(part, parts[position + 1], line, index, counts);
      if (index < 0) return undefined;
    }
    return index === line.length ? counts : undefined;
  };
}

function parseParts(pattern: string): Part[] {
  const parts: Part[] = pattern
    .split(/(\{[^{}]*\})/)
    .filter((text) => text !== '')
    .map((text) => (text.startsWith('{') ? { field: text.slice(1, -1) } : { literal: text }));
  const fields = parts.flatMap((part) => ('field' in part ? [part.field] : []));
  const unknown = fields.find((field) => !FIELDS.includes(field));
  if (unknown !== undefined) {
    throw new Error(`'{${unknown}}' is no field; there are ${FIELDS.map((field) => `{${field}}`).join(' ')}`);
  }
  for (const direction of ['in', 'out']) {
    const uses = fields.filter((field) => field === direction || field === `+${direction}`).length;
    if (uses > 1) throw new Error(`'{${direction}}' stands twice`);
  }
  if (fields.every((field) => field === 'skip'))
    throw new Error('it counts nothing: add {in}, {out}, {+in} or {+out}');
  if (parts.some((part, at) => isSkip(part) && isSkip(parts[at + 1])))
    throw new Error("'{skip}{skip}' is one {skip}");
  return parts;
}

function isSkip(part: Part | undefined): boolean {
  return part !== undefined && 'field' in part && part.field === 'skip';
}

/** Where the match goes on, or -1. */
function matchPart(part: Part, next: Part | undefined, line: string, index: number, counts: Counts): number {
  if ('literal' in part) return line.startsWith(part.literal, index) ? index + part.literal.length : -1;
  switch (part.field) {
    case '+in':
      counts.entered = 1;
      return index;
    case '+out':
      counts.left = 1;
      return index;
    case 'skip':
      return next !== undefined && 'literal' in next
        ? line.indexOf(next.literal, index)
        : skipRest(next, line, index);
    default:
      return matchNumber(part.field, line, index, counts);
  }
}

/** `{skip}` before a number stops at the first digit; at the end of the pattern it takes all. */
function skipRest(next: Part | undefined, line: string, index: number): number {
  if (next === undefined || ('field' in next && next.field.startsWith('+'))) return line.length;
  let at = index;
  while (at < line.length && !isDigit(line, at)) at += 1;
  return at;
}

function matchNumber(field: string, line: string, index: number, counts: Counts): number {
  let end = index;
  while (end < line.length && isDigit(line, end)) end += 1;
  if (end === index || end - index > MAX_DIGITS) return -1;
  const value = Number(line.slice(index, end));
  if (field === 'in') counts.entered = value;
  else counts.left = value;
  return end;
}

function isDigit(line: string, index: number): boolean {
  const code = line.charCodeAt(index);
  return code >= 48 && code <= 57;
}
