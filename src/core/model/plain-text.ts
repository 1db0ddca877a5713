/**
 * Redacts all text that leaves the process: log, events, status, bundle, terminal. It works by allow-list: only
 * scheme, host and port of an address stay. The value of a field with a secret's name is removed.
 */

const LEFT_OUT = '(left out)';
/** An address: a scheme and all text up to the next space. */
const ADDRESS = /\b[a-z][a-z0-9+.-]{0,15}:\/\/\S*/gi;
const HOST = /^(?:\[[0-9a-f:.]{2,45}\]|[\w.-]{1,253})(?::\d{1,5})?(?=:?$|[/?#,;)'"\]}])/i;
const SECRET_NAME =
  /pass(?:word|wd|phrase)|secret|token|authori[sz]ation|cookie|credential|^key$|bindkey|^irk$/i;
const MAX_LEVELS = 8;

/**
 * Reduces an address to scheme and host: `rtsp://user:pw@cam:554/live?key=1` → `rtsp://cam:554`. Drops the host too
 * when its position is ambiguous.
 */
function plainAddress(address: string): string {
  const start = address.indexOf('://') + 3;
  const scheme = address.slice(0, start);
  const at = address.lastIndexOf('@');
  const authority = address.slice(Math.max(start, at + 1));
  const hasDoubt = at > start && /[/?#]/.test(address.slice(start, at));
  const host = hasDoubt ? undefined : HOST.exec(authority)?.[0];
  return host === undefined ? `${scheme}…` : `${scheme}${host}`;
}

export function plainText(text: string): string {
  return text.includes('://') ? text.replace(ADDRESS, plainAddress) : text;
}

/** Redacts every text in a value of plain objects and lists. Leaves out values of fields with a secret's name. */
export function plainValues(value: unknown, levels = MAX_LEVELS): unknown {
  if (typeof value === 'string') return plainText(value);
  if (value === null || typeof value !== 'object') return value;
  if (levels === 0) return LEFT_OUT;
  if (Array.isArray(value)) return value.map((item) => plainValues(item, levels - 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SECRET_NAME.test(name) && !name.endsWith('File') ? LEFT_OUT : plainValues(inner, levels - 1),
    ]),
  );
}

/** Largest number of characters shown of a line. A device may send lines of any length. */
const MAX_LINE = 60;

/** Makes a line of a device printable and short, for technicians. */
export function readableLine(line: string): string {
  return plainText(line)
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, MAX_LINE);
}
