// Bundles the app when Lintel runs from sources. The project's own script does so in a separate process. The bundle is
// kept until a source changes.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { programFile } from '../files/program-files.ts';

const ROOT = fileURLToPath(programFile('.'));
const KEPT = join(ROOT, '.cache', 'pages');
const BUILDER = join(ROOT, 'scripts', 'build-pages.ts');
/** Folders that contain the app's sources. */
const SOURCES = ['src/web/app', 'src/core', 'src/ports'];

/** Returns the folder with the bundled app. */
export async function pagesFromSources(): Promise<string> {
  const folder = join(KEPT, digestOfSources());
  if (existsSync(folder)) return folder;
  mkdirSync(KEPT, { recursive: true });
  const fresh = mkdtempSync(join(KEPT, 'fresh-'));
  await promisify(execFile)(process.execPath, [BUILDER, fresh]);
  try {
    renameSync(fresh, folder);
  } catch (error) {
    // Another process finished its bundle first. It has the same content, so use it.
    rmSync(fresh, { recursive: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

function digestOfSources(): string {
  const hash = createHash('sha256');
  const files = SOURCES.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  for (const file of [BUILDER, join(ROOT, 'package-lock.json'), ...files.sort()]) {
    hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}
