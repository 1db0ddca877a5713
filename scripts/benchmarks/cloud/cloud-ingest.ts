// Windows a second into PostgreSQL, beside the receiver of an earlier commit that wrote one JSON body a window and no
// roll-ups. ROUNDS of all three in turn, medians: a machine's pace changes within minutes.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rate } from './receiver.ts';
import { GATEWAYS } from './receiver-load.ts';

const ROUNDS = Number(process.env['ROUNDS'] ?? 3);
const BEFORE = '5af7279';
const ROOT = join(import.meta.dirname, '../../..');
const BENCH = 'scripts/benchmarks/receiver.ts';
const LEAST_OF_BEFORE = 0.8;
const LEAST_OF_ONE = 1.3;

export async function benchIngest(): Promise<boolean> {
  const earlier = openEarlier();
  const before: number[] = [];
  const one: number[] = [];
  const two: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    if (earlier !== undefined) before.push(rateBefore(earlier));
    one.push(await rate(1));
    two.push(await rate(2));
  }
  if (earlier !== undefined) rmSync(earlier, { recursive: true, force: true });
  const isEnough = tell('two workers', median(two) / median(one), 'one', LEAST_OF_ONE);
  if (earlier === undefined) return isEnough;
  const what = `the receiver of ${BEFORE}`;
  return tell('one worker', median(one) / median(before), what, LEAST_OF_BEFORE) && isEnough;
}

function tell(what: string, ratio: number, of: string, least: number): boolean {
  console.log(`  ${what} ${ratio.toFixed(2)} × ${of} (at least ${least}; medians of ${ROUNDS})`);
  return ratio >= least;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** The folder of that commit, from this repository's history; undefined, with a message, in a clone without it. */
function openEarlier(): string | undefined {
  const archive = spawnSync('git', ['archive', BEFORE], { cwd: ROOT, maxBuffer: 1e9 });
  if (archive.status !== 0) {
    console.log(`  SKIPPED: commit ${BEFORE} is not in this clone`);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'lintel-before-'));
  execFileSync('tar', ['-x', '-C', folder], { input: archive.stdout });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  // Of its bench the one part that is compared.
  const bench = join(folder, BENCH);
  writeFileSync(bench, readFileSync(bench, 'utf8').replace('await run();', 'await rate(1);'));
  return folder;
}

function rateBefore(folder: string): number {
  const env = { ...process.env, GATEWAYS: String(GATEWAYS) };
  const text = execFileSync(process.execPath, [BENCH], { cwd: folder, encoding: 'utf8', env });
  const [lines = '', found] = /1 worker: ([\d,]+) summaries.*\n.*\n.*/.exec(text) ?? [];
  if (found === undefined) throw new Error(`no rate in: ${text}`);
  console.log(`  the receiver of ${BEFORE}, ${lines}`);
  return Number(found.replaceAll(',', ''));
}
