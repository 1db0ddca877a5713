import { createHash } from 'node:crypto';
import type { Settings } from '../../config/schema.ts';

/** Eight hex digits: which settings are in force, and nothing of what they say. */
export function hashSettings(settings: Settings): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 8);
}
