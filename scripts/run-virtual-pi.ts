// Runs the virtual Pi's cases by name, or all of them; exit status 0 only when every assertion of each held.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Bench } from './lib/virtual-pi/bench.ts';
import type { VirtualPiCase } from './lib/virtual-pi/case.ts';
import { prepareGuest } from './lib/virtual-pi/guest.ts';

const FOLDER = join(import.meta.dirname, 'virtual-pi.d');

const names = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3))
  .sort();
const cases = new Map<string, VirtualPiCase>();
for (const name of names) {
  const module = (await import(join(FOLDER, `${name}.ts`))) as { readonly virtualPiCase: VirtualPiCase };
  cases.set(name, module.virtualPiCase);
}

const OPTIONS = ['--list', '--short', '--prepare'];
const words = process.argv.slice(2);
const wanted = words.filter((word) => !word.startsWith('--'));
const unknown = [
  ...wanted.filter((name) => !cases.has(name)),
  ...words.filter((word) => word.startsWith('--') && !OPTIONS.includes(word)),
];
if (unknown.length > 0 || words.includes('--list')) {
  if (unknown.length > 0) console.log(`not known: ${unknown.join(', ')}; there are:`);
  for (const [name, { title, isShort }] of cases) {
    console.log(`${name.padEnd(12)} ${isShort === true ? 'short' : '     '}  ${title}`);
  }
  process.exit(unknown.length > 0 ? 2 : 0);
}

if (words.includes('--prepare')) {
  prepareGuest();
  process.exit(0);
}
process.exit((await runAll(chosen())) ? 0 : 1);

function chosen(): readonly string[] {
  if (wanted.length > 0) return wanted;
  if (words.includes('--short')) return names.filter((name) => cases.get(name)?.isShort === true);
  return names;
}

async function runAll(list: readonly string[]): Promise<boolean> {
  const guest = prepareGuest();
  let failed = 0;
  for (const name of list) {
    const one = cases.get(name);
    if (one === undefined) continue;
    const bench = new Bench({ name, guest, jobFolder: FOLDER, timeoutSec: one.timeoutSec });
    console.log(`\n━━ ${name}: ${one.title}`);
    try {
      await one.run(bench);
      if (bench.passed === 0) throw new Error('the case asserted nothing');
    } catch (error) {
      failed += 1;
      console.log(`✗ ${name}: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      await bench.close();
    }
  }
  console.log(`\nvirtual Pi: ${list.length - failed} passed, ${failed} failed`);
  return failed === 0;
}
