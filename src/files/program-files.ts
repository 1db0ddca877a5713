// Paths of the program's own files. From sources, every module is in its own folder.
// Built (scripts/build.ts), all modules are side by side in dist/.
// No module may therefore find another from its own path.
import { basename, extname } from 'node:path';

export const IS_BUILT = extname(import.meta.url) === '.js';

const HOME = new URL(IS_BUILT ? '../' : '../../', import.meta.url);

/** Finds a file of the project or the installed program by its path from the root. */
export function programFile(path: string): URL {
  return new URL(path, HOME);
}

/** Modules that run as their own process or thread. */
export const PROGRAM_PARTS = [
  'links/ble/ble-worker',
  'vision/camera-process',
  'app/console/track-history-tasks',
  'web/picture/picture-process',
] as const;

export function programPart(path: (typeof PROGRAM_PARTS)[number]): URL {
  return programFile(IS_BUILT ? `dist/${basename(path)}.js` : `src/${path}.ts`);
}
