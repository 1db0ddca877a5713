import { createHash } from 'node:crypto';
import type { Settings } from '../../config/schema.ts';

/** Returns eight hexadecimal digits that identify the active settings. They reveal nothing about the content. */
export function hashSettings(settings: Settings): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 8);
}
