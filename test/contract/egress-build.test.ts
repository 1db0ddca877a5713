import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../support/temp-dir.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SUMMARY = join('src', 'core', 'metrics', 'summary.ts');

/** What the compiler says of the core's summaries, contract and rules after a change of the summaries. */
async function compilerSays(change: (text: string) => string): Promise<string> {
  const copy = tempDir();
  mkdirSync(join(copy, 'src'));
  for (const folder of ['core', 'ports'])
    cpSync(join(ROOT, 'src', folder), join(copy, 'src', folder), { recursive: true });
  for (const file of ['tsconfig.json', 'package.json']) cpSync(join(ROOT, file), join(copy, file));
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const path = join(copy, SUMMARY);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
  const compiler = join(ROOT, 'node_modules', '.bin', 'tsc');
  return await new Promise((resolve) => {
    execFile(process.execPath, [compiler, '-p', copy, '--noEmit'], (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}

test('a field that is added to a message without a rule fails the build, however deep it is', {
  timeout: 60_000,
}, async () => {
  const [untouched, inZone, inDwell] = await Promise.all([
    compilerSays((text) => text),
    compilerSays((text) =>
      text.replace(
        'export interface ZoneSummary extends Group {',
        '$&\n  readonly phoneModels: readonly string[];',
      ),
    ),
    compilerSays((text) =>
      text.replace('export interface DwellSummary {', '$&\n  readonly longestStayer: string;'),
    ),
  ]);
  expect(untouched).toBe('');
  for (const [said, field] of [
    [inZone, 'phoneModels'],
    [inDwell, 'longestStayer'],
  ] as const) {
    const complaint = said.split('\n').find((line) => line.includes('egress-rules.ts'));
    expect(complaint).toBeDefined();
    expect(said).toContain(`'${field}' is missing`);
  }
});
