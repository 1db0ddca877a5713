import { createHmac, randomBytes } from 'node:crypto';
import type { IntegerSource } from '../../core/statistics/geometric-noise.ts';

/** Whole numbers up to this are exact. */
const RANGE = 2 ** 53;
const BLOCK_BYTES = 32;
const WORD_BYTES = 8;

/**
 * Random numbers for noise: a stream per cell, the same each time it is asked for, from a key that lives in this
 * process alone (HMAC-SHA256 in counter mode). Nobody without the key can tell them from chance, and with the process
 * the key is gone.
 */
export function createKeyedRandom(key: Uint8Array = randomBytes(32)): (cell: string) => IntegerSource {
  return (cell) => {
    const words = wordsOf(key, cell);
    return {
      below(bound) {
        // Numbers of the last, incomplete run would make the small ones more likely.
        const limit = RANGE - (RANGE % bound);
        for (;;) {
          const word = words.next().value;
          if (word < limit) return word % bound;
        }
      },
    };
  };
}

function* wordsOf(key: Uint8Array, cell: string): Generator<number, never> {
  for (let block = 0; ; block++) {
    const bytes = createHmac('sha256', key).update(`${block}/${cell}`).digest();
    for (let at = 0; at < BLOCK_BYTES; at += WORD_BYTES) yield Number(bytes.readBigUInt64BE(at) >> 11n);
  }
}
