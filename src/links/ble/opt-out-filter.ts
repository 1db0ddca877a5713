import { createHmac } from 'node:crypto';
import type { OptOutList } from '../../ports/ble-channel.ts';

const DIGEST_BYTES = 16;
/** Addresses asked about lately: one digest for each, and not one a second. */
const MAX_KNOWN = 4_096;

/** What stands in the opt-out list for a device: its address (most significant byte first) under the list's own key. */
export function optOutDigest(key: Uint8Array, address: Uint8Array): string {
  return createHmac('sha256', key).update(address).digest().subarray(0, DIGEST_BYTES).toString('hex');
}

/** Devices whose owners want not even to be counted. */
export class OptOutFilter {
  readonly #key: Buffer;
  readonly #digests: ReadonlySet<string>;
  readonly #known = new Map<number, boolean>();

  constructor({ keyHex, digests }: OptOutList) {
    this.#key = Buffer.from(keyHex, 'hex');
    this.#digests = new Set(digests);
  }

  has(address: Uint8Array, asNumber: number): boolean {
    if (this.#digests.size === 0) return false;
    const known = this.#known.get(asNumber);
    if (known !== undefined) return known;
    const isOut = this.#digests.has(optOutDigest(this.#key, address));
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(asNumber, isOut);
    return isOut;
  }

  /** Addresses do not outlive minutes, not even in a cache. */
  forgetAddresses(): void {
    this.#known.clear();
  }
}
