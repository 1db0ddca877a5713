import { createHash } from 'node:crypto';
import type { Settings } from '../../config/schema.ts';

/** Eight hex digits that identify the active settings and reveal nothing of their content. */
export function hashSettings(settings: Settings): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 8);
}
