// Runs the benchmarks by name, or all of them; each prints tables with a ratio against a reference of the same run.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const FOLDER = join(import.meta.dirname, 'benchmarks');

/** By name, in any folder. Files without `run` are pieces of the others. */
const files = new Map(
  readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(FOLDER, file))
    .filter((file) => /^export (async )?function run\b/m.test(readFileSync(file, 'utf8')))
    .map((file) => [basename(file, '.ts'), file]),
);
const all = [...files.keys()].sort();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.log(`benchmarks: ${all.join(', ')}`);
  process.exit(wanted.includes('--list') ? 0 : 2);
}

for (const name of wanted.length > 0 ? wanted : all) {
  const { run } = (await import(files.get(name) ?? '')) as { readonly run: () => Promise<void> };
  console.log(`\n━━ ${name}`);
  await run();
}
