import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../../files/durable-file.ts';

const KEY_BYTES = 32;
const PATTERN = new RegExp(`^[0-9a-f]{${2 * KEY_BYTES}}$`);

/** Path of the key for the digests of tags that were registered by holding them to a receiver. */
function tagKeyPath(directory: string): string {
  return join(directory, 'tag-key');
}

/** Returns the key. Undefined when there is none yet, or its file is damaged. */
export function readTagKey(directory: string): string | undefined {
  const path = tagKeyPath(directory);
  if (!existsSync(path)) return undefined;
  const key = readFileSync(path, 'utf8').trim();
  return PATTERN.test(key) ? key : undefined;
}

/** Returns the key. Makes one if there is none yet, that is, for the first tag registered in this way. */
export function ensureTagKey(directory: string): string {
  const known = readTagKey(directory);
  if (known !== undefined) return known;
  const key = randomBytes(KEY_BYTES).toString('hex');
  writeDurably(tagKeyPath(directory), `${key}\n`, 0o600);
  return key;
}
