import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../../files/durable-file.ts';

const KEY_BYTES = 32;
const PATTERN = new RegExp(`^[0-9a-f]{${2 * KEY_BYTES}}$`);

/** File with the key for digests of tags that were registered near a receiver. */
function tagKeyPath(directory: string): string {
  return join(directory, 'tag-key');
}

/** Returns undefined when no key exists yet, or the file is damaged. */
export function readTagKey(directory: string): string | undefined {
  const path = tagKeyPath(directory);
  if (!existsSync(path)) return undefined;
  const key = readFileSync(path, 'utf8').trim();
  return PATTERN.test(key) ? key : undefined;
}

/** Reads the key. Makes one when the first tag is registered near a receiver. */
export function ensureTagKey(directory: string): string {
  const known = readTagKey(directory);
  if (known !== undefined) return known;
  const key = randomBytes(KEY_BYTES).toString('hex');
  writeDurably(tagKeyPath(directory), `${key}\n`, 0o600);
  return key;
}
