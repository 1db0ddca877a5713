// Windows a second into PostgreSQL, beside the receiver of an earlier commit that wrote one JSON body a window and no roll-ups.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rate } from './receiver.ts';

const BEFORE = '5af7279';
const ROOT = join(import.meta.dirname, '../../..');
const LEAST_OF_BEFORE = 0.8;
const LEAST_OF_ONE = 1.3;

export async function benchIngest(): Promise<boolean> {
  const before = rateBefore();
  const one = await rate(1);
  const two = await rate(2);
  console.log(`  two workers ${(two / one).toFixed(2)} × one (limit ${LEAST_OF_ONE})`);
  if (before === undefined) return two >= LEAST_OF_ONE * one;
  console.log(
    `  one worker ${(one / before).toFixed(2)} × the receiver of ${BEFORE} (limit ${LEAST_OF_BEFORE})`,
  );
  return one >= LEAST_OF_BEFORE * before && two >= LEAST_OF_ONE * one;
}

/** The bench of that commit, from this repository's history; undefined, with a message, in a clone without it. */
function rateBefore(): number | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-before-'));
  try {
    const archive = spawnSync('git', ['archive', BEFORE], { cwd: ROOT, maxBuffer: 1e9 });
    if (archive.status !== 0) {
      console.log(`  SKIPPED: commit ${BEFORE} is not in this clone`);
      return undefined;
    }
    execFileSync('tar', ['-x', '-C', folder], { input: archive.stdout });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const text = execFileSync(process.execPath, ['scripts/benchmarks/receiver.ts'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const [lines = '', found] = /1 worker: ([\d,]+) summaries.*\n.*\n.*/.exec(text) ?? [];
    if (found === undefined) throw new Error(`no rate in: ${text}`);
    console.log(`  the receiver of ${BEFORE}, ${lines}`);
    return Number(found.replaceAll(',', ''));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
