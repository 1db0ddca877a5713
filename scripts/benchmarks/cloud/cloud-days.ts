// 20 stores × 7 days of windows through the real broker and ingest: the days of the views equal what the simulated people did,
// and a row that comes now is in the roll-ups within a minute.
import type { MqttClient } from 'mqtt';
import { connectAsync } from 'mqtt';
import pg from 'pg';
import { openCloud } from '../../../src/cloud/open-ingest.ts';
import { maintainDatabase } from '../../../src/cloud/schema/maintain.ts';
import type { EgressGate } from '../../../src/core/privacy/egress-gate.ts';
import { silentLog } from '../../../src/system/log.ts';
import type { DayTruth } from '../../../test/support/cloud/simulated-windows.ts';
import { simulateDay } from '../../../test/support/cloud/simulated-windows.ts';
import { startMosquitto } from '../../../test/support/links/mosquitto.ts';
import { startPostgres } from '../../../test/support/postgres.ts';
import { createGate, waitingOf } from '../../../test/support/stores/closed-windows.ts';
import { reportSizes } from './cloud-sizes.ts';

const STORES = Number(process.env['STORES'] ?? 20);
const DAYS = Number(process.env['DAYS'] ?? 7);
const DAY_MS = 86_400_000;
const ROWS_A_MESSAGE = 20;
const MOST_LAG_S = 60;
const FIRST_MS = (Math.floor(Date.now() / DAY_MS) - DAYS - 1) * DAY_MS;

/** Of a store: what people did on each day, and the gate that may still hold the last of them back. */
interface Expected {
  readonly store: string;
  readonly days: readonly DayTruth[];
  readonly gate: EgressGate;
}

export async function benchDays(): Promise<boolean> {
  await using broker = await startMosquitto({ settings: ['max_queued_messages 0'] });
  await using postgres = await startPostgres();
  await maintainDatabase(postgres.url, Date.now());
  const cloud = await openCloud(
    { brokerUrl: broker.url, databaseUrl: postgres.url, group: 'days', clientId: 'days' },
    silentLog,
  );
  const client = await connectAsync(broker.url, { protocolVersion: 5 });
  const database = new pg.Client({ connectionString: postgres.url });
  await database.connect();
  const beganMs = performance.now();
  const expected: Expected[] = [];
  for (let n = 1; n <= STORES; n += 1) expected.push(await sendStore(client, n));
  await untilWritten(database, STORES * DAYS * 1_440);
  const seconds = (performance.now() - beganMs) / 1_000;
  console.log(
    `${STORES} stores × ${DAYS} days: ${STORES * DAYS * 1_440} windows in ${seconds.toFixed(0)} s, made, sent and written`,
  );
  // While the ingest's own round is at it, another one does nothing.
  while ((await cloud.database.rollUp(AbortSignal.timeout(60_000))) > 0) await pause(500);
  const wrong = await countWrong(database, expected);
  console.log(
    `  ${wrong.days} of ${STORES * DAYS} days differ from the simulator, ${wrong.sums} of ${STORES * 2} sums of people inside`,
  );
  const lag = await measureLag(client, database);
  console.log(`  a row is in the roll-ups after ${lag.toFixed(1)} s at most (limit ${MOST_LAG_S})`);
  await database.query('VACUUM ANALYZE');
  await reportSizes(database, STORES, DAYS);
  await Promise.all([client.endAsync(), cloud.close(), database.end()]);
  return wrong.days + wrong.sums === 0 && lag < MOST_LAG_S;
}

async function sendStore(client: MqttClient, n: number): Promise<Expected> {
  const gate = createGate();
  const store = `store-${n}`;
  const days: DayTruth[] = [];
  let seq = 0;
  for (let day = 0; day < DAYS; day += 1) {
    const { windows, truth } = simulateDay(n * 100 + day, FIRST_MS + day * DAY_MS, 40 + n * 12);
    days.push(truth);
    const rows = windows.flatMap((window) => gate.pass(window));
    const before = seq;
    seq += rows.length;
    const numbered = rows.map(({ stream, row }, i) => ({
      stream,
      row: { ...row, seq: before + i + 1, clock: 'synced' },
    }));
    for (const [stream, of] of Map.groupBy(numbered, (row) => row.stream))
      await sendRows(client, `lintel/v2/acme/${store}/gw-1/${stream}`, of);
  }
  return { store, days, gate };
}

async function sendRows(
  client: MqttClient,
  topic: string,
  rows: readonly { readonly row: object }[],
): Promise<void> {
  const messages = Array.from({ length: Math.ceil(rows.length / ROWS_A_MESSAGE) }, (_, i) =>
    rows.slice(i * ROWS_A_MESSAGE, (i + 1) * ROWS_A_MESSAGE).map(({ row }) => row),
  );
  await Promise.all(
    messages.map((some) =>
      client.publishAsync(topic, JSON.stringify({ v: 2, boot: '0f8fad5b', rows: some }), { qos: 1 }),
    ),
  );
}

async function untilWritten(database: pg.Client, windows: number): Promise<void> {
  for (;;) {
    const { rows } = await database.query<{ n: number }>('SELECT count(*)::int AS n FROM lintel.count_store');
    if ((rows[0]?.n ?? 0) >= windows) break;
    await pause(500);
  }
  // The last rows of people inside come after the last window.
  await pause(2_000);
}

async function countWrong(
  database: pg.Client,
  expected: readonly Expected[],
): Promise<{ days: number; sums: number }> {
  const { rows } = await database.query<Record<string, number | string>>(
    `SELECT store, local_day::text, d.entries::int, d.exits::int, d.sales::int, d.passers_by::int, v.visits::int, v.mean_visit_s, v.bounced::int
     FROM kpi.store_day d LEFT JOIN kpi.visit_day v USING (tenant, store, local_day)`,
  );
  const inside = await database.query<Record<string, number | string>>(
    `SELECT store, sum(z.exits)::int AS people, (SELECT sum(served)::int FROM kpi.queue_day q WHERE q.store = z.store) AS served
     FROM kpi.zone_day z GROUP BY store`,
  );
  let [days, sums] = [0, 0];
  for (const { store, days: truths, gate } of expected) {
    for (const [index, truth] of truths.entries()) {
      const day = new Date(FIRST_MS + index * DAY_MS).toISOString().slice(0, 10);
      const row = rows.find((line) => line['store'] === store && line['local_day'] === day);
      const said = [
        row?.['entries'],
        row?.['exits'],
        row?.['sales'],
        row?.['passers_by'],
        row?.['visits'],
        row?.['bounced'],
      ];
      const isSame =
        said.join() ===
        [truth.entries, truth.exits, truth.sales, truth.passersBy, truth.visits, truth.bounced].join();
      if (!isSame) days += 1;
    }
    const line = inside.rows.find((row) => row['store'] === store);
    const all = (name: 'tableVisits' | 'served') => truths.reduce((sum, truth) => sum + truth[name], 0);
    if (
      Number(line?.['people']) + (waitingOf(gate, 'indoor/zones', 'table')['out'] ?? 0) !==
      all('tableVisits')
    )
      sums += 1;
    if (
      Number(line?.['served']) + (waitingOf(gate, 'indoor/queues', 'till')['served'] ?? 0) !==
      all('served')
    )
      sums += 1;
  }
  return { days, sums };
}

/** Seconds from publishing to the roll-up, the longest of 30 stores, a row a second. */
async function measureLag(client: MqttClient, database: pg.Client): Promise<number> {
  const sentMs = new Map<string, number>();
  const from = `${new Date(Math.floor(Date.now() / 60_000) * 60_000).toISOString().slice(0, 19)}Z`;
  const row = {
    seq: 1,
    clock: 'synced',
    def: '3f9a1c20',
    from,
    seconds: 60,
    rev: 1,
    store: { seenS: 60, in: 1, out: 1 },
  };
  const text = JSON.stringify({ v: 2, boot: '0f8fad5b', rows: [row] });
  let longest = 0;
  for (let second = 0; second < 90 && (second < 30 || sentMs.size > 0); second += 1) {
    if (second < 30) {
      await client.publishAsync(`lintel/v2/acme/live-${second}/gw-1/count`, text, { qos: 1 });
      sentMs.set(`live-${second}`, performance.now());
    }
    await pause(1_000);
    const { rows } = await database.query<{ store: string }>(
      `SELECT store FROM kpi.store_hour WHERE store LIKE 'live-%'`,
    );
    for (const { store } of rows) {
      longest = Math.max(longest, (performance.now() - (sentMs.get(store) ?? performance.now())) / 1_000);
      sentMs.delete(store);
    }
  }
  return sentMs.size > 0 ? Number.POSITIVE_INFINITY : longest;
}

const pause = (durationMs: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, durationMs));
