// build.ts [FOLDER]: builds the program for devices, in dist/ when no other folder is named. The result is some dozen
// modules in place of thousands. A device unpacks and starts them in a fraction of the time and holds them in less
// memory. Its packages.json names the packages that became part of it.
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import type { OutputChunk } from 'rolldown';
import { rolldown } from 'rolldown';
import { PROGRAM_PARTS } from '../src/files/program-files.ts';
import { buildPages } from './build-pages.ts';
import { NATIVE } from './lib/native-packages.ts';

const ROOT = join(import.meta.dirname, '..');
const OUT = resolve(process.argv[2] ?? join(ROOT, 'dist'));
const WASM_PACKAGE = join('node_modules', '@tensorflow', 'tfjs-backend-wasm');

/** Used only where they are installed. */
const OPTIONAL = ['@tensorflow/tfjs-node', 'onoff', 'pg-native'];

rmSync(OUT, { recursive: true, force: true });
const chunks = [...(await bundle()), ...(await buildPages(join(OUT, 'pages')))];
cpSync(join(ROOT, WASM_PACKAGE, 'wasm-out'), join(OUT, 'wasm'), {
  recursive: true,
  filter: (path) => !/\.(js|ts|map)$/.test(path),
});
writeFileSync(join(OUT, 'packages.json'), `${JSON.stringify(packagesIn(chunks), undefined, 1)}\n`);

async function bundle(): Promise<readonly OutputChunk[]> {
  const parts = ['main', ...PROGRAM_PARTS];
  const build = await rolldown({
    cwd: ROOT,
    platform: 'node',
    input: Object.fromEntries(parts.map((path) => [basename(path), join(ROOT, 'src', `${path}.ts`)])),
    // What CommonJS modules are given by Node, and a bundle is not.
    transform: { define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' } },
    external: [...NATIVE, ...OPTIONAL].map((name) => new RegExp(`^${name}(/|$)`)),
  });
  try {
    const { output } = await build.write({
      ...{ dir: OUT, format: 'es', sourcemap: true },
      ...{ entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      // Licences ship as a file of their own.
      comments: false,
      minify: {
        // A stack in a report shall name its functions.
        mangle: { keepNames: true },
        // A single other character, and V8 holds the text of the whole module at two bytes each.
        codegen: { asciiOnly: true },
      },
    });
    return output.filter((part) => part.type === 'chunk');
  } finally {
    await build.close();
  }
}

/** Their folders, from the project's top. */
function packagesIn(parts: readonly OutputChunk[]): readonly string[] {
  const folders = parts
    .flatMap(({ moduleIds }) => moduleIds)
    .map((id) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(relative(ROOT, id))?.[0])
    .filter((folder) => folder !== undefined);
  return [...new Set(folders)].sort();
}
