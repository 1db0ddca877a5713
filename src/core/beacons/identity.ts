import { i8, u8, u16be } from './bytes.ts';

/** Where in an advertisement a beacon's stable identity is, and how strong it says it sends. */
export interface Identity {
  kind: 'ibeacon' | 'altbeacon' | 'eddystone-uid';
  at: number;
  length: number;
  /** At one metre; undefined where it is not sent. */
  powerAt1mDbm: number | undefined;
}

const APPLE = 0x004c;
/** Type, length, UUID, major, minor and power. Some makers leave the power out, others add a battery byte. */
export const IBEACON_LENGTH = 23;
const ALTBEACON_LENGTH = 24;
const EDDYSTONE = 0xfeaa;
/** Eddystone's power is that at no distance; free space takes 41 dB of it on the first metre. */
const FIRST_METRE_DB = 41;

/**
 * Fills `identity` from one payload (`owner` already read) and says whether there is one.
 * Sources: Apple, Proximity Beacon Specification R1; AltBeacon Protocol Specification v1.0; Eddystone-UID.
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

/** Type 02 alone is not enough: Apple puts other message types before and after. */
function isIBeacon(bytes: Uint8Array, at: number, length: number): boolean {
  const isLength = Math.abs(length - IBEACON_LENGTH) <= 1;
  return isLength && u8(bytes, at) === 0x02 && u8(bytes, at + 1) === 0x15;
}

/** Two reserved bytes may be left out. */
function isEddystoneUid(bytes: Uint8Array, at: number, length: number): boolean {
  return u8(bytes, at) === 0x00 && (length === 18 || length === 20);
}
