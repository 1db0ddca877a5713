/**
 * Kinds of checksum at the end of a device's text line: hexadecimal digits, computed from the characters before them.
 */
export const CHECKSUMS = ['xor', 'sum', 'crc16'] as const;
export type Checksum = (typeof CHECKSUMS)[number];

/**
 * Kinds of CRC-16, with their start values. The polynomial's bits are reversed (MODBUS, ARC) or not (CCITT-FALSE,
 * XMODEM).
 */
const CRC16_KINDS = [
  { polynomial: 0xa001, isReversed: true, start: 0xffff },
  { polynomial: 0xa001, isReversed: true, start: 0 },
  { polynomial: 0x1021, isReversed: false, start: 0xffff },
  { polynomial: 0x1021, isReversed: false, start: 0 },
] as const;
/** In NMEA 0183 the checksum leaves out the first character of a sentence. */
const SENTENCE_STARTS = '$!';

export function isChecksum(field: string): field is Checksum {
  return (CHECKSUMS as readonly string[]).includes(field);
}

/**
 * Returns the index after the checksum that begins at `index`; -1 when it is wrong. Manuals disagree on whether the
 * character before the checksum is included, and on the kind of CRC. Any variant may therefore match.
 */
export function matchChecksum(kind: Checksum, line: string, index: number): number {
  const digits = kind === 'crc16' ? 4 : 2;
  const text = line.slice(index, index + digits);
  if (!/^[0-9A-Fa-f]+$/.test(text) || text.length !== digits) return -1;
  const told = Number.parseInt(text, 16);
  const starts = SENTENCE_STARTS.includes(line.charAt(0)) ? [0, 1] : [0];
  const isRight = starts.some((from) =>
    [index, index - 1].some((to) => checksumsOf(kind, line.slice(from, Math.max(from, to))).includes(told)),
  );
  return isRight ? index + digits : -1;
}

function checksumsOf(kind: Checksum, text: string): number[] {
  const codes = Array.from(text, (character) => character.charCodeAt(0) & 0xff);
  if (kind === 'xor') return [codes.reduce((all, code) => all ^ code, 0)];
  if (kind === 'sum') return [codes.reduce((all, code) => (all + code) & 0xff, 0)];
  return CRC16_KINDS.flatMap((each) => {
    const crc = codes.reduce((all, code) => crc16Step(all, code, each), each.start);
    // Some devices send the low byte first, so both byte orders are valid.
    return [crc, ((crc & 0xff) << 8) | (crc >> 8)];
  });
}

function crc16Step(
  crc: number,
  code: number,
  { polynomial, isReversed }: (typeof CRC16_KINDS)[number],
): number {
  let next = isReversed ? crc ^ code : crc ^ (code << 8);
  for (let bit = 0; bit < 8; bit++) {
    const isSet = isReversed ? (next & 1) === 1 : (next & 0x8000) !== 0;
    next = isReversed ? next >> 1 : (next << 1) & 0xffff;
    if (isSet) next ^= polynomial;
  }
  return next;
}
