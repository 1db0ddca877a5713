// The app's files, found by following the imports of its first module: what no import leads to cannot be asked for.
// From sources the types are taken off here; from dist the files are JavaScript already. Nothing is bundled.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

export interface Asset {
  readonly type: string;
  readonly body: Buffer;
  readonly gzip: Buffer;
  readonly brotli: Buffer;
  readonly etag: string;
}

const SOURCES = join(import.meta.dirname, '..');
const APP = join(import.meta.dirname, 'app');
const IS_SOURCE = import.meta.filename.endsWith('.ts');
const FIRST_MODULE = join(APP, IS_SOURCE ? 'main.ts' : 'main.js');
const IMPORT = /((?:^|\n)\s*(?:import|export)\b[^;'"]*?\bfrom\s*|\bimport\s*\(?\s*)(['"])([^'"\n]+)\2/g;

const TYPES = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  webmanifest: 'application/manifest+json',
};

/** Address → file. Modules that the first view needs are named in the page, so that they load side by side. */
export function loadAssets(): ReadonlyMap<string, Asset> {
  const assets = new Map<string, Asset>();
  const first = new Set<string>();
  const modules = new Map<string, string>();
  follow(FIRST_MODULE, true, modules, first);
  for (const [address, text] of modules) assets.set(address, createAsset('js', text));
  const style = readFileSync(join(APP, 'style.css'), 'utf8');
  const charts = readFileSync(fileURLToPath(import.meta.resolve('uplot/dist/uPlot.min.css')), 'utf8');
  assets.set('/style.css', createAsset('css', `${style}\n${charts}`));
  assets.set('/icon.svg', createAsset('svg', readFileSync(join(APP, 'icon.svg'), 'utf8')));
  const page = readFileSync(join(APP, 'index.html'), 'utf8');
  const preloads = [...first].map((address) => `<link rel="modulepreload" href="${address}">`);
  const start = `${preloads.join('\n')}\n<script type="module" src="${addressOf(FIRST_MODULE)}"></script>`;
  assets.set('/', createAsset('html', page.replace('<!-- modules -->', start)));
  return assets;
}

/** Reads a module and all it imports; `first` collects those that are not loaded on demand. */
function follow(file: string, isFirst: boolean, modules: Map<string, string>, first: Set<string>): void {
  const address = addressOf(file);
  const isKnown = modules.has(address);
  if (isKnown && (!isFirst || first.has(address))) return;
  if (isFirst) first.add(address);
  const found: { readonly file: string; readonly isFirst: boolean }[] = [];
  const text = javaScriptOf(file).replaceAll(IMPORT, (_all, head: string, quote: string, target: string) => {
    const to = resolveImport(file, target);
    found.push({ file: to, isFirst: isFirst && !/import\s*\(\s*$/.test(head) });
    return `${head}${quote}${addressOf(to)}${quote}`;
  });
  modules.set(address, text);
  for (const next of found) follow(next.file, next.isFirst, modules, first);
}

function javaScriptOf(file: string): string {
  const text = readFileSync(file, 'utf8');
  if (file.endsWith('.ts')) return stripTypeScriptTypes(text);
  return text.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
}

function resolveImport(from: string, target: string): string {
  const file = target.startsWith('.') ? join(dirname(from), target) : moduleOf(target);
  if (!existsSync(file)) throw new RangeError(`${from} imports ${target}, which is not there`);
  return file;
}

/** A package's file for browsers: what Node takes may be CommonJS. */
function moduleOf(target: string): string {
  const file = fileURLToPath(import.meta.resolve(target));
  if (!file.endsWith('.cjs.js')) return file;
  const folder = file.slice(0, file.indexOf(sep, file.lastIndexOf(`node_modules${sep}`) + 13));
  const { module } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { module?: string };
  return module === undefined ? file : join(folder, module);
}

function addressOf(file: string): string {
  const inSources = relative(SOURCES, file);
  if (!inSources.startsWith('..')) return `/m/${inSources.split(sep).join('/').replace(/\.ts$/, '.js')}`;
  const name = file
    .slice(file.lastIndexOf(`node_modules${sep}`) + 13)
    .split(sep)
    .join('-');
  return `/m/lib/${name.replace(/\.mjs$/, '.js')}`;
}

function createAsset(kind: keyof typeof TYPES, text: string): Asset {
  const body = Buffer.from(text);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 6, [constants.BROTLI_PARAM_SIZE_HINT]: body.length };
  return {
    type: TYPES[kind],
    body,
    gzip: gzipSync(body),
    brotli: brotliCompressSync(body, { params }),
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
  };
}
