/** What a column of type `int` holds, and more than any amount of people or seconds. */
const MOST = 2 ** 31 - 1;
/** Row numbers have columns of their own, of 64 bits. */
const NUMBERS = new Set(['seq', 'fromSeq', 'toSeq']);
const TIMES = new Set(['from', 'since', 'at', 'day']);
/** Streams that are kept as they came, in columns of type `jsonb`. */
const KEPT_WHOLE = ['event', 'meaning', 'state'];

/**
 * What of a row that keeps the contract PostgreSQL would refuse; undefined when nothing is found. One such row would fail its whole
 * batch, which is then written in halves: a gateway that sends many must not cost the others that. The JSON nests as deep as
 * the contract allows.
 */
export function findUnstorable(stream: string, row: unknown): string | undefined {
  const most = KEPT_WHOLE.includes(stream) ? Number.MAX_VALUE : MOST;
  return findIn('', row, most);
}

function findIn(name: string, value: unknown, most: number): string | undefined {
  if (typeof value === 'number')
    return Math.abs(value) <= most || NUMBERS.has(name) ? undefined : `${name}: too large a number`;
  if (typeof value === 'string') return findInText(name, value);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const found = findInText('name', key) ?? findIn(Array.isArray(value) ? name : key, inner, most);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findInText(name: string, text: string): string | undefined {
  if (text.includes('\0') || !text.isWellFormed()) return `${name}: characters that no text holds`;
  if (TIMES.has(name) && !isDate(text)) return `${name}: no such date`;
  if (name === 'timezone' && !isTimeZone(text)) return `${name}: no such time zone`;
  if (name === 'hours' && !/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) return `${name}: no such time of day`;
  return undefined;
}

/** The 31st of February is none, though JavaScript reads it as a day in March. */
function isDate(text: string): boolean {
  const date = new Date(text);
  return (
    !Number.isNaN(date.getTime()) &&
    date.getUTCFullYear() > 0 &&
    date.toISOString().startsWith(text.slice(0, 19))
  );
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
