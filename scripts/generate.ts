// Writes everything that is made from the schemas: run it after changing one. `--check` only says what is out of date.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedFiles } from './generate/files.ts';

const root = join(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');
const stale: string[] = [];

for (const [name, text] of Object.entries(await generatedFiles())) {
  const path = join(root, name);
  const current = readIfThere(path);
  if (current === text) continue;
  stale.push(name);
  if (isCheck) continue;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const verb = isCheck ? 'out of date' : 'written';
console.log(stale.length === 0 ? 'everything is current' : `${verb}: ${stale.join(', ')}`);
if (isCheck && stale.length > 0) process.exitCode = 1;

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
