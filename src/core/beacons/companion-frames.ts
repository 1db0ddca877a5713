import type { AdScan } from './ad-structures.ts';
import { u8 } from './bytes.ts';
import { EDDYSTONE_SERVICE } from './eddystone.ts';
import { HOLYIOT_SERVICE } from './holyiot.ts';

const TLM_FRAME = 0x20;

/**
 * Whether the advertisement holds a frame that only a beacon sends and that does not say which: telemetry in between the
 * frames of its identity. No phone sends one. Source: Eddystone protocol specification (TLM comes beside UID or URL).
 */
export function isCompanion(bytes: Uint8Array, from: number, scan: AdScan): boolean {
  for (let i = 0; i < scan.count; i++) {
    if (scan.isCompany[i] === 1) continue;
    const owner = scan.owner[i];
    if (owner === HOLYIOT_SERVICE) return true;
    if (owner === EDDYSTONE_SERVICE && u8(bytes, from + (scan.at[i] ?? 0)) === TLM_FRAME) return true;
  }
  return false;
}
