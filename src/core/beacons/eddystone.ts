import type { DecodedBeacon } from './beacon-fields.ts';
import { hex, i8, i16be, u8, u16be, u32be } from './bytes.ts';
import { decodeRuuviUrl } from './ruuvi.ts';

export const EDDYSTONE_SERVICE = 0xfeaa;
const FIRST_METRE_DB = 41;
const SCHEMES = ['http://www.', 'https://www.', 'http://', 'https://'];
const SUFFIXES = ['.com', '.org', '.edu', '.net', '.info', '.biz', '.gov'];
/** Temperature value of a tag without a thermometer. */
const NO_TEMPERATURE = -0x8000;

/**
 * Decodes Eddystone service data (0xFEAA), from the frame type on. Undefined when its length does not fit the frame.
 * Source: the Eddystone protocol specification (UID, URL, TLM, encrypted TLM, EID).
 */
export function decodeEddystone(bytes: Uint8Array, at: number, length: number): DecodedBeacon | undefined {
  const frame = u8(bytes, at);
  if (frame === 0x00 && (length === 18 || length === 20)) {
    return { format: 'eddystone-uid', id: hex(bytes, at + 2, 16), powerAt1mDbm: powerOf(bytes, at) };
  }
  if (frame === 0x10 && length >= 4 && length <= 20) return decodeUrl(bytes, at, length);
  if (frame === 0x20) return decodeTlm(bytes, at, length);
  if (frame === 0x30 && length === 10) {
    return { format: 'eddystone-eid', id: hex(bytes, at + 2, 8), powerAt1mDbm: powerOf(bytes, at) };
  }
  return undefined;
}

function powerOf(bytes: Uint8Array, at: number): number {
  return i8(bytes, at + 1) - FIRST_METRE_DB;
}

function decodeUrl(bytes: Uint8Array, at: number, length: number): DecodedBeacon | undefined {
  const scheme = SCHEMES[u8(bytes, at + 2)];
  if (scheme === undefined) return undefined;
  let url = scheme;
  for (let i = at + 3; i < at + length; i++) {
    const code = u8(bytes, i);
    const part =
      code < 0x0e ? expand(code) : code > 0x20 && code < 0x7f ? String.fromCharCode(code) : undefined;
    if (part === undefined) return undefined;
    url += part;
  }
  return decodeRuuviUrl(url) ?? { format: 'eddystone-url', url, powerAt1mDbm: powerOf(bytes, at) };
}

/** Codes 0–6 stand for a suffix that ends in a slash, 7–13 for the same suffixes without the slash. */
function expand(code: number): string {
  return code < 7 ? `${SUFFIXES[code]}/` : (SUFFIXES[code - 7] ?? '');
}

function decodeTlm(bytes: Uint8Array, at: number, length: number): DecodedBeacon | undefined {
  const version = u8(bytes, at + 1);
  if (version === 0x01 && length === 18) return { format: 'eddystone-etlm' };
  if (version !== 0x00 || length !== 14) return undefined;
  const batteryMv = u16be(bytes, at + 2);
  const temperature = i16be(bytes, at + 4);
  return {
    format: 'eddystone-tlm',
    readings: {
      ...(batteryMv > 0 && { batteryMv }),
      ...(temperature !== NO_TEMPERATURE && { temperature: temperature / 256 }),
      uptimeS: u32be(bytes, at + 10) / 10,
    },
    packet: u32be(bytes, at + 6),
  };
}
