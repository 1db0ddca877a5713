import type { Checkpointed, Json } from '../model/ids.ts';

/**
 * A small bitmap of keyed digests; the digests themselves are not kept.
 * Many people share a bucket, so a full bucket proves no person's presence.
 * Once the key is destroyed, a known address cannot be looked up any more.
 */
export class HashedBuckets implements Checkpointed {
  readonly size: number;
  #bits: Uint8Array;

  /** `size`: number of buckets, a multiple of 8. */
  constructor(size: number) {
    if (size < 8 || size % 8 !== 0) throw new RangeError(`${size} buckets: a multiple of 8 is needed`);
    this.size = size;
    this.#bits = new Uint8Array(size / 8);
  }

  /** `digest`: 32 bits of a keyed digest, uniform without knowledge of the key. */
  add(digest: number): void {
    this.put(hashToBucket(digest, this.size));
  }

  /** Adds by bucket number, for callers without the digest. */
  put(bucket: number): void {
    const at = bucket >> 3;
    if (!(at >= 0 && at < this.#bits.length)) return;
    this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (bucket & 7));
  }

  /** Number of buckets without any digest. */
  get empty(): number {
    return emptyIn(this.#bits, undefined);
  }

  /** Number of buckets without any digest in both bitmaps. */
  emptyWith(other: HashedBuckets): number {
    if (other.size !== this.size) throw new RangeError('bucket sets of different sizes do not compare');
    return emptyIn(this.#bits, other.#bits);
  }

  /** Clears all buckets. */
  erase(): void {
    this.#bits.fill(0);
  }

  snapshot(): Json {
    return [...this.#bits];
  }

  restore(saved: Json): void {
    this.#bits = Uint8Array.from(saved as readonly number[]);
  }
}

/** Returns the bucket of a 32-bit `digest`. */
export function hashToBucket(digest: number, size: number): number {
  return Math.floor(((digest >>> 0) / 0x1_0000_0000) * size);
}

function emptyIn(bits: Uint8Array, others: Uint8Array | undefined): number {
  let full = 0;
  for (let i = 0; i < bits.length; i++) {
    for (let byte = (bits[i] ?? 0) | (others?.[i] ?? 0); byte !== 0; byte &= byte - 1) full += 1;
  }
  return bits.length * 8 - full;
}
