import { createHmac } from 'node:crypto';
import type { TagMatch } from '../../ports/tag-registration.ts';

const DIGEST_BYTES = 16;

/**
 * The settings' entry of a tag that was registered near a receiver: a digest of its identity under the store's own key.
 */
export function tagDigest(key: Uint8Array, by: TagMatch, identity: Uint8Array): string {
  const made = createHmac('sha256', key).update(`${by}:`).update(identity).digest();
  return made.subarray(0, DIGEST_BYTES).toString('hex');
}
