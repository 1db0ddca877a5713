import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../support/temp-dir.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const AMOUNTS = join('src', 'core', 'privacy', 'amounts.ts');

/** What the compiler says of the core's rules after a change of the amounts. */
async function compilerSays(change: (text: string) => string): Promise<string> {
  const copy = tempDir();
  mkdirSync(join(copy, 'src'));
  for (const folder of ['core', 'ports'])
    cpSync(join(ROOT, 'src', folder), join(copy, 'src', folder), { recursive: true });
  for (const file of ['tsconfig.json', 'package.json']) cpSync(join(ROOT, file), join(copy, file));
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const path = join(copy, AMOUNTS);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
  const compiler = join(ROOT, 'node_modules', '.bin', 'tsc');
  return await new Promise((resolve) => {
    execFile(process.execPath, [compiler, '-p', copy, '--noEmit'], (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

const FORGOTTEN = {
  zones: ['export interface ZoneAmounts {', 'longestStayer: Amount'],
  store: ['export interface StoreAmounts {', 'peakOccupancy: Amount'],
} as const;

/** Where the compiler misses the field: one complaint a place, with what it asked for. */
async function placesWithout([head, field]: readonly [string, string]): Promise<string> {
  const said = await compilerSays((text) => text.replace(head, `$&\n  readonly ${field};`));
  expect(said).not.toContain('Cannot find');
  const [name] = field.split(':');
  return said
    .split(/\n(?=\S)/)
    .filter((complaint) => complaint.includes(`'${name}' is missing`))
    .join('\n');
}

test('an amount that is added without a rule fails the build, of the store and of zones', {
  timeout: 60_000,
}, async () => {
  const missing = await Promise.all(Object.values(FORGOTTEN).map((field) => placesWithout(field)));
  for (const said of missing) expect(said).toContain('privacy/rules.ts');
});
