import { i8, u8, u16le } from './bytes.ts';
import { isRssi } from './rssi.ts';

/** Positions of the parts of one report in an HCI event. The object is reused for the next report. */
export interface AdvertReport {
  /** Position of the address: six bytes, least significant first, as in the air. */
  addressAt: number;
  /** 0 public, 1 random. 2 and 3 are the same types, resolved by the controller. */
  addressType: number;
  rssiDbm: number;
  dataAt: number;
  dataEnd: number;
}

const HCI_EVENT = 0x04;
const LE_META_EVENT = 0x3e;
const ADVERTISING_REPORT = 0x02;
const EXTENDED_ADVERTISING_REPORT = 0x0d;
const LEGACY_HEAD = 9;
const EXTENDED_HEAD = 24;
/** Bits 5 and 6 of an extended report's type. Any value but 0 means incomplete data. */
const DATA_STATUS = 0x60;

/**
 * Calls `visit` for each advertising report of one HCI event packet (H4, with its leading 04). False when the packet
 * has another type or contradictory lengths. Source: Bluetooth Core 5.4, Vol 4 Part E, 7.7.65.2 and 7.7.65.13.
 */
export function eachReport(
  bytes: Uint8Array,
  report: AdvertReport,
  visit: (report: AdvertReport) => void,
): boolean {
  if (bytes.length < 5 || u8(bytes, 0) !== HCI_EVENT || u8(bytes, 1) !== LE_META_EVENT) return false;
  if (u8(bytes, 2) !== bytes.length - 3) return false;
  const subevent = u8(bytes, 3);
  if (subevent !== ADVERTISING_REPORT && subevent !== EXTENDED_ADVERTISING_REPORT) return false;
  const locate = subevent === ADVERTISING_REPORT ? locateLegacy : locateExtended;
  // Checks all lengths before the first visit: one wrong length makes all reports unreliable.
  let at = 5;
  for (let left = u8(bytes, 4); left > 0; left--) {
    at = locate(bytes, at, report);
    if (at < 0) return false;
  }
  if (at !== bytes.length) return false;
  at = 5;
  for (let left = u8(bytes, 4); left > 0; left--) {
    at = locate(bytes, at, report);
    if (isRssi(report.rssiDbm) && report.dataEnd > report.dataAt) visit(report);
  }
  return true;
}

/** Fills `report`. Returns where the next report begins, or −1 when this one is cut short. */
function locateLegacy(bytes: Uint8Array, at: number, report: AdvertReport): number {
  if (at + LEGACY_HEAD > bytes.length) return -1;
  report.addressType = u8(bytes, at + 1);
  report.addressAt = at + 2;
  report.dataAt = at + LEGACY_HEAD;
  report.dataEnd = report.dataAt + u8(bytes, at + 8);
  report.rssiDbm = i8(bytes, report.dataEnd);
  return report.dataEnd + 1 > bytes.length ? -1 : report.dataEnd + 1;
}

function locateExtended(bytes: Uint8Array, at: number, report: AdvertReport): number {
  if (at + EXTENDED_HEAD > bytes.length) return -1;
  report.addressType = u8(bytes, at + 2);
  report.addressAt = at + 3;
  report.rssiDbm = i8(bytes, at + 13);
  report.dataAt = at + EXTENDED_HEAD;
  const end = report.dataAt + u8(bytes, at + 23);
  report.dataEnd = (u16le(bytes, at) & DATA_STATUS) === 0 ? end : report.dataAt;
  return end > bytes.length ? -1 : end;
}
