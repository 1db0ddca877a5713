import { createHmac } from 'node:crypto';
import type { TagMatch } from '../../ports/tag-registration.ts';

const DIGEST_BYTES = 16;

/** What the settings hold of a tag that was registered by holding it near: its identity under the store's own key. */
export function tagDigest(key: Uint8Array, by: TagMatch, identity: Uint8Array): string {
  const made = createHmac('sha256', key).update(`${by}:`).update(identity).digest();
  return made.subarray(0, DIGEST_BYTES).toString('hex');
}
