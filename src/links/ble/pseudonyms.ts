import { hash, randomFillSync } from 'node:crypto';

/** No pseudonym outlives this without a written decision: windows of different epochs can never be linked. */
export const EPOCH_MS = 5 * 60_000;
/** No pseudonym outlives a day, under any settings. */
const MAX_EPOCH_MS = 24 * 3_600_000;
/** With 48 bits, two of a million radios share a pseudonym only about twice in a thousand epochs. */
const PSEUDONYM_BYTES = 6;
const ADDRESS_BYTES = 6;
/**
 * Constants of HMAC-SHA256 (RFC 2104): the key is padded to a block and XORed with one byte inside, another outside.
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
   * Both blocks contain the key and are prepared once per epoch. An HMAC object per pseudonym costs five times the two
   * digests in it.
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

  /** Call before use: begins a new epoch when the old one is over. Returns whether it did. */
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

  /** The pseudonym of an address given as a number. */
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
