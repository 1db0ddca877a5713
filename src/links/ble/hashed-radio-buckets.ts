import { createHmac } from 'node:crypto';
import type { EpochMs } from '../../core/model/ids.ts';
import { REPEAT_BUCKETS } from '../../core/radios/repeat-visitor-estimator.ts';
import { hashToBucket } from '../../core/statistics/hashed-buckets.ts';
import type { BucketKey } from '../../ports/ble-channel.ts';
import type { BleAdvert } from '../../ports/links.ts';

const ADDRESS_BYTES = 6;

/**
 * Collects radios with a constant address as hash buckets, until the next `takeAdvert`. Only the bucket numbers leave
 * this process. They are sorted, so that their order does not link a bucket to a pseudonym.
 */
export class RadioBuckets {
  readonly #key: () => BucketKey;
  readonly #address = new Uint8Array(ADDRESS_BYTES);
  #filled = new Set<number>();
  #keyId = '';

  constructor(key: () => BucketKey) {
    this.#key = key;
  }

  add(address: number): void {
    const { id, keyHex } = this.#key();
    if (id !== this.#keyId) this.#filled.clear();
    this.#keyId = id;
    let rest = address;
    for (let i = ADDRESS_BYTES - 1; i >= 0; i--) {
      this.#address[i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    const digest = createHmac('sha256', Buffer.from(keyHex, 'hex')).update(this.#address).digest();
    this.#address.fill(0);
    this.#filled.add(hashToBucket(digest.readUInt32BE(0), REPEAT_BUCKETS));
  }

  /**
   * Returns an advert with the filled buckets. It is also sent when none is filled: it shows that the receiver was
   * live.
   */
  takeAdvert(nowMs: number): BleAdvert {
    const { id } = this.#key();
    const buckets = id === this.#keyId ? [...this.#filled].sort((a, b) => a - b) : [];
    this.#filled = new Set();
    return { kind: 'buckets', key: id, buckets, at: nowMs as EpochMs };
  }
}
