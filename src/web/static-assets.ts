// Serves the app's files. scripts/build-pages.ts has bundled and compressed them in advance.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IS_BUILT, programFile } from '../files/program-files.ts';

export interface Asset {
  readonly type: string;
  readonly body: Buffer;
  readonly gzip: Buffer;
  readonly brotli: Buffer;
  readonly etag: string;
  /** True when the file name contains a digest of the content. Browsers may then keep the file for ever. */
  readonly isForever: boolean;
}

/** Media types of all page files, by file extension. */
export const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export type PagesName = 'console' | 'fleet';

/** Returns the files by their addresses. A file outside the folder has no address. */
export async function openAssets(pages: PagesName = 'console'): Promise<ReadonlyMap<string, Asset>> {
  if (IS_BUILT) return readAssets(fileURLToPath(programFile(`dist/pages/${pages}`)));
  // When Lintel runs from sources, the pages are bundled at the first request.
  const { pagesFromSources } = await import('./dev-bundle.ts');
  return readAssets(join(await pagesFromSources(), pages));
}

function readAssets(folder: string): ReadonlyMap<string, Asset> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => MEDIA_TYPES[extname(name)] !== undefined && statSync(join(folder, name)).isFile(),
  );
  return new Map(names.map((name) => [addressOf(name), readAsset(join(folder, name))]));
}

function addressOf(name: string): string {
  return name === 'index.html' ? '/' : `/${name.split(sep).join('/')}`;
}

function readAsset(path: string): Asset {
  const body = readFileSync(path);
  return {
    type: MEDIA_TYPES[extname(path)] ?? '',
    body,
    gzip: readFileSync(`${path}.gz`),
    brotli: readFileSync(`${path}.br`),
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    isForever: extname(path) === '.js',
  };
}
