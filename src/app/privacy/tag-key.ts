import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from '../../files/durable-file.ts';

const KEY_BYTES = 32;
const PATTERN = new RegExp(`^[0-9a-f]{${2 * KEY_BYTES}}$`);

/** The key for digests of tags that were held near; without it their digests are meaningless. */
function tagKeyPath(directory: string): string {
  return join(directory, 'tag-key');
}

/** Undefined where none was made yet, or the file is damaged. */
export function readTagKey(directory: string): string | undefined {
  const path = tagKeyPath(directory);
  if (!existsSync(path)) return undefined;
  const key = readFileSync(path, 'utf8').trim();
  return PATTERN.test(key) ? key : undefined;
}

/** Made when the first tag is registered by holding it near. */
export function ensureTagKey(directory: string): string {
  const known = readTagKey(directory);
  if (known !== undefined) return known;
  const key = randomBytes(KEY_BYTES).toString('hex');
  writeDurably(tagKeyPath(directory), `${key}\n`, 0o600);
  return key;
}
