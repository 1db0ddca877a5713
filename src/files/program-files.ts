// Paths of the program's own files. When it runs from source, modules are in folders below src/. When it is built
// (scripts/build.ts), they are all directly in dist/. So a module must not find other files relative to its own path:
// it uses `programFile` and `programPart`.
import { basename, extname } from 'node:path';

export const IS_BUILT = extname(import.meta.url) === '.js';

const HOME = new URL(IS_BUILT ? '../' : '../../', import.meta.url);

/** Returns the URL of a file, from its path below the root of the project or of the installed program. */
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
