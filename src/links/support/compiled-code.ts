import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';

/** The only environment variable of a child process: the folder of compiled code, so that it starts sooner. */
export function compiledCode(): Record<string, string> {
  const folder = getCompileCacheDir();
  // Node creates a folder per version inside the given one, so pass its parent.
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) };
}
