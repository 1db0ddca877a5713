// The app's files, bundled and compressed before anybody asks (scripts/build-pages.ts): the gateway only hands them out.
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
  /** Its address names what is in it: a browser need not ask again. */
  readonly isForever: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The console of a gateway, or the fleet's pages. */
export type PagesName = 'console' | 'fleet';

/** Address → file. What is not in the folder cannot be asked for. */
export async function openAssets(pages: PagesName = 'console'): Promise<ReadonlyMap<string, Asset>> {
  if (IS_BUILT) return readAssets(fileURLToPath(programFile(`dist/pages/${pages}`)));
  // From sources there are none until they are first asked for.
  const { pagesFromSources } = await import('./dev-bundle.ts');
  return readAssets(join(await pagesFromSources(), pages));
}

function readAssets(folder: string): ReadonlyMap<string, Asset> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => TYPES[extname(name)] !== undefined && statSync(join(folder, name)).isFile(),
  );
  return new Map(names.map((name) => [addressOf(name), readAsset(join(folder, name))]));
}

function addressOf(name: string): string {
  return name === 'index.html' ? '/' : `/${name.split(sep).join('/')}`;
}

function readAsset(path: string): Asset {
  const body = readFileSync(path);
  return {
    type: TYPES[extname(path)] ?? '',
    body,
    gzip: readFileSync(`${path}.gz`),
    brotli: readFileSync(`${path}.br`),
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    isForever: extname(path) === '.js',
  };
}
