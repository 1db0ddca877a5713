import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { stringify } from 'yaml';
import type { CountRow } from '../../src/core/privacy/rows.ts';
import { openSqliteEventStore } from '../../src/storage/sqlite-event-store.ts';
import { freePort } from '../support/links/mosquitto.ts';
import { Pty } from '../support/links/pty.ts';
import { startLintel } from '../support/lintel.ts';
import { NO_SEQS, STILL_CLOCK } from '../support/storage/storage-samples.ts';
import { tempDir } from '../support/temp-dir.ts';

/** A shop with a door counter, and one that is not there; returns the settings' path. */
async function writeShop(directory: string, more: object = {}): Promise<{ path: string; port: string }> {
  // Where root may make a link that looks like a port.
  const port = `/dev/shm/${basename(directory)}-door`;
  onTestFinished(() => rmSync(port, { force: true }));
  const path = join(directory, 'store.yaml');
  const settings = {
    ...{ version: 2, tenant: 'acme', gateway: 'gw-1', store: { id: 'corner' } },
    storage: { directory: join(directory, 'data'), maxMegabytes: 16 },
    sensors: ['counter', 'absent'].map((id) => ({
      ...{ id, type: 'serial-counter', mode: 'total' },
      path: id === 'counter' ? port : '/dev/lintel-no-such-port',
    })),
    doors: [
      { id: 'front', sensors: ['counter'] },
      { id: 'back', sensors: ['absent'] },
    ],
    console: { enabled: false },
    windows: { seconds: 10, latenessSeconds: 1 },
    privacy: { minimumCount: 1 },
    ...more,
  };
  writeFileSync(path, stringify(settings));
  return { path, port };
}

const countRowsIn = async (directory: string) => (await rowsIn(directory, 'count')) as CountRow[];

async function rowsIn(directory: string, wanted: 'count' | 'event'): Promise<unknown[]> {
  const options = { directory: join(directory, 'data/ring'), maxBytes: 16 * 1024 * 1024, bootId: 'reader' };
  const store = await openSqliteEventStore({ ...options, clock: STILL_CLOCK });
  const rows = store.pending('oldest-first', 1_000, NO_SEQS).filter(({ lane }) => lane === wanted);
  store.close();
  return rows.map(({ payload }) => JSON.parse(payload) as unknown);
}

test('told to stop while a counter shouts it leaves the window under way, without a number for the counter that was never there (F47, F49)', async () => {
  const directory = tempDir();
  const metricsPort = await freePort();
  const { path, port } = await writeShop(directory, { metrics: { port: metricsPort } });
  const pty = await Pty.plugIn(port);
  const lintel = startLintel(['run', '--config', path]);
  await lintel.ready();
  let total = 0;
  const shouting = setInterval(() => {
    total += 1;
    void pty.write(`C,${total},0\n`.repeat(20));
  }, 2);
  const scrape = async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  let metrics = '';
  while (!/lintel_sensor_up\{[^}]*\} 1/.test(metrics)) metrics = await scrape();
  for (const name of [
    'storage_written_bytes_total',
    'storage_syncs_total',
    'storage_outbox_rows',
    'sensor_restarts_total',
  ]) {
    expect(metrics).toContain(`lintel_${name}`);
  }
  // No broker is set: nobody knows, so nothing is said.
  expect(metrics).not.toContain('lintel_uplink_connected');
  const first = total;
  // On a busy machine the program is behind the counter for seconds.
  const enoughMs = Date.now() + 5_000;
  while (total < first + 1_000 || Date.now() < enoughMs) await scrape();
  lintel.kill('SIGTERM');
  expect(await lintel.exit()).toBe(0);
  clearInterval(shouting);
  const rows = await countRowsIn(directory);
  expect(rows.length).toBeGreaterThan(0);
  for (const { doors = [] } of rows) {
    for (const back of doors.filter(({ id }) => id === 'back'))
      expect(back).toMatchObject({ seenS: 0, in: null, out: null });
    expect(doors).toMatchObject([{ id: 'front' }, ...doors.slice(1)]);
  }
  expect(rows.some(({ doors }) => (doors?.[0]?.seenS ?? 0) > 0)).toBe(true);
  expect(rows.at(-1)?.doors?.map(({ id }) => id)).toEqual(['front']);
});

test('after five quick ends it starts in safe mode: no sensor, but the store and what waits in it (F50)', async () => {
  const directory = tempDir();
  const { path } = await writeShop(directory);
  writeFileSync(
    join(directory, 'restarts.json'),
    JSON.stringify({ edition: 9, restarts: 11, quickFailures: 4 }),
  );
  writeFileSync(join(directory, 'last-exit'), 'signal killed SEGV 1767600000\n');
  const lintel = startLintel(['run', '--config', path], { STATE_DIRECTORY: directory });
  await lintel.ready();
  expect(lintel.output()).toContain('safe mode');
  expect(lintel.output()).not.toContain('absent');
  lintel.kill('SIGTERM');
  expect(await lintel.exit()).toBe(0);
  const kept = JSON.parse(readFileSync(join(directory, 'restarts.json'), 'utf8')) as { restarts: number };
  expect(kept.restarts).toBe(12);
  const events = await rowsIn(directory, 'event');
  expect(events).toContainEqual(expect.objectContaining({ kind: 'GatewayRestarted', safeMode: 'yes' }));
});

const FLOODER = ['test/support/process/log-flooder.ts'];

test('where no copy of the settings can be kept beside them it says so, and counts (F9)', async () => {
  const directory = tempDir();
  const { path } = await writeShop(directory);
  // As in a folder that takes no file, also for root: the copy's place is taken.
  mkdirSync(join(directory, '.store.yaml.good', 'taken'), { recursive: true });
  const lintel = startLintel(['run', '--config', path]);
  await lintel.ready();
  expect(lintel.output()).toContain('no copy of the settings could be kept');
  lintel.kill('SIGTERM');
  expect(await lintel.exit()).toBe(0);
});

test('rate-limits 100,000 errors and redacts secrets (F51)', () => {
  const { stdout, stderr, status } = spawnSync(process.execPath, FLOODER, { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: 'alive\n' });
  expect(stdout.split('\n').length).toBeLessThan(100);
  expect(stdout).toContain('went wrong again');
  expect(stdout).not.toContain('hunter2');
});

test.each([
  ['closed', '"$0" "$@" >&-'],
  ['a pipe that nobody reads any more', 'set -o pipefail; "$0" "$@" | true'],
  ['a full disk', '"$0" "$@" >/dev/full'],
])('with a stdout that is %s the gateway lives on (F51)', (_what, shell) => {
  const { stderr, status } = spawnSync('bash', ['-c', shell, process.execPath, ...FLOODER], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: 'alive\n' });
});
