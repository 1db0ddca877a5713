// Runs the benchmarks by name, or all of them; each prints tables with a ratio against a reference of the same run.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, 'benchmarks');

/** Files without `run` are pieces of the others. */
const all = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.ts'))
  .filter((file) => /^export (async )?function run\b/m.test(readFileSync(join(FOLDER, file), 'utf8')))
  .map((file) => file.slice(0, -3))
  .sort();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.log(`benchmarks: ${all.join(', ')}`);
  process.exit(wanted.includes('--list') ? 0 : 2);
}

for (const name of wanted.length > 0 ? wanted : all) {
  const { run } = (await import(join(FOLDER, `${name}.ts`))) as { readonly run: () => Promise<void> };
  console.log(`\n━━ ${name}`);
  await run();
}
