import { createHmac } from 'node:crypto';
import type { OptOutList } from '../../ports/ble-channel.ts';

const DIGEST_BYTES = 16;
/** Largest number of cached results. Without the cache, each address would cost a digest every second. */
const MAX_KNOWN = 4_096;

/** A device's entry in the opt-out list: a keyed digest of its address (most significant byte first). */
export function optOutDigest(key: Uint8Array, address: Uint8Array): string {
  return createHmac('sha256', key).update(address).digest().subarray(0, DIGEST_BYTES).toString('hex');
}

/** Recognises devices whose owners opted out of counting. */
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

  /** Empties the cache: addresses must not stay in memory for more than some minutes. */
  forgetAddresses(): void {
    this.#known.clear();
  }
}
