import { u8, u16le } from './bytes.ts';

/** What an advertisement carries that a beacon could be made of: positions of payloads, used again for the next one. */
export interface AdScan {
  count: number;
  /** Company identifier of manufacturer data, or the 16-bit UUID of service data. */
  readonly owner: Uint16Array;
  /** 1 manufacturer data, 0 service data. */
  readonly isCompany: Uint8Array;
  /** Where the payload begins, after the owner. */
  readonly at: Uint8Array;
  readonly length: Uint8Array;
}

const MAX_STRUCTURES = 8;
const SERVICE_DATA_16 = 0x16;
const MANUFACTURER_DATA = 0xff;
/** Types are assigned from 1 up, with room left here for those to come; anything else is a length gone wrong. */
const LAST_ASSIGNED = 0x3f;

export function createAdScan(): AdScan {
  return {
    count: 0,
    owner: new Uint16Array(MAX_STRUCTURES),
    isCompany: new Uint8Array(MAX_STRUCTURES),
    at: new Uint8Array(MAX_STRUCTURES),
    length: new Uint8Array(MAX_STRUCTURES),
  };
}

/**
 * Walks the length–type–value structures of an advertisement in `bytes[from, to)`. False when a length runs over the
 * end or leads to a type that does not exist: then nothing in it can be trusted. Source: Bluetooth Core 5.4, Vol 3 Part C, 11.
 */
export function scanAdvert(bytes: Uint8Array, from: number, to: number, scan: AdScan): boolean {
  scan.count = 0;
  let at = from;
  while (at < to) {
    const length = u8(bytes, at);
    // A zero ends the data early; the rest is padding.
    if (length === 0) return isZero(bytes, at, to);
    const end = at + 1 + length;
    if (end > to) return false;
    const type = u8(bytes, at + 1);
    if (!isAssigned(type)) return false;
    if ((type === MANUFACTURER_DATA || type === SERVICE_DATA_16) && length >= 3) {
      addField(scan, bytes, at + 2, end, from, type === MANUFACTURER_DATA ? 1 : 0);
    }
    at = end;
  }
  return true;
}

function isAssigned(type: number): boolean {
  return (type > 0 && type <= LAST_ASSIGNED) || type === MANUFACTURER_DATA;
}

function addField(
  scan: AdScan,
  bytes: Uint8Array,
  at: number,
  end: number,
  from: number,
  isCompany: 0 | 1,
): void {
  if (scan.count === MAX_STRUCTURES) return;
  scan.owner[scan.count] = u16le(bytes, at);
  scan.isCompany[scan.count] = isCompany;
  scan.at[scan.count] = at + 2 - from;
  scan.length[scan.count] = end - at - 2;
  scan.count++;
}

function isZero(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (u8(bytes, at) !== 0) return false;
  return true;
}
