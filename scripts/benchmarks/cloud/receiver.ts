// The ingest: summaries per second into PostgreSQL, with one worker and with two. References: the broker with a
// consumer that does nothing, and PostgreSQL without a broker. Also the processor time of each process.
import { readFileSync } from 'node:fs';
import type { MqttClient } from 'mqtt';
import { connect } from 'mqtt';
import pg from 'pg';
import { CloudDatabase } from '../../../src/cloud/database.ts';
import { deferAcks } from '../../../src/cloud/defer-acks.ts';
import { joinParsed, parseMessage } from '../../../src/cloud/messages/parse-message.ts';
import { maintainDatabase } from '../../../src/cloud/schema/maintain.ts';
import type { Mosquitto } from '../../../test/support/links/mosquitto.ts';
import { startMosquitto } from '../../../test/support/links/mosquitto.ts';
import type { LintelProcess } from '../../../test/support/lintel.ts';
import { startLintel } from '../../../test/support/lintel.ts';
import type { Postgres } from '../../../test/support/postgres.ts';
import { startPostgres } from '../../../test/support/postgres.ts';
import { GATEWAYS, LoadMeter, messages, publishAll, SUMMARIES, WARM_UP } from './receiver-load.ts';

/** As the receiver's own. */
const CONNECTIONS = 8;
const BATCH = 500;
const ROLL_UP_AFTER_MS = 10_000;

export async function run(): Promise<void> {
  const counts = [SUMMARIES, GATEWAYS].map((count) => count.toLocaleString('en'));
  console.log(`${counts[0]} summaries of ${counts[1]} gateways, one a message, waiting at a Mosquitto`);
  console.log(`  load before: ${readFileSync('/proc/loadavg', 'utf8').trim()}`);
  const broker = await brokerAlone();
  const database = await databaseAlone();
  const one = await rate(1);
  const two = await rate(2);
  console.log(
    `  one worker ${share(one, broker)} of the broker alone, ${share(one, database)} of PostgreSQL alone`,
  );
  console.log(
    `  two workers ${(two / one).toFixed(2)} × of one (limit 1.6, or where nothing is idle the machine’s own)`,
  );
}

const share = (value: number, of: number): string => `${((value / of) * 100).toFixed(0)} %`;

function tell(what: string, count: number, seconds: number, meter: LoadMeter): number {
  const perSecond = count / seconds;
  console.log(`  ${what}: ${Math.round(perSecond).toLocaleString('en')} summaries/s`);
  console.log(meter.report(count));
  return perSecond;
}

const openBroker = () => startMosquitto({ settings: ['max_queued_messages 0', 'max_inflight_messages 128'] });

/** As many connections as a worker's, and nothing done with what comes. */
async function brokerAlone(): Promise<number> {
  await using broker = await openBroker();
  let received = 0;
  const take = (): Promise<void> => {
    received += 1;
    return Promise.resolve();
  };
  const connectAll = () =>
    Promise.all(Array.from({ length: CONNECTIONS }, (_, index) => openNull(broker.url, index, take)));
  for (const client of await connectAll()) {
    await client.subscribeAsync('$share/null/lintel/v2/+/+/+/count', { qos: 1 });
    await client.endAsync();
  }
  await publishAll(broker.url);
  const beganMs = performance.now();
  const meter = new LoadMeter();
  const clients = await connectAll();
  while (received < SUMMARIES) await pause(20);
  const perSecond = tell('the broker alone', received, (performance.now() - beganMs) / 1000, meter);
  for (const client of clients) await client.endAsync(true);
  return perSecond;
}

async function openNull(url: string, index: number, take: () => Promise<void>): Promise<MqttClient> {
  // Queued messages come with the connection, so a listener must exist by then.
  const client = connect(url, {
    ...{ protocolVersion: 5, clientId: `null-${index}`, clean: false, resubscribe: false },
    properties: { sessionExpiryInterval: 3600, receiveMaximum: 128 },
  });
  deferAcks(client, take);
  await new Promise((resolve) => client.once('connect', resolve));
  return client;
}

/** The same statement and batches, with rows that were read beforehand. */
async function databaseAlone(): Promise<number> {
  await using postgres = await startPostgres();
  const pool = new pg.Pool({ connectionString: postgres.url, pipeline: true });
  const database = new CloudDatabase(pool);
  await maintainDatabase(postgres.url, Date.now());
  const rows = [...messages()].map(([topic, text]) => parseMessage(topic, Buffer.from(text), Date.now()));
  const beganMs = performance.now();
  const meter = new LoadMeter();
  for (let from = 0; from < rows.length; from += BATCH)
    await database.write(joinParsed(rows.slice(from, from + BATCH)));
  const perSecond = tell('PostgreSQL alone', rows.length, (performance.now() - beganMs) / 1000, meter);
  await pool.end();
  return perSecond;
}

export async function rate(workers: number): Promise<number> {
  await using broker = await openBroker();
  await using postgres = await startPostgres();
  await maintainDatabase(postgres.url, Date.now());
  const pool = new pg.Pool({ connectionString: postgres.url });
  // Their sessions stay at the broker, and what is published meanwhile waits there.
  for (const worker of await start(workers, broker, postgres)) await end(worker);
  await publishAll(broker.url);
  const startedMs = performance.now();
  const running = await start(workers, broker, postgres, false);
  const count = async (): Promise<number> =>
    Number((await pool.query('SELECT count(*) AS n FROM lintel.count_store')).rows[0]?.n);
  while ((await count()) < WARM_UP) await pause(20);
  const [firstMs, first] = [performance.now(), await count()];
  const meter = new LoadMeter();
  // Counting costs PostgreSQL time too: seldom, until the end is near.
  for (let n = first; n < SUMMARIES; n = await count()) await pause(n < SUMMARIES * 0.8 ? 500 : 50);
  if (performance.now() - startedMs > ROLL_UP_AFTER_MS)
    console.log('  the next number includes roll-ups: the machine is too busy, or GATEWAYS is too high');
  const seconds = (performance.now() - firstMs) / 1000;
  const perSecond = tell(`${workers} worker${workers > 1 ? 's' : ''}`, SUMMARIES - first, seconds, meter);
  for (const worker of running) await end(worker);
  await pool.end();
  return perSecond;
}

async function start(
  workers: number,
  broker: Mosquitto,
  postgres: Postgres,
  isWaiting = true,
): Promise<LintelProcess[]> {
  const places = ['--broker', broker.url, '--database', postgres.url];
  const started = Array.from({ length: workers }, (_, index) =>
    startLintel(['cloud', 'ingest', ...places, '--client-id', `worker-${index}`]),
  );
  if (isWaiting) for (const worker of started) await worker.ready();
  return started;
}

async function end(worker: LintelProcess): Promise<void> {
  worker.kill('SIGTERM');
  await worker.exit();
}

const pause = (durationMs: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, durationMs));

if (import.meta.main) await run();
