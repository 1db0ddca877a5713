import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../support/temp-dir.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SUMMARY = join('src', 'core', 'model', 'window-summary.ts');

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

const FORGOTTEN = {
  dwell: ['export type DwellSummary = {', 'longestStayer: string'],
  store: ['export type StoreSummary = Group &\n  Audited & {', 'peakOccupancy: number | null'],
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

test('a field that is added to a message without a rule fails the build, however deep it is', {
  timeout: 300_000,
}, async () => {
  const [inDwell, inStore] = await Promise.all([
    placesWithout(FORGOTTEN.dwell),
    placesWithout(FORGOTTEN.store),
  ]);
  expect(inDwell).toContain('privacy/egress-rules.ts');
  expect(inDwell).toContain('metrics/dwell-summary.ts');
  expect(inStore).toContain('privacy/egress-rules.ts');
  expect(inStore).toMatch(/metrics\/store-metrics\.ts.*MergeRules</s);
  expect(inStore).toMatch(/metrics\/store-metrics\.ts.*RestateRules</s);
  expect(inStore).toContain('contract/store-summaries.ts');
});
