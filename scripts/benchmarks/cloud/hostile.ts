// A hostile gateway sends 100,000 messages of 30 kinds while an honest one sends a row a second: all rows of the honest one
// are in the database, 99 of 100 within 2 s, every message is acknowledged, and dead letters stay within their quota.
import { connectAsync } from 'mqtt';
import pg from 'pg';
import { openCloud } from '../../../src/cloud/open-ingest.ts';
import { maintainDatabase } from '../../../src/cloud/schema/maintain.ts';
import { silentLog } from '../../../src/system/log.ts';
import { countMessage, topicOf } from '../../../test/support/cloud/cloud-messages.ts';
import { hostileMessages } from '../../../test/support/cloud/hostile-messages.ts';
import { startMosquitto } from '../../../test/support/links/mosquitto.ts';
import { startPostgres } from '../../../test/support/postgres.ts';

const HOSTILE = Number(process.env['HOSTILE'] ?? 100_000);
const HONEST = Number(process.env['HONEST'] ?? 500);
const MOST_P99_MS = 2_000;
const MOST_LETTERS = 1_000;

export async function run(): Promise<void> {
  await using broker = await startMosquitto({ settings: ['max_queued_messages 0'] });
  await using postgres = await startPostgres();
  await maintainDatabase(postgres.url, Date.now());
  const pool = new pg.Pool({ connectionString: postgres.url });
  const parts = { brokerUrl: broker.url, databaseUrl: postgres.url, group: 'hostile', clientId: 'hostile' };
  const cloud = await openCloud(parts, silentLog);
  const sent = { hostile: 0 };
  const flood = sendFlood(broker.url, sent);
  const delays = await sendHonest(broker.url, pool);
  await flood;
  while (cloud.receiver.counts().messages < HONEST + HOSTILE || cloud.receiver.counts().held > 0)
    await pause(100);
  const letters = await pool.query<{ n: number }>('SELECT count(*)::int AS n FROM lintel.dead_letter');
  report(delays, letters.rows[0]?.n ?? 0, cloud.receiver.counts().failedBatches);
  await cloud.close();
  await pool.end();
}

async function sendFlood(url: string, sent: { hostile: number }): Promise<void> {
  const kinds = hostileMessages();
  const client = await connectAsync(url, { protocolVersion: 5 });
  const beganMs = performance.now();
  const due = () => ((performance.now() - beganMs) / 1_000) * (HOSTILE / HONEST);
  const lane = async () => {
    while (sent.hostile < HOSTILE) {
      // Spread over the time of the honest one.
      if (sent.hostile > due()) {
        await pause(20);
        continue;
      }
      const [stream, payload] = kinds[sent.hostile % kinds.length] ?? ['count', ''];
      sent.hostile += 1;
      await client.publishAsync(topicOf('gw-hostile', stream), payload, { qos: 1 });
    }
  };
  await Promise.all(Array.from({ length: 20 }, lane));
  await client.endAsync();
}

/** From publishing a row to seeing it in the database, ms each; infinite for one that never came. */
async function sendHonest(url: string, pool: pg.Pool): Promise<number[]> {
  const client = await connectAsync(url, { protocolVersion: 5 });
  const waits: Promise<number>[] = [];
  for (let seq = 1; seq <= HONEST; seq += 1) {
    const beganMs = performance.now();
    const message = JSON.stringify(countMessage([{ seq, minute: seq, entries: 1 }]));
    await client.publishAsync(topicOf('gw-honest', 'count'), message, { qos: 1 });
    waits.push(
      untilWritten(pool, seq).then((isThere) =>
        isThere ? performance.now() - beganMs : Number.POSITIVE_INFINITY,
      ),
    );
    await pause(1_000);
  }
  await client.endAsync();
  return Promise.all(waits);
}

async function untilWritten(pool: pg.Pool, seq: number): Promise<boolean> {
  for (let tries = 0; tries < 1_200; tries += 1) {
    const { rowCount } = await pool.query(
      `SELECT FROM lintel.gateway_seq JOIN lintel.gateway USING (gateway_id)
       WHERE gateway = 'gw-honest' AND seen @> $1::bigint`,
      [seq],
    );
    if (rowCount === 1) return true;
    await pause(50);
  }
  return false;
}

function report(delays: readonly number[], letters: number, failedBatches: number): void {
  const sorted = [...delays].sort((a, b) => a - b);
  const p99 =
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? Number.POSITIVE_INFINITY;
  const lost = delays.filter((delay) => !Number.isFinite(delay)).length;
  console.log(
    `${HOSTILE.toLocaleString('en')} hostile messages, all acknowledged; ${failedBatches} batches failed`,
  );
  console.log(
    `  honest rows: ${HONEST - lost} of ${HONEST} in the database, p99 ${Math.round(p99)} ms (limit ${MOST_P99_MS})`,
  );
  console.log(`  dead letters kept: ${letters} (limit ${MOST_LETTERS})`);
  if (lost > 0 || p99 > MOST_P99_MS || letters > MOST_LETTERS) process.exitCode = 1;
}

const pause = (durationMs: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, durationMs));

if (import.meta.main) await run();
