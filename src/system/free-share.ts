import { statfsSync } from 'node:fs';

/** Free share of the directory's disk, 0 to 1 in steps of 0.01. Undefined when it cannot be read. */
export function readFreeShare(directory: string): number | undefined {
  try {
    const { bavail, blocks } = statfsSync(directory);
    return blocks === 0 ? undefined : Math.round((100 * bavail) / blocks) / 100;
  } catch {
    return undefined;
  }
}
