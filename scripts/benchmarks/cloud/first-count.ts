// The first number of a new store: a real gateway with a counter on a pty, TLS apart, through Mosquitto and the receiver
// into PostgreSQL. From READY to the row, with 3 people a minute.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { stringify } from 'yaml';
import { maintainDatabase } from '../../../src/cloud/schema/maintain.ts';
import { startMosquitto } from '../../../test/support/links/mosquitto.ts';
import { Pty } from '../../../test/support/links/pty.ts';
import { startLintel } from '../../../test/support/lintel.ts';
import { startPostgres } from '../../../test/support/postgres.ts';

const MOST_MS = 70_000;
const PERSON_EVERY_MS = 20_000;
/** Starts at different seconds of a minute: windows end with the minute. */
const STARTS = Number(process.env['STARTS'] ?? 3);
const SECONDS = [1, 30, 58];

export async function run(): Promise<void> {
  await using broker = await startMosquitto();
  await using postgres = await startPostgres();
  await maintainDatabase(postgres.url, Date.now());
  const places = ['--broker', broker.url, '--database', postgres.url];
  const receiver = startLintel(['cloud', 'ingest', ...places, '--client-id', 'worker-0']);
  await receiver.ready();
  const database = new pg.Pool({ connectionString: postgres.url });
  for (const second of SECONDS.slice(0, STARTS)) {
    const tookMs = await firstCount(`store-${second}`, second, { broker: broker.url, database });
    if (tookMs > MOST_MS) process.exitCode = 1;
    console.log(
      `  READY near second ${second}: counted in the database after ${(tookMs / 1000).toFixed(1)} s (at most ${MOST_MS / 1000})`,
    );
  }
  await database.end();
  receiver.kill('SIGTERM');
  await receiver.exit();
}

async function firstCount(
  store: string,
  second: number,
  cloud: { readonly broker: string; readonly database: pg.Pool },
): Promise<number> {
  // Serial devices are below /dev.
  const directory = mkdtempSync('/dev/shm/lintel-first-');
  const counter = await Pty.plugIn(join(directory, 'counter'));
  const config = writeSettings(directory, store, cloud.broker);
  await untilSecond(second);
  const gateway = startLintel(['run', '--config', config]);
  await gateway.ready();
  const readyMs = performance.now();
  const passing = setInterval(() => void counter.write('D,1,0\n'), PERSON_EVERY_MS);
  try {
    while (!(await isCounted(cloud.database, store)) && performance.now() - readyMs < 2 * MOST_MS)
      await pause(100);
    return performance.now() - readyMs;
  } finally {
    clearInterval(passing);
    gateway.kill('SIGTERM');
    await gateway.exit();
    await counter.unplug();
    rmSync(directory, { recursive: true });
  }
}

/** A number of people, not null. */
async function isCounted(database: pg.Pool, store: string): Promise<boolean> {
  const { rowCount } = await database.query(
    'SELECT FROM lintel.count_store JOIN lintel.store USING (store_id) WHERE store = $1 AND seen_s > 0 AND entries > 0',
    [store],
  );
  return (rowCount ?? 0) > 0;
}

function writeSettings(directory: string, store: string, url: string): string {
  const data = join(directory, 'data');
  mkdirSync(data);
  const settings = {
    ...{ version: 2, tenant: 'acme', gateway: 'gw-1', store: { id: store }, mqtt: { url } },
    storage: { directory: data, maxMegabytes: 16 },
    sensors: [
      {
        ...{ id: 'counter', type: 'serial-counter', path: join(directory, 'counter') },
        ...{ mode: 'delta', patterns: ['D,{in},{out}'], reportIntervalSeconds: PERSON_EVERY_MS / 1000 },
      },
    ],
    doors: [{ id: 'front', sensors: ['counter'] }],
    console: { enabled: false },
  };
  const config = join(directory, 'store.yaml');
  writeFileSync(config, stringify(settings));
  return config;
}

async function untilSecond(second: number): Promise<void> {
  while (new Date().getSeconds() !== second) await pause(50);
}

const pause = (durationMs: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, durationMs));

if (import.meta.main) await run();
