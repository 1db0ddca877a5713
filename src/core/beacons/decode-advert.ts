import type { AdScan } from './ad-structures.ts';
import { createAdScan, scanAdvert } from './ad-structures.ts';
import type { DecodedBeacon } from './beacon-fields.ts';
import type { Sender } from './bthome.ts';
import { BTHOME_SERVICE, decodeBthome } from './bthome.ts';
import { hex } from './bytes.ts';
import { decodeEddystone } from './eddystone.ts';
import { decodeHolyIot, HOLYIOT_SERVICE } from './holyiot.ts';
import type { Identity } from './identity.ts';
import { findIdentity } from './identity.ts';
import { decodeRuuvi, RUUVI_COMPANY } from './ruuvi.ts';

const EDDYSTONE_SERVICE = 0xfeaa;

/** A part of an advertisement of which `owner` says what it is. */
interface Payload {
  readonly owner: number;
  readonly at: number;
  readonly length: number;
}

/** Every beacon in the advertisement `bytes[from, to)`; none for an unknown radio. */
export function decodeAdvert(bytes: Uint8Array, from: number, to: number, sender: Sender): DecodedBeacon[] {
  const scan = createAdScan();
  if (!scanAdvert(bytes, from, to, scan)) return [];
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
    const beacon = isCompany ? decodeCompany(bytes, payload) : decodeService(bytes, payload, sender);
    if (beacon !== undefined) beacons.push(beacon);
  }
  return beacons;
}

function decodeCompany(bytes: Uint8Array, { owner, at, length }: Payload): DecodedBeacon | undefined {
  if (owner === RUUVI_COMPANY) return decodeRuuvi(bytes, at, length);
  const identity: Identity = { kind: 'ibeacon', at: 0, length: 0, powerAt1mDbm: 0 };
  if (!findIdentity(bytes, owner, true, at, length, identity)) return undefined;
  const { kind, powerAt1mDbm } = identity;
  return { format: kind, id: hex(bytes, identity.at, identity.length), powerAt1mDbm };
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
