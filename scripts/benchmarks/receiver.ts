// The receiver: summaries a second into PostgreSQL with one worker and with two, and what each process took of the machine.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connectAsync } from 'mqtt';
import pg from 'pg';
import type { LintelProcess } from '../../test/support/lintel.ts';
import { startLintel } from '../../test/support/lintel.ts';
import type { Mosquitto } from '../../test/support/mosquitto.ts';
import { startMosquitto } from '../../test/support/mosquitto.ts';
import type { Postgres } from '../../test/support/postgres.ts';
import { startPostgres } from '../../test/support/postgres.ts';

const GATEWAYS = Number(process.env['GATEWAYS'] ?? 10_000);
/** Of each gateway, one message each: what a fleet sends in normal running. */
const MINUTES = 3;
const EXAMPLE = new URL('../../config/contract/summary.example.json', import.meta.url);
/** Clock ticks of /proc a second. */
const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

export async function run(): Promise<void> {
  const summaries = (GATEWAYS * MINUTES).toLocaleString('en');
  console.log(
    `${summaries} summaries of ${GATEWAYS.toLocaleString('en')} gateways, one a message, waiting at a Mosquitto`,
  );
  const one = await rate(1);
  const two = await rate(2);
  console.log(
    `  two workers ${(two / one).toFixed(2)} × of one (limit 1.6, or the machine’s own: the shares above say which)`,
  );
}

async function rate(workers: number): Promise<number> {
  await using broker = await startMosquitto({
    settings: ['max_queued_messages 0', 'max_inflight_messages 100'],
  });
  await using postgres = await startPostgres();
  const pool = new pg.Pool({ connectionString: postgres.url });
  // Their sessions stay at the broker, and what is published meanwhile waits there.
  for (const worker of await start(workers, broker, postgres)) await end(worker);
  await publishAll(broker);
  const beganMs = performance.now();
  const running = await start(workers, broker, postgres, false);
  const count = async (): Promise<number> =>
    Number((await pool.query('SELECT count(*) AS n FROM summary_window')).rows[0]?.n);
  while ((await count()) === 0) await pause(20);
  const [firstMs, first] = [performance.now(), await count()];
  const before = ticks();
  while ((await count()) < GATEWAYS * MINUTES) await pause(50);
  const seconds = (performance.now() - firstMs) / 1000;
  const perSecond = (GATEWAYS * MINUTES - first) / seconds;
  const shares = [...ticks()].map(
    ([name, spent]) =>
      `${name} ${(((spent - (before.get(name) ?? 0)) / TICKS / seconds) * 100).toFixed(0)} %`,
  );
  console.log(
    `  ${workers} worker${workers > 1 ? 's' : ''}: ${Math.round(perSecond).toLocaleString('en')} summaries/s, first row after ${Math.round(firstMs - beganMs)} ms`,
  );
  console.log(`    of one core: ${shares.join(', ')}`);
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
  const started = Array.from({ length: workers }, (_, index) =>
    startLintel([
      'receive',
      '--broker',
      broker.url,
      '--database',
      postgres.url,
      '--client-id',
      `worker-${index}`,
    ]),
  );
  if (isWaiting) for (const worker of started) await worker.ready(120_000);
  return started;
}

async function end(worker: LintelProcess): Promise<void> {
  worker.kill('SIGTERM');
  await worker.exit();
}

async function publishAll({ url }: Mosquitto): Promise<void> {
  const message = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as Message;
  const [row] = message.windows;
  const client = await connectAsync(url, { protocolVersion: 5 });
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < GATEWAYS * MINUTES; index = next++) {
      const [gateway, minute] = [`gw-${index % GATEWAYS}`, Math.floor(index / GATEWAYS)];
      const startAt = new Date(Date.UTC(2026, 4, 4, 9, minute)).toISOString();
      const windows = [{ ...row, seq: minute + 1, window: { ...row?.window, startAt } }];
      const topic = `lintel/v1/acme/high-street-12/${gateway}/summary`;
      await client.publishAsync(topic, JSON.stringify({ ...message, gateway, windows }), { qos: 1 });
    }
  };
  await Promise.all(Array.from({ length: 50 }, lane));
  await client.endAsync();
}

interface Message {
  readonly windows: readonly { readonly window: object }[];
}

/** Processor time by program, of this process's offspring alone. */
function ticks(): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  const lines = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' }).trim().split('\n');
  const parents = new Map(
    lines
      .map((line) => line.trim().split(/\s+/))
      .map(([pid = '', ppid = '', name = '']) => [pid, { ppid, name }]),
  );
  const isOurs = (pid: string): boolean =>
    pid === String(process.pid) || (parents.has(pid) && isOurs(parents.get(pid)?.ppid ?? ''));
  for (const [pid, { name }] of parents) {
    if (!isOurs(pid) || pid === String(process.pid)) continue;
    sums.set(name, (sums.get(name) ?? 0) + spent(pid));
  }
  return sums;
}

function spent(pid: string): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return 0;
  }
}

const pause = (durationMs: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, durationMs));

if (import.meta.main) await run();
