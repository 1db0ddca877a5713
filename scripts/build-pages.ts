// build-pages.ts FOLDER: bundles the console's app and the fleet's pages for browsers, a few modules in place of ninety. Each
// is compressed beforehand, so that a phone loads little and the gateway never compresses.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { OutputChunk } from 'rolldown';
import { rolldown } from 'rolldown';

const APP = join(import.meta.dirname, '..', 'src', 'web', 'app');

interface Pages {
  /** The app's first module. */
  readonly main: string;
  /** In the order in which they count. */
  readonly styles: readonly string[];
}

/** Each becomes a folder. */
const ALL_PAGES: Readonly<Record<string, Pages>> = {
  console: {
    main: 'main.ts',
    styles: stylesOf(
      'page',
      'dialogs',
      'cards',
      'controls',
      'signs',
      'stage',
      'live',
      'board',
      'lay-picture',
      'setup',
      'insights',
      'insights-charts',
      'insights-tables',
      'wide',
    ),
  },
  fleet: {
    main: 'fleet-main.ts',
    styles: stylesOf(
      'page',
      'dialogs',
      'cards',
      'controls',
      'signs',
      'fleet',
      'fleet-stores',
      'fleet-numbers',
      'fleet-charts',
    ),
  },
};

function stylesOf(...names: readonly string[]): readonly string[] {
  return names.map((name) => join(APP, 'style', `${name}.css`));
}

/** Every component in every state, for people who work on the pages. */
const KIT: Pages = {
  main: 'kit-page/main.ts',
  styles: [...(ALL_PAGES['console']?.styles ?? []), ...stylesOf('fleet-charts', 'kit')],
};

/** No part of the program. */
export async function buildKit(folder: string): Promise<void> {
  await buildApp(folder, KIT);
}

/** Returns what the apps were made of. */
export async function buildPages(folder: string): Promise<readonly OutputChunk[]> {
  const all: OutputChunk[] = [];
  for (const [name, pages] of Object.entries(ALL_PAGES))
    all.push(...(await buildApp(join(folder, name), pages)));
  return all;
}

async function buildApp(folder: string, { main, styles }: Pages): Promise<readonly OutputChunk[]> {
  const chunks = await bundle(main);
  for (const { fileName, code } of chunks) write(folder, `m/${fileName}`, code);
  write(folder, 'style.css', styles.map((path) => readFileSync(path, 'utf8')).join('\n'));
  write(folder, 'icon.svg', readFileSync(join(APP, 'icon.svg'), 'utf8'));
  const page = readFileSync(join(APP, 'index.html'), 'utf8');
  write(folder, 'index.html', page.replace('<!-- modules -->', firstModules(chunks)));
  return chunks;
}

/** Names carry a hash of what is inside: a browser never needs to ask whether one is still the same. */
async function bundle(main: string): Promise<readonly OutputChunk[]> {
  const build = await rolldown({ input: { main: join(APP, main) } });
  try {
    const { output } = await build.generate({
      ...{ format: 'es', minify: true },
      ...{ entryFileNames: '[name]-[hash].js', chunkFileNames: '[name]-[hash].js' },
    });
    return output.filter((part) => part.type === 'chunk');
  } finally {
    await build.close();
  }
}

/** What the first view needs is named in the page, so that it loads side by side. */
function firstModules(chunks: readonly OutputChunk[]): string {
  const [entry] = chunks.filter(({ isEntry }) => isEntry);
  if (entry === undefined) throw new Error('the app has no first module');
  const preloads = entry.imports.map((name) => `<link rel="modulepreload" href="/m/${name}">`);
  return [...preloads, `<script type="module" src="/m/${entry.fileName}"></script>`].join('\n');
}

function write(folder: string, name: string, text: string): void {
  const path = join(folder, name);
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(text, { params }));
}

if (import.meta.main) await buildPages(process.argv[2] ?? '');
