import type { AdScan } from './ad-structures.ts';
import { createAdScan, scanAdvert } from './ad-structures.ts';
import type { DecodedBeacon } from './beacon-fields.ts';
import type { Sender } from './bthome.ts';
import { BTHOME_SERVICE, decodeBthome } from './bthome.ts';
import { hex, u8 } from './bytes.ts';
import { decodeEddystone, EDDYSTONE_SERVICE } from './eddystone.ts';
import { decodeHolyIot, HOLYIOT_SERVICE } from './holyiot.ts';
import type { Identity } from './identity.ts';
import { findIdentity, IBEACON_LENGTH } from './identity.ts';
import { decodeRuuvi, RUUVI_COMPANY } from './ruuvi.ts';

/** A part of an advertisement of which `owner` says what it is. */
interface Payload {
  readonly owner: number;
  readonly at: number;
  readonly length: number;
}

/** Every beacon in the advertisement `bytes[from, to)`; none for an unknown radio. */
export function decodeAdvert(bytes: Uint8Array, from: number, to: number, sender: Sender): DecodedBeacon[] {
  const scan = createAdScan();
  scanAdvert(bytes, from, to, scan);
  return decodeScanned(bytes, from, scan, sender);
}

/** The same, for an advertisement that has been scanned already. */
export function decodeScanned(
  bytes: Uint8Array,
  from: number,
  scan: AdScan,
  sender: Sender,
): DecodedBeacon[] {
  const beacons: DecodedBeacon[] = [];
  for (let i = 0; i < scan.count; i++) {
    const at = from + (scan.at[i] ?? 0);
    const payload = { owner: scan.owner[i] ?? 0, at, length: scan.length[i] ?? 0 };
    const isCompany = scan.isCompany[i] === 1;
    const beacon = isCompany
      ? decodeCompany(bytes, payload, scan.isWhole)
      : decodeService(bytes, payload, sender);
    if (beacon !== undefined && isCredible(beacon, i, scan)) beacons.push(beacon);
  }
  return beacons;
}

/** After damage, formats of no fixed length may have been read too long or too short. */
function isCredible({ format }: DecodedBeacon, structure: number, scan: AdScan): boolean {
  if (format === 'eddystone-url') return scan.isWhole;
  return format !== 'bthome' || structure !== scan.doubtful;
}

function decodeCompany(
  bytes: Uint8Array,
  { owner, at, length }: Payload,
  isWhole: boolean,
): DecodedBeacon | undefined {
  if (owner === RUUVI_COMPANY) return decodeRuuvi(bytes, at, length);
  const identity: Identity = { kind: 'ibeacon', at: 0, length: 0, powerAt1mDbm: undefined };
  if (!findIdentity(bytes, owner, true, at, length, identity)) return undefined;
  const { kind, powerAt1mDbm } = identity;
  const battery = kind === 'ibeacon' && isWhole ? batteryOf(bytes, at, length) : undefined;
  return {
    ...{ format: kind, id: hex(bytes, identity.at, identity.length) },
    ...(powerAt1mDbm !== undefined && { powerAt1mDbm }),
    ...(battery !== undefined && { readings: { battery } }),
  };
}

/** Per cent, in a byte that some makers put after an iBeacon's power. */
function batteryOf(bytes: Uint8Array, at: number, length: number): number | undefined {
  const battery = u8(bytes, at + IBEACON_LENGTH);
  return length > IBEACON_LENGTH && battery <= 100 ? battery : undefined;
}

function decodeService(
  bytes: Uint8Array,
  { owner, at, length }: Payload,
  sender: Sender,
): DecodedBeacon | undefined {
  if (owner === BTHOME_SERVICE) return decodeBthome(bytes, at, length, sender);
  if (owner === EDDYSTONE_SERVICE) return decodeEddystone(bytes, at, length);
  if (owner === HOLYIOT_SERVICE) return decodeHolyIot(bytes, at, length, sender.address);
  return undefined;
}
