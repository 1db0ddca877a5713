import { i8, u8, u16be } from './bytes.ts';

/** A beacon's stable identity: its position in an advert, and the signal strength that the beacon claims. */
export interface Identity {
  kind: 'ibeacon' | 'altbeacon' | 'eddystone-uid';
  at: number;
  length: number;
  /** Received power at one metre, in dBm; undefined when the beacon does not send it. */
  powerAt1mDbm: number | undefined;
}

const APPLE = 0x004c;
/** Bytes of type, length, UUID, major, minor and power. Some makers omit the power, others add a battery byte. */
export const IBEACON_LENGTH = 23;
const ALTBEACON_LENGTH = 24;
const EDDYSTONE = 0xfeaa;
/** Eddystone sends the power at 0 m. The first metre of free space takes 41 dB of it. */
const FIRST_METRE_DB = 41;

/**
 * Finds an identity in one payload and fills `identity`; false when there is none. `owner` is the company or service
 * id before the payload. Sources: Apple, Proximity Beacon Specification R1; AltBeacon Protocol Specification v1.0;
 * Eddystone-UID.
 */
export function findIdentity(
  bytes: Uint8Array,
  owner: number,
  isCompany: boolean,
  at: number,
  length: number,
  identity: Identity,
): boolean {
  if (isCompany && owner === APPLE && isIBeacon(bytes, at, length)) {
    identity.kind = 'ibeacon';
    identity.at = at + 2;
    identity.length = 20;
    identity.powerAt1mDbm = length < IBEACON_LENGTH ? undefined : i8(bytes, at + 22);
    return true;
  }
  if (isCompany && length === ALTBEACON_LENGTH && u16be(bytes, at) === 0xbeac) {
    identity.kind = 'altbeacon';
    identity.at = at + 2;
    identity.length = 20;
    identity.powerAt1mDbm = i8(bytes, at + 22);
    return true;
  }
  if (isCompany || owner !== EDDYSTONE || !isEddystoneUid(bytes, at, length)) return false;
  identity.kind = 'eddystone-uid';
  identity.at = at + 2;
  identity.length = 16;
  identity.powerAt1mDbm = i8(bytes, at + 1) - FIRST_METRE_DB;
  return true;
}

/** Type 02 alone does not prove an iBeacon: Apple puts other message types before and after it. */
function isIBeacon(bytes: Uint8Array, at: number, length: number): boolean {
  const isLength = Math.abs(length - IBEACON_LENGTH) <= 1;
  return isLength && u8(bytes, at) === 0x02 && u8(bytes, at + 1) === 0x15;
}

/** Length 18 omits the two reserved bytes. */
function isEddystoneUid(bytes: Uint8Array, at: number, length: number): boolean {
  return u8(bytes, at) === 0x00 && (length === 18 || length === 20);
}
