import { execFile } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../support/temp-dir.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const CORE = join(ROOT, 'src', 'core');
const RULES = 'privacy/rules.ts';
const SUMMARY = 'model/window-summary.ts';
const ADAPTER = 'privacy/adapt-summary.ts';

/** What the compiler says of the core after one change of one file. */
async function compile(file: string, from: string, to: string): Promise<string> {
  const copy = tempDir();
  cpSync(CORE, join(copy, 'src', 'core'), { recursive: true });
  for (const name of ['tsconfig.json', 'package.json']) cpSync(join(ROOT, name), join(copy, name));
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const path = join(copy, 'src', 'core', file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
  const compiler = join(ROOT, 'node_modules', '.bin', 'tsc');
  return await new Promise((resolve) => {
    execFile(process.execPath, [compiler, '-p', copy, '--noEmit'], (_error, stdout) => resolve(stdout));
  });
}

/** What somebody adds and forgets to carry on: the compiler asks for it where numbers of the engine become amounts. */
const FORGOTTEN = [
  ['a number of a zone without a place', SUMMARY, 'type ZoneSummary = Group & {', 'stayed: number;'],
  ['a number of the store without a place', SUMMARY, 'type StoreSummary = Group &', '{ stayed: number } &'],
  ['an amount of zones that nothing fills', RULES, "zones: group([['out']], {", "stayed: 'count',"],
  ['an amount of visits that nothing fills', RULES, "visits: group([['visits']], {", "stayed: 'count',"],
  ['an amount of products without a rule', ADAPTER, "{ pickUps: 'pickUps',", "stayed: 'pickUps',"],
] as const;

test.each(FORGOTTEN)('%s fails the build', { timeout: 60_000 }, async (_what, file, head, more) => {
  const said = await compile(file, head, `${head} ${more}`);
  expect(said).toContain('privacy/adapt-summary.ts');
  expect(said).toMatch(file === ADAPTER ? /'never'/ : /'stayed'/);
});
