import { u8, u16le } from './bytes.ts';

/** The beacon payloads of one advert, as positions in its bytes. The object is reused for the next advert. */
export interface AdScan {
  count: number;
  /** False when a structure of the advert is damaged. The structures in this object come before the damage. */
  isWhole: boolean;
  /**
   * In a damaged advert, the structure whose length byte may be wrong: if it were shorter, all structures would fit. −1
   * for none.
   */
  doubtful: number;
  /** Company identifier of manufacturer data, or the 16-bit UUID of service data. */
  readonly owner: Uint16Array;
  /** 1 manufacturer data, 0 service data. */
  readonly isCompany: Uint8Array;
  /** Position of the payload, after the owner. */
  readonly at: Uint8Array;
  readonly length: Uint8Array;
}

const MAX_STRUCTURES = 8;
const SERVICE_DATA_16 = 0x16;
const MANUFACTURER_DATA = 0xff;
/**
 * Highest structure type that counts as valid. It leaves room for types that may be assigned later. A higher type comes
 * from a wrong length.
 */
const LAST_ASSIGNED = 0x3f;

export function createAdScan(): AdScan {
  return {
    count: 0,
    isWhole: true,
    doubtful: -1,
    owner: new Uint16Array(MAX_STRUCTURES),
    isCompany: new Uint8Array(MAX_STRUCTURES),
    at: new Uint8Array(MAX_STRUCTURES),
    length: new Uint8Array(MAX_STRUCTURES),
  };
}

/**
 * Scans the length–type–value structures of an advert in `bytes[from, to)`. False when a length runs over the end or
 * leads to an invalid type. Structures before the damage stay in `scan`. Source: Bluetooth Core 5.4, Vol 3 Part C, 11.
 */
export function scanAdvert(bytes: Uint8Array, from: number, to: number, scan: AdScan): boolean {
  scan.count = 0;
  scan.doubtful = -1;
  let at = from;
  let last = from;
  let end = findEnd(bytes, at, to);
  for (; at < to && end > at; end = findEnd(bytes, at, to)) {
    const type = u8(bytes, at + 1);
    if ((type === MANUFACTURER_DATA || type === SERVICE_DATA_16) && end - at >= 4) {
      addField(scan, bytes, at + 2, end, from, type === MANUFACTURER_DATA ? 1 : 0);
    }
    last = at;
    at = end;
  }
  scan.isWhole = at === to;
  if (!scan.isWhole && canEndElsewhere(bytes, last, at, to)) scan.doubtful = scan.count - 1;
  return scan.isWhole;
}

/** Returns the end of the structure at `at`: `to` for padding, and `at` itself when no structure starts there. */
function findEnd(bytes: Uint8Array, at: number, to: number): number {
  const length = u8(bytes, at);
  // A zero ends the data early; the rest is padding.
  if (length === 0) return isZero(bytes, at, to) ? to : at;
  const end = at + 1 + length;
  return end <= to && isAssigned(u8(bytes, at + 1)) ? end : at;
}

/** Returns true when a shorter structure in `[last, at)` would leave only whole structures behind it. */
function canEndElsewhere(bytes: Uint8Array, last: number, at: number, to: number): boolean {
  for (let start = last + 2; start < at; start++) {
    let end = start;
    while (end < to && findEnd(bytes, end, to) > end) end = findEnd(bytes, end, to);
    if (end === to) return true;
  }
  return false;
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
