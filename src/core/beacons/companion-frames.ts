import type { AdScan } from './ad-structures.ts';
import { u8 } from './bytes.ts';
import { EDDYSTONE_SERVICE } from './eddystone.ts';
import { HOLYIOT_SERVICE } from './holyiot.ts';
import { KONTAKT_SERVICE } from './kontakt.ts';
import { MINEW_FRAME, MINEW_SERVICE } from './minew.ts';
import { TELTONIKA_COMPANY } from './teltonika.ts';

const TLM_FRAME = 0x20;

/**
 * Returns true when the advert holds telemetry without an identity, which beacons send between their identity frames.
 * No phone sends such a frame. Source: Eddystone protocol specification (TLM frames are sent in addition to UID or URL
 * frames).
 */
export function isCompanion(bytes: Uint8Array, from: number, scan: AdScan): boolean {
  for (let i = 0; i < scan.count; i++) {
    const owner = scan.owner[i] ?? 0;
    const first = u8(bytes, from + (scan.at[i] ?? 0));
    if (scan.isCompany[i] === 1 ? owner === TELTONIKA_COMPANY : isCompanionService(owner, first)) return true;
  }
  return false;
}

function isCompanionService(owner: number, first: number): boolean {
  if (owner === EDDYSTONE_SERVICE) return first === TLM_FRAME;
  if (owner === MINEW_SERVICE) return first === MINEW_FRAME;
  return owner === HOLYIOT_SERVICE || owner === KONTAKT_SERVICE;
}
