/** Largest value of an `int` column. No number of people or seconds reaches it. */
const MOST = 2 ** 31 - 1;
/** Fields with row numbers may be larger: their columns have 64 bits. */
const NUMBERS = new Set(['seq', 'fromSeq', 'toSeq']);
const TIMES = new Set(['from', 'since', 'at', 'day']);
/** Streams that are stored unchanged, in columns of type `jsonb`. */
const KEPT_WHOLE = ['event', 'meaning', 'state'];

/**
 * Returns why PostgreSQL would refuse a valid row, or undefined when it would not. One such row makes the whole batch
 * fail, and finding it takes many attempts. This check keeps a gateway with many of them from slowing down others. The
 * recursion is safe, because the nesting was checked before.
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

/**
 * Returns whether the date exists. JavaScript reads 31 February as a day in March, so this compares the text with the
 * date read.
 */
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
