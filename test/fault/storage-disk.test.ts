import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { openSqliteEventStore } from '../../src/storage/sqlite-event-store.ts';
import { MAY_MOUNT, MAY_TRACE, runScript } from '../support/process/sandbox.ts';
import { STILL_CLOCK, sampleCommit } from '../support/storage/storage-samples.ts';
import { tempDir } from '../support/temp-dir.ts';

interface View {
  readonly writable: boolean;
  readonly detail: string;
  readonly droppedRows: number;
  readonly outboxRows: number;
  readonly slowestCommitMs: number;
  readonly committed: number;
  readonly windows: readonly number[];
  readonly events: readonly string[];
  readonly distinctSeqs: boolean;
  readonly checkpoint: string;
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Runs the script on a tmpfs of its own. */
function onSmallDisk<T>(mode: string, megabytes: number): T {
  const directory = tempDir();
  const mount = `mount -t tmpfs -o size=${megabytes}m none ${directory} && exec "$@"`;
  const wrapper = ['unshare', '-rm', 'sh', '-c', mount, 'sh'];
  return runScript<T>(wrapper, 'storage/storage-on-bad-disk.ts', [mode, directory]);
}

/** An empty store, so that the calls that are made to fail are those of commits. */
async function create(directory: string): Promise<void> {
  const maxBytes = 64 * 1024 * 1024;
  const store = await openSqliteEventStore({ directory, maxBytes, bootId: 'maker', clock: STILL_CLOCK });
  store.close();
}

if (!MAY_MOUNT)
  console.warn('Full and read-only disks are NOT tested (F4, F9): no mount namespace may be made here');
if (!MAY_TRACE)
  console.warn(
    'Slow syncs and failed writes are NOT tested (F10, F11): strace (Debian package strace) is missing or not allowed',
  );

test.skipIf(!MAY_MOUNT)(
  'on a full disk the oldest windows make room, alarms stay, and all is well afterwards (F4)',
  () => {
    const { during, after, reopened } = onSmallDisk<Record<'during' | 'after' | 'reopened', View>>(
      'full',
      12,
    );
    for (const view of [during, after, reopened]) {
      expect(view.distinctSeqs).toBe(true);
      expect(view.events.some((event) => event.includes('disk_full'))).toBe(true);
      expect(view.windows).toEqual(upTo(view.committed).slice(-view.windows.length));
    }
    expect(during.windows.at(-1)).toBe(4020);
    expect(during.droppedRows).toBeGreaterThan(0);
    expect(during.droppedRows + during.outboxRows).toBe(during.committed + 1);
    expect(after.writable).toBe(true);
    expect(after.windows.at(-1)).toBe(4025);
    expect(reopened.windows).toEqual(after.windows);
    expect(reopened.checkpoint).toBe('4025');
  },
);

test.skipIf(!MAY_MOUNT)(
  'on a read-only disk windows are kept in memory until it can be written again (F9)',
  () => {
    type Views = Record<'startedWith' | 'during' | 'after' | 'reopened', View>;
    const { startedWith, during, after, reopened } = onSmallDisk<Views>('read-only', 12);
    expect(startedWith).toMatchObject({ writable: false, windows: [] });
    expect(startedWith.detail).toMatch(/in memory/);
    expect(during).toMatchObject({ writable: false, windows: upTo(20).slice(10), checkpoint: '19' });
    expect(after).toMatchObject({ writable: true, detail: '', windows: upTo(21), distinctSeqs: true });
    expect(reopened).toMatchObject({ windows: upTo(21), checkpoint: '20', distinctSeqs: true });
  },
);

test.skipIf(!MAY_TRACE).each(['pwrite64', 'fsync,fdatasync'])(
  'when %s fails with EIO nothing is lost and no success is claimed (F11)',
  async (call) => {
    const directory = tempDir();
    await create(join(directory, 'store'));
    const name = call.split(',')[0] ?? '';
    const inject = `${call}:error=EIO:when=${name === 'pwrite64' ? '120..150' : '20..50'}`;
    const wrapper = ['strace', '-f', '-o', '/dev/null', '-e', `trace=${call}`, '-e', `inject=${inject}`];
    const result = runScript<Record<'during' | 'after' | 'reopened', View>>(
      wrapper,
      'storage/storage-on-bad-disk.ts',
      ['tolerant', directory],
    );
    const { during, after, reopened } = result;
    expect(during.writable).toBe(false);
    expect(during.detail).toMatch(/EIO|IOERR/);
    expect(during.windows).toEqual(upTo(40));
    expect(after).toMatchObject({ writable: true, windows: upTo(80), distinctSeqs: true });
    expect(reopened).toMatchObject({ windows: upTo(80), checkpoint: '79', distinctSeqs: true });
  },
);

test.skipIf(!MAY_TRACE)(
  'a sync that takes seconds is measured, and what comes in meanwhile is not lost (F10)',
  async () => {
    const inject = 'fsync,fdatasync:delay_enter=2500000:when=15';
    const parameters = ['-f', '-o', '/dev/null', '-e', 'trace=fsync,fdatasync', '-e', `inject=${inject}`];
    const directory = tempDir();
    await create(directory);
    const script = ['test/support/storage/storage-with-input.ts', directory];
    const child = spawn('strace', [...parameters, process.execPath, ...script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe('ready');
    let sent = 0;
    const sending = setInterval(() => {
      sent += 1;
      child.stdin.write(`${sent}\n`);
    }, 2);
    const report = JSON.parse(String((await lines.next()).value)) as { slowestCommitMs: number };
    clearInterval(sending);
    child.stdin.end();
    expect(report.slowestCommitMs).toBeGreaterThan(2_400);
    expect(Number((await lines.next()).value)).toBe(sent);
    await once(child, 'close');
  },
);

test('a second instance is refused in one sentence and the first does not notice (F12)', async () => {
  const directory = tempDir();
  const child = spawn(process.execPath, ['test/support/storage/storage-writer.ts', directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  const second = openSqliteEventStore({
    directory,
    maxBytes: 64 * 1024 * 1024,
    bootId: 'second',
    clock: STILL_CLOCK,
  });
  await expect(second).rejects.toMatchObject({
    code: 'STORAGE_LOCKED',
    message: expect.stringContaining('another lintel'),
  });
  const before = Number(String((await lines.next()).value).split(' ')[0]);
  const after = Number(String((await lines.next()).value).split(' ')[0]);
  expect(after).toBe(before + 1);
  child.kill('SIGKILL');
  await once(child, 'close');
  const store = await openSqliteEventStore({
    directory,
    maxBytes: 64 * 1024 * 1024,
    bootId: 'third',
    clock: STILL_CLOCK,
  });
  store.close();
});

test('a day of minute commits writes less than 30 MB in fewer than 1,500 syncs (F14)', async () => {
  const store = await openSqliteEventStore({
    directory: tempDir(),
    maxBytes: 64 * 1024 * 1024,
    bootId: 'boot-a',
    clock: STILL_CLOCK,
  });
  const minutes = 360;
  for (let index = 0; index < minutes; index += 1) {
    store.commit(sampleCommit(index));
    store.acknowledge([index]);
  }
  const { bytes, syncs } = store.status().written;
  expect((syncs / minutes) * 1440).toBeLessThan(1500);
  if (bytes === null) console.warn('this kernel does not count written bytes (F14)');
  else expect((bytes / minutes) * 1440).toBeLessThan(30e6);
  store.close();
});
