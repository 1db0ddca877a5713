/**
 * One number, once: a month of a store through the product's own pipeline, ring, uplink, broker, receiver and PostgreSQL,
 * with a counter that is unplugged, restarts, a week offline in a small ring and connections that end in the middle. The
 * sums of the tables and views must equal those of the device's stored windows. Exits with 1 when they do not.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { rollUp } from '../../../src/cloud/rollup.ts';
import { openCloudSide } from '../../../test/support/cloud/cloud-side.ts';
import { drainTo } from './contract-month-drain.ts';
import { MonthStore } from './contract-month-store.ts';

const DAYS = Number(process.env['DAYS'] ?? 30);
/** Days at whose end the broker can be reached; between them is a week without. */
const isOnline = (day: number) => day < 6 || day >= 14;

const MEMORY = '/dev/shm';

interface DaySums {
  readonly entries: number;
  readonly exits: number;
}

export async function run(days: number = DAYS): Promise<void> {
  // In memory where that is to be had: each of 43,200 commits waits for the disk, which is not what counts here.
  const directory = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'lintel-bench-'));
  await using cloudSide = await openCloudSide();
  const cloud = await cloudSide.open();
  const store = await MonthStore.open(directory);
  try {
    for (let day = 0; day < days; day += 1) {
      await store.playDay(day);
      if (isOnline(day) || day === days - 1) await drainTo(cloudSide.broker.url, store.events, day);
    }
    const device = store.daySums();
    const { coarsenedRows, droppedRows } = store.events.status();
    console.log(
      `${days} days: ${store.windows} windows, ${store.restated} restated, ${coarsenedRows} rows made coarser, ${droppedRows} dropped`,
    );
    const query = `SELECT to_char(local_day, 'YYYY-MM-DD') AS day, sum(entries)::int AS entries, sum(exits)::int AS exits
       FROM kpi.store_day GROUP BY 1 ORDER BY 1`;
    const isComplete = async () => {
      const told = await cloudSide.rows<DaySums & { readonly day: string }>(query);
      return compare(device, new Map(told.map(({ day, ...sums }) => [day, sums])));
    };
    // As the receiver does now and then by itself.
    const database = new pg.Pool({ connectionString: cloudSide.postgres.url });
    const wrong = await settled(async () => {
      await rollUp(database);
      return await isComplete();
    });
    await database.end();
    const [total] = await cloudSide.rows<{ entries: number }>(
      'SELECT sum(entries)::int AS entries FROM lintel.count_store',
    );
    const expected = [...device.values()].reduce((sum, { entries }) => sum + entries, 0);
    console.log(`sum(entries) ${total?.entries}, of the device's windows ${expected}`);
    console.log(`${device.size} local days, ${wrong.length} of them differ${wrong.join('')}`);
    if (wrong.length > 0 || total?.entries !== expected || droppedRows > 0) process.exitCode = 1;
  } finally {
    store.close();
    await cloud.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Days whose sums differ. */
function compare(device: ReadonlyMap<string, DaySums>, told: ReadonlyMap<string, DaySums>): string[] {
  return [...device].flatMap(([day, { entries, exits }]) => {
    const sums = told.get(day);
    if (sums?.entries === entries && sums.exits === exits) return [];
    return [`\n  ${day}: ${entries} and ${exits}, in the view ${sums?.entries} and ${sums?.exits}`];
  });
}

/** The receiver is done when nothing differs, or nothing changes any more. */
async function settled(find: () => Promise<string[]>): Promise<string[]> {
  let wrong = await find();
  for (let tries = 0; wrong.length > 0 && tries < 100; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    wrong = await find();
  }
  return wrong;
}

if (import.meta.main) await run();
