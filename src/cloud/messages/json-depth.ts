const [QUOTE, BACKSLASH, OPEN, CLOSE, BRACE, END_BRACE] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Returns true when lists and objects in this JSON (RFC 8259) are nested deeper than `most`. Checks this before
 * JSON.parse, whose recursion would fail on deep nesting. Reads each byte once, without recursion.
 */
export function isDeeperThan(most: number, json: Uint8Array): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === QUOTE) at = findTextEnd(json, at + 1);
    else if (byte === CLOSE || byte === END_BRACE) depth -= 1;
    else if (byte === OPEN || byte === BRACE) depth += 1;
    if (depth > most) return true;
  }
  return false;
}

/** Returns the index of the quote that ends the string, or the end of the JSON when there is none. */
function findTextEnd(json: Uint8Array, from: number): number {
  let at = from;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at;
}
