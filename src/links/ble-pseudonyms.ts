import { createHmac, randomFillSync } from 'node:crypto';

/** No pseudonym outlives this, unless a written decision says so: two windows can then never be joined. */
export const EPOCH_MS = 5 * 60_000;
/** And none outlives a day, whatever was decided. */
const MAX_EPOCH_MS = 24 * 3_600_000;
/** 48 bits: no two of a million radios of an epoch fall together but once in a thousand epochs. */
const PSEUDONYM_BYTES = 6;

/** Names for radios that are nobody's, under a random key that lives for one epoch, in memory, and is overwritten. */
export class Pseudonyms {
  readonly #key = new Uint8Array(32);
  readonly #address = new Uint8Array(6);
  readonly #epochMs: number;
  #untilMs = Number.NEGATIVE_INFINITY;

  constructor(epochMs: number = EPOCH_MS) {
    this.#epochMs = Math.min(epochMs, MAX_EPOCH_MS);
  }

  /** Call before use: begins a new epoch when the old one is over. Returns whether it did. */
  renew(nowMs: number): boolean {
    // A clock that was set back must not stretch an epoch.
    if (nowMs < this.#untilMs && nowMs >= this.#untilMs - this.#epochMs) return false;
    randomFillSync(this.#key);
    this.#untilMs = (Math.floor(nowMs / this.#epochMs) + 1) * this.#epochMs;
    return true;
  }

  /** The pseudonym of an address given as a number. */
  of(address: number): string {
    let rest = address;
    for (let i = 5; i >= 0; i--) {
      this.#address[i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    const digest = createHmac('sha256', this.#key).update(this.#address).digest();
    this.#address.fill(0);
    return digest.subarray(0, PSEUDONYM_BYTES).toString('base64url');
  }

  /** The end of the process. */
  destroy(): void {
    this.#key.fill(0);
    this.#untilMs = Number.NEGATIVE_INFINITY;
  }
}
