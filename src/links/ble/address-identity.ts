import type { NearIdentity } from './nearby-detector.ts';

/**
 * Distinguishes constant addresses from changing addresses. An address (most significant byte first) is constant if it
 * is public, or if it is random and static: its two highest bits are then set. When its type is unknown, these two bits
 * decide.
 */
export function addressIdentity(address: Uint8Array, isRandom: boolean | undefined): NearIdentity {
  return lasts(address, isRandom) ? { what: 'new', by: 'address', bytes: address } : { what: 'changing' };
}

export function lasts(address: Uint8Array, isRandom: boolean | undefined): boolean {
  return isRandom === false || ((address[0] ?? 0) & 0xc0) === 0xc0;
}

/** Converts an address (most significant byte first) to the number that identifies a radio in this program. */
export function toNumber(address: Uint8Array): number {
  return address.reduce((number, byte) => number * 256 + byte, 0);
}
