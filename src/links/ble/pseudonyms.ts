import { hash, randomFillSync } from 'node:crypto';

/**
 * Longest life of a pseudonym without a written decision of the owner. After it, a radio gets a new pseudonym that
 * cannot be linked to the old one.
 */
export const EPOCH_MS = 5 * 60_000;
/** Longest life of a pseudonym under any settings: one day. */
const MAX_EPOCH_MS = 24 * 3_600_000;
/** With 48 bits, among a million radios two share a pseudonym in only about two of a thousand epochs. */
const PSEUDONYM_BYTES = 6;
const ADDRESS_BYTES = 6;
/**
 * Constants of HMAC-SHA256 (RFC 2104). The key is padded to a block. The inner hash gets it XORed with one byte, the
 * outer hash with another.
 */
const BLOCK_BYTES = 64;
const KEY_BYTES = 32;
const [INNER, OUTER] = [0x36, 0x5c];
const DIGEST_BYTES = 32;

/**
 * Makes pseudonyms for unknown radios, under a random key. The key lives in memory for one epoch and is then
 * overwritten.
 */
export class Pseudonyms {
  /**
   * Inputs of the two digests of an HMAC. Both contain the key, and are prepared once per epoch: an HMAC object per
   * pseudonym costs five times as much as the two digests alone.
   */
  readonly #inner = new Uint8Array(BLOCK_BYTES + ADDRESS_BYTES);
  readonly #outer = new Uint8Array(BLOCK_BYTES + DIGEST_BYTES);
  readonly #epochMs: number;
  #untilMs = Number.NEGATIVE_INFINITY;

  readonly #fillRandomly: (bytes: Uint8Array) => void;

  constructor(epochMs: number = EPOCH_MS, fillRandomly: (bytes: Uint8Array) => void = randomFillSync) {
    this.#epochMs = Math.min(epochMs, MAX_EPOCH_MS);
    this.#fillRandomly = fillRandomly;
  }

  /**
   * Begins a new epoch if the present one is over. Must be called before each use. Returns whether a new epoch began.
   */
  renew(nowMs: number): boolean {
    // A clock that was set back must not prolong an epoch.
    if (nowMs < this.#untilMs && nowMs >= this.#untilMs - this.#epochMs) return false;
    const key = new Uint8Array(KEY_BYTES);
    this.#fillRandomly(key);
    for (let i = 0; i < BLOCK_BYTES; i++) {
      this.#inner[i] = (key[i] ?? 0) ^ INNER;
      this.#outer[i] = (key[i] ?? 0) ^ OUTER;
    }
    key.fill(0);
    this.#untilMs = (Math.floor(nowMs / this.#epochMs) + 1) * this.#epochMs;
    return true;
  }

  /** Returns the pseudonym of an address given as a number. */
  of(address: number): string {
    let rest = address;
    for (let i = ADDRESS_BYTES - 1; i >= 0; i--) {
      this.#inner[BLOCK_BYTES + i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    const digest = hash('sha256', this.#inner, 'buffer');
    this.#inner.fill(0, BLOCK_BYTES);
    this.#outer.set(digest, BLOCK_BYTES);
    return hash('sha256', this.#outer, 'buffer').toString('base64url', 0, PSEUDONYM_BYTES);
  }

  /** Overwrites the key when the process ends. */
  destroy(): void {
    this.#inner.fill(0);
    this.#outer.fill(0);
    this.#untilMs = Number.NEGATIVE_INFINITY;
  }
}
