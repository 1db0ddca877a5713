import type { Tap } from '../../core/door-audit/audit-accuracy.ts';
import type { EpochMs } from '../../core/model/ids.ts';

export type ReadTaps =
  | { readonly taps: readonly Tap[]; readonly problems: readonly [] }
  | { readonly taps: undefined; readonly problems: readonly string[] };

const DIRECTION = /(?:^|[^a-z])(in|out)(?![a-z])/i;
const ISO = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/i;
/** Matches a time in milliseconds since 1970, or in seconds with or without decimals. */
const EPOCH = /(?<![\d.-])(?:\d{13}(?:\.\d+)?|\d{10}(?:\.\d+)?)(?![\d:-])/;
const MAX_PROBLEMS = 20;

/**
 * Reads a list of taps in any order. Each line has `in` or `out` and a time, separated by comma, semicolon, tab or
 * space; JSON also works. Times are ISO 8601 (in local time of the store without an offset), or seconds or milliseconds
 * since 1970. Skips empty lines, lines that begin with `#`, and column names in the first line. Returns either all
 * taps, or only problems.
 */
export function readTaps(text: string, utcOffsetMs: (atMs: number) => number): ReadTaps {
  const taps: Tap[] = [];
  const problems: string[] = [];
  const lines = linesOf(text);
  for (const [index, line] of lines.entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const direction = DIRECTION.exec(trimmed)?.[1]?.toLowerCase() as Tap['direction'] | undefined;
    const atMs = timeIn(trimmed, utcOffsetMs);
    if (direction !== undefined && atMs !== undefined)
      taps.push({ at: Math.round(atMs) as EpochMs, direction });
    else if (atMs !== undefined || taps.length > 0 || !isHeader(trimmed)) {
      const missing = direction === undefined ? '`in` or `out`' : 'a time such as 2026-05-01T09:00:00Z';
      problems.push(`line ${index + 1}: ${missing} is missing in '${trimmed.slice(0, 60)}'`);
    }
  }
  if (problems.length > 0) return { taps: undefined, problems: problems.slice(0, MAX_PROBLEMS) };
  return { taps: taps.sort((a, b) => a.at - b.at), problems: [] };
}

/** Splits the text into lines. Each item of a JSON array becomes a line. */
function linesOf(text: string): string[] {
  const plain = text.replace(/^\uFEFF/, '');
  if (!plain.trimStart().startsWith('[')) return plain.split(/\r\n|\r|\n/);
  try {
    const list: unknown = JSON.parse(plain);
    if (Array.isArray(list)) return list.map((item) => JSON.stringify(item));
  } catch {
    // Not valid JSON. Reading it as lines below reports the problems.
  }
  return plain.split(/\r\n|\r|\n/);
}

function isHeader(line: string): boolean {
  return !/\d/.test(line);
}

function timeIn(line: string, utcOffsetMs: (atMs: number) => number): number | undefined {
  const iso = ISO.exec(line)?.[0].replace(' ', 'T').replace(',', '.');
  if (iso !== undefined) {
    const isZoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(iso.slice(11));
    const atMs = Date.parse(isZoned ? iso : `${iso}Z`);
    if (Number.isNaN(atMs)) return undefined;
    return isZoned ? atMs : atMs - utcOffsetMs(atMs);
  }
  const epoch = EPOCH.exec(line)?.[0];
  if (epoch === undefined) return undefined;
  return Number(epoch) * (/^\d{10}(?:\.|$)/.test(epoch) ? 1000 : 1);
}
