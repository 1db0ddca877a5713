import type { AdScan } from './ad-structures.ts';
import { createAdScan, scanAdvert } from './ad-structures.ts';
import type { DecodedBeacon } from './beacon-fields.ts';
import type { Sender } from './bthome.ts';
import { BTHOME_SERVICE, decodeBthome } from './bthome.ts';
import {
  BTHOME_V1_SEALED_SERVICE,
  BTHOME_V1_SERVICE,
  decodeBthomeV1,
  decodeSealedBthomeV1,
} from './bthome-v1.ts';
import { hex, u8 } from './bytes.ts';
import { decodeEddystone, EDDYSTONE_SERVICE } from './eddystone.ts';
import { decodeHolyIot, HOLYIOT_SERVICE } from './holyiot.ts';
import type { Identity } from './identity.ts';
import { findIdentity, IBEACON_LENGTH } from './identity.ts';
import { decodeKontakt, KONTAKT_SERVICE } from './kontakt.ts';
import { decodeMibeacon, MIBEACON_SERVICE } from './mibeacon.ts';
import { decodeMinew, MINEW_SERVICE } from './minew.ts';
import { decodeRuuvi, RUUVI_COMPANY } from './ruuvi.ts';
import { decodeTeltonika, TELTONIKA_COMPANY } from './teltonika.ts';

/** One structure of an advert; `owner` identifies its format. */
interface Payload {
  readonly owner: number;
  readonly at: number;
  readonly length: number;
}

/** Decodes every beacon in the advert `bytes[from, to)`. Empty for an unknown radio. */
export function decodeAdvert(bytes: Uint8Array, from: number, to: number, sender: Sender): DecodedBeacon[] {
  const scan = createAdScan();
  scanAdvert(bytes, from, to, scan);
  return decodeScanned(bytes, from, scan, sender);
}

/** Decodes the beacons of an advert that `scanAdvert` has already scanned. */
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

/** Formats of variable length: their decoders cannot see that a structure was cut short. */
const UNSIZED: ReadonlySet<string> = new Set(['bthome', 'kontakt', 'mibeacon', 'minew']);

/** Returns false when damage may have changed the length of a format without a fixed length. */
function isCredible({ format }: DecodedBeacon, structure: number, scan: AdScan): boolean {
  if (format === 'eddystone-url') return scan.isWhole;
  return structure !== scan.doubtful || !UNSIZED.has(format);
}

function decodeCompany(
  bytes: Uint8Array,
  { owner, at, length }: Payload,
  isWhole: boolean,
): DecodedBeacon | undefined {
  if (owner === RUUVI_COMPANY) return decodeRuuvi(bytes, at, length);
  if (owner === TELTONIKA_COMPANY) return decodeTeltonika(bytes, at, length);
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

/** Battery percentage that some makers append after an iBeacon's power. */
function batteryOf(bytes: Uint8Array, at: number, length: number): number | undefined {
  const battery = u8(bytes, at + IBEACON_LENGTH);
  return length > IBEACON_LENGTH && battery <= 100 ? battery : undefined;
}

type DecodeService = (
  bytes: Uint8Array,
  at: number,
  length: number,
  sender: Sender,
) => DecodedBeacon | undefined;

/** Decoders by the 16-bit UUID of the service data. */
const SERVICES: ReadonlyMap<number, DecodeService> = new Map<number, DecodeService>([
  [BTHOME_SERVICE, decodeBthome],
  [BTHOME_V1_SERVICE, decodeBthomeV1],
  [BTHOME_V1_SEALED_SERVICE, decodeSealedBthomeV1],
  [EDDYSTONE_SERVICE, decodeEddystone],
  [HOLYIOT_SERVICE, (bytes, at, length, { address }) => decodeHolyIot(bytes, at, length, address)],
  [KONTAKT_SERVICE, decodeKontakt],
  [MIBEACON_SERVICE, decodeMibeacon],
  [MINEW_SERVICE, (bytes, at, length, { address }) => decodeMinew(bytes, at, length, address)],
]);

function decodeService(
  bytes: Uint8Array,
  { owner, at, length }: Payload,
  sender: Sender,
): DecodedBeacon | undefined {
  return SERVICES.get(owner)?.(bytes, at, length, sender);
}
