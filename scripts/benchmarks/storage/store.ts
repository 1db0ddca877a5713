// The store: power cuts, a month offline, a month of ordinary running, and the start with a full backlog.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import { openSqliteEventStore } from '../../../src/storage/sqlite-event-store.ts';
import { createRandom } from '../../../test/support/random.ts';
import { recordCommits } from './store-commits.ts';

const START = Date.UTC(2026, 5, 1);
const MB = 1024 * 1024;
const clock = { now: () => START as EpochMs, monotonicMs: () => 0 };

export async function run(): Promise<void> {
  await kills(Number(process.env['KILLS'] ?? 200));
  const directory = mkdtempSync(join(tmpdir(), 'lintel-bench-'));
  const recording = join(directory, 'day.json');
  writeFileSync(recording, JSON.stringify(await recordCommits()));
  await month(recording, '30 days of ordinary running', 256, 'acknowledged');
  await month(recording, '30 days offline', 256, 'offline');
  await month(recording, '30 days offline in a ring of 12 MB', 12, 'offline');
  rmSync(directory, { recursive: true });
}

/** A writer killed at random points: what it reported must be there, and no number twice. */
async function kills(rounds: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'lintel-bench-'));
  const random = createRandom(1);
  let [lost, twice, slowestMs] = [0, 0, 0];
  const seen = new Set<number>();
  for (let round = 0; round < rounds; round += 1) {
    const { count, seqs } = await writeAndKill(directory, 1 + Math.floor(random() * 40));
    for (const seq of seqs) {
      if (seen.has(seq)) twice += 1;
      seen.add(seq);
    }
    const beganMs = performance.now();
    const store = await openSqliteEventStore({ directory, maxBytes: 64 * MB, bootId: 'reader', clock });
    slowestMs = Math.max(slowestMs, performance.now() - beganMs);
    if (Number(store.checkpoint()?.text ?? 0) < count) lost += 1;
    if (round === rounds - 1) {
      const windows = store.rows(0 as EpochMs, Number.MAX_SAFE_INTEGER as EpochMs).length;
      console.log(
        `${rounds} kills: ${windows} windows, ${lost} times something lost, ${twice} numbers twice`,
      );
      console.log(`  slowest start ${slowestMs.toFixed(0)} ms`);
    }
    store.close();
  }
  rmSync(directory, { recursive: true });
}

async function writeAndKill(directory: string, commits: number): Promise<{ count: number; seqs: number[] }> {
  const writer = join(import.meta.dirname, '../../../test/support/storage/storage-writer.ts');
  const child = spawn(process.execPath, [writer, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += String(chunk);
    if (said.split('\n').length > commits) child.kill('SIGKILL');
  });
  await once(child, 'close');
  const lines = said.split('\n').slice(0, -1);
  const pairs = lines.map((line) => line.split(' ').map(Number));
  return { count: pairs.at(-1)?.[0] ?? 0, seqs: pairs.map(([, seq = 0]) => seq) };
}

/** In a separate process with a young generation as small as in the service's unit, because memory is measured. */
async function month(
  recording: string,
  name: string,
  megabytes: number,
  how: 'acknowledged' | 'offline',
): Promise<void> {
  const script = join(import.meta.dirname, 'store-month.ts');
  const flags = ['--max-semi-space-size=2', '--expose-gc'];
  const child = spawn(process.execPath, [...flags, script, recording, name, String(megabytes), how], {
    stdio: 'inherit',
  });
  const [code] = await once(child, 'close');
  if (code === 1) process.exitCode = 1;
  else if (code !== 0) throw new Error(`${name}: ended with status ${code}`);
}

if (import.meta.main) await run();
