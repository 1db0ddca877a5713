import { statfsSync } from 'node:fs';

/** Free share of the disk that a directory lies on, in hundredths; undefined where it cannot be read. */
export function readFreeShare(directory: string): number | undefined {
  try {
    const { bavail, blocks } = statfsSync(directory);
    return blocks === 0 ? undefined : Math.round((100 * bavail) / blocks) / 100;
  } catch {
    return undefined;
  }
}
