import { CHECKSUMS, isChecksum, matchChecksum } from './line-checksum.ts';

/** The numbers of a text line, by the pattern's field names. */
export type LineNumbers = Readonly<Record<string, number>>;
export type TextPattern = (line: string) => LineNumbers | undefined;

/** Largest number of digits of a number. Ten digits hold any 32-bit counter, so a longer number is an error. */
const MAX_DIGITS = 10;

type Part = { readonly literal: string } | { readonly field: string };

/**
 * Parses a text pattern. It may hold literal text, and these pieces:
 * - `{name}` for a number, and `{skip}` for anything up to the piece after it;
 * - `{xor}`, `{sum}` or `{crc16}` for a checksum of the text before it;
 * - `{+name}`, which matches no characters: the line itself means one.
 *
 * Throws an Error that names the pattern's fault. Matching takes linear time for any line.
 */
export function parseTextPattern(pattern: string, names: readonly string[]): TextPattern {
  const parts = parsePieces(pattern, names);
  return (line) => {
    const numbers: Record<string, number> = {};
    let index = 0;
    for (const [position, part] of parts.entries()) {
      const isSkip = 'field' in part && part.field === 'skip';
      index = isSkip ? skipTo(parts[position + 1], line, index) : matchPart(part, line, index, numbers);
      if (index < 0) return undefined;
    }
    return index === line.length ? numbers : undefined;
  };
}

function parsePieces(pattern: string, names: readonly string[]): Part[] {
  const parts: Part[] = pattern
    .split(/(\{[^{}]*\})/)
    .filter((text) => text !== '')
    .map((text) => (text.startsWith('{') ? { field: text.slice(1, -1) } : { literal: text }));
  const fields = parts.flatMap((part) => ('field' in part ? [part.field.replace(/^\+/, '')] : []));
  const known = ['skip', ...CHECKSUMS, ...names];
  const unknown = fields.find((field) => !known.includes(field));
  if (unknown !== undefined) {
    throw new Error(`'{${unknown}}' is no field; there are ${known.map((name) => `{${name}}`).join(' ')}`);
  }
  const twice = names.find((name) => fields.filter((field) => field === name).length > 1);
  if (twice !== undefined) throw new Error(`'{${twice}}' stands twice`);
  if (fields.every((field) => field === 'skip' || isChecksum(field)))
    throw new Error(`it reads nothing: add {${names.join('} or {')}}`);
  return parts;
}

/** Returns the index where the match continues, or -1. */
function matchPart(part: Part, line: string, index: number, numbers: Record<string, number>): number {
  if ('literal' in part) return line.startsWith(part.literal, index) ? index + part.literal.length : -1;
  if (isChecksum(part.field)) return matchChecksum(part.field, line, index);
  if (part.field.startsWith('+')) {
    numbers[part.field.slice(1)] = 1;
    return index;
  }
  return matchNumber(part.field, line, index, numbers);
}

/**
 * Returns the index to which `{skip}` skips: the next literal text, the next digit if a number follows, else the end.
 */
function skipTo(next: Part | undefined, line: string, index: number): number {
  if (next === undefined || ('field' in next && next.field.startsWith('+'))) return line.length;
  if ('literal' in next) return line.indexOf(next.literal, index);
  let at = index;
  while (at < line.length && !isDigit(line, at)) at += 1;
  return at;
}

function matchNumber(field: string, line: string, index: number, numbers: Record<string, number>): number {
  let end = index;
  while (end < line.length && isDigit(line, end)) end += 1;
  if (end === index || end - index > MAX_DIGITS) return -1;
  numbers[field] = Number(line.slice(index, end));
  return end;
}

function isDigit(line: string, index: number): boolean {
  const code = line.charCodeAt(index);
  return code >= 48 && code <= 57;
}
