/**
 * A gateway's store on a disk that fails: `node storage-on-bad-disk.ts full|read-only|tolerant DIRECTORY`. In `full` and
 * `read-only` the folder is a mount of our own. Prints what happened as JSON.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { EpochMs } from '../../../src/core/model/ids.ts';
import { openFailoverStore } from '../../../src/storage/open-failover-store.ts';
import { NO_SEQS, START, sampleCommit } from './storage-samples.ts';

const [, , mode = '', directory = ''] = process.argv;
let nowMs = 0;
const clock = { now: () => (START + nowMs) as EpochMs, monotonicMs: () => nowMs };
const open = () =>
  openFailoverStore({
    directory: join(directory, 'store'),
    maxBytes: 4 * 1024 * 1024,
    bootId: 'boot-a',
    clock,
  });

let minute = 0;
let store = mode === 'read-only' ? undefined : await open();

function commit(count: number, more = {}): void {
  for (let index = 0; index < count; index += 1) {
    nowMs += 60_000;
    store?.commit(sampleCommit(minute, { checkpoint: String(minute), ...more }));
    minute += 1;
  }
}

/** What a reader would find. */
function view(): object {
  const rows = store?.pending('oldest-first', 100_000, NO_SEQS) ?? [];
  const { writable, detail, droppedRows, outboxRows, slowestCommitMs } = store?.status() ?? {};
  return {
    ...{ writable, detail, droppedRows, outboxRows, slowestCommitMs, committed: minute },
    windows: rows.filter(({ lane }) => lane === 'count').map(({ window }) => (window.start - START) / 60_000),
    events: rows.filter(({ lane }) => lane === 'event').map(({ payload }) => payload),
    distinctSeqs: new Set(rows.map(({ seq }) => seq)).size === rows.length,
    checkpoint: store?.checkpoint()?.text,
  };
}

function fillDisk(): void {
  const filler = openSync(join(directory, 'filler'), 'w');
  for (const size of [65_536, 4096, 512, 1]) {
    try {
      for (;;) writeSync(filler, Buffer.alloc(size));
    } catch {
      // Full to this measure.
    }
  }
  closeSync(filler);
}

function full(): object {
  commit(20);
  fillDisk();
  commit(1, { events: ['{"kind":"disk_full"}'] });
  commit(4_000);
  const during = view();
  rmSync(join(directory, 'filler'));
  commit(5);
  return { during, after: view() };
}

async function readOnly(): Promise<object> {
  store = await open();
  commit(10);
  store.close();
  execFileSync('mount', ['-o', 'remount,ro', directory]);
  store = await open();
  const startedWith = view();
  commit(10);
  const during = view();
  execFileSync('mount', ['-o', 'remount,rw', directory]);
  commit(1);
  return { startedWith, during, after: view() };
}

function tolerant(): object {
  commit(40);
  const during = view();
  commit(40);
  return { during, after: view() };
}

const run = { full, 'read-only': readOnly, tolerant }[mode];
const result = await run?.();
store?.close();
store = await open();
process.stdout.write(`${JSON.stringify({ ...result, reopened: view() })}\n`);
store.close();
