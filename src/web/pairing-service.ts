import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import type { Role } from '../ports/console/console.ts';

/** Crockford's Base32, without letters that look like digits, so that people can read codes aloud. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/**
 * Length of a code: 40 bits. With the limits below, guesses within the life of a code succeed with a probability of
 * 10^−10.
 */
const CODE_LENGTH = 8;
export const CODE_LIFE_MS = 10 * 60_000;

/**
 * Largest number of wrong codes within this time, from one address, and from all addresses together. The common limit
 * is high, so that a few callers cannot lock out all others. 2,000 attempts find one of four codes with a probability
 * of 10^−8.
 */
const TRIES_WITHIN_MS = 15 * 60_000;
const TRIES_PER_ADDRESS = 8;
const TRIES_IN_ALL = 2_000;
/** Addresses of programs on this device. They have no limit. */
const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;
/** Largest number of unused codes at the same time. A further code replaces the oldest. */
const MAX_CODES = 4;
const MAX_ADDRESSES = 256;

interface WaitingCode {
  readonly digest: Buffer;
  readonly role: Role;
  readonly until: number;
}

export type RedeemResult =
  | { readonly kind: 'paired'; readonly role: Role }
  | { readonly kind: 'refused' }
  | { readonly kind: 'wait'; readonly retryAfterSeconds: number };

/** Issues one-time codes. `nowMs` must be monotonic, so that no change of the clock prolongs a code. */
export class PairingService {
  readonly #nowMs: () => number;
  #waiting: WaitingCode[] = [];
  readonly #tries = new Map<string, number[]>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /**
   * Issues a code in the form in which it is shown: `7K3M-Q2XD`. It also resets all limits, because the person who asks
   * for it is at the device.
   */
  issue(role: Role): string {
    this.#tries.clear();
    const code = Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
    this.#waiting.push({ digest: digestOf(code), role, until: this.#nowMs() + CODE_LIFE_MS });
    this.#waiting = this.#waiting.slice(-MAX_CODES);
    return `${code.slice(0, 4)}-${code.slice(4)}`;
  }

  hasWaitingCode(): boolean {
    this.#waiting = this.#waiting.filter(({ until }) => until > this.#nowMs());
    return this.#waiting.length > 0;
  }

  redeem(typed: string, address: string): RedeemResult {
    const wait = LOOPBACK.test(address) ? 0 : this.#waitFor(address);
    if (wait > 0) return { kind: 'wait', retryAfterSeconds: Math.ceil(wait / 1000) };
    this.hasWaitingCode();
    const digest = digestOf(normalizeCode(typed));
    // Compares the given code with every valid code, so that the response time reveals nothing.
    const found = this.#waiting.filter((code) => timingSafeEqual(code.digest, digest))[0];
    if (found === undefined) {
      this.#addFailure(address);
      return { kind: 'refused' };
    }
    this.#waiting = this.#waiting.filter((code) => code !== found);
    return { kind: 'paired', role: found.role };
  }

  #waitFor(address: string): number {
    const since = this.#nowMs() - TRIES_WITHIN_MS;
    const all: number[] = [];
    for (const [key, times] of this.#tries) {
      const recent = times.filter((at) => at > since);
      if (recent.length === 0) this.#tries.delete(key);
      else this.#tries.set(key, recent);
      all.push(...recent);
    }
    const own = this.#tries.get(address) ?? [];
    const isOver = own.length >= TRIES_PER_ADDRESS || all.length >= TRIES_IN_ALL;
    return isOver ? Math.max(1000, Math.min(...(own.length > 0 ? own : all)) - since) : 0;
  }

  #addFailure(address: string): void {
    const key = this.#tries.size >= MAX_ADDRESSES && !this.#tries.has(address) ? 'others' : address;
    this.#tries.set(key, [...(this.#tries.get(key) ?? []), this.#nowMs()]);
  }
}

function normalizeCode(typed: string): string {
  const letters = typed.toUpperCase().replaceAll(/[\s-]/g, '');
  return letters.replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
