import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** A file of the recordings beside the project. */
export function sharedPath(path: string): string {
  return join(ROOT, '..', 'shared', path);
}

/** True, and said aloud, when a recording that a test needs is not there. */
export function isAbsent(...paths: readonly string[]): boolean {
  const missing = paths.filter((path) => !existsSync(sharedPath(path)));
  for (const path of missing)
    console.warn(`SKIPPED: ../shared/${path} is not here, so what needs it is not tested`);
  return missing.length > 0;
}

export const TABLE_CLIP = 'data/video/display-table.mp4';
export const TABLE_TRUTH = 'data/video/display-table.visits.json';
export const MODELS = 'data/models';
