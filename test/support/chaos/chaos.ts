import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Mosquitto } from '../links/mosquitto.ts';
import { startMosquitto } from '../links/mosquitto.ts';
import type { Postgres } from '../postgres.ts';
import { startPostgres } from '../postgres.ts';
import { createRandom } from '../random.ts';
import { MINUTE_MS, START } from '../storage/storage-samples.ts';
import { until } from '../until.ts';
import { entriesAt } from './chaos-setup.ts';

export interface ChaosOptions {
  /** Gateways that live and die together. */
  readonly gateways: number;
  /** Lives, each ended by SIGKILL; after every third each gateway's WAL is torn or garbled. */
  readonly rounds: number;
  readonly seed: number;
  readonly progress?: (round: number) => void;
}

export interface ChaosResult {
  readonly minutes: number;
  readonly lost: number;
  readonly twice: number;
  readonly wrong: number;
  /** Sequence numbers that nobody has accounted for. */
  readonly holes: number;
  readonly tornWals: number;
  readonly brokerRestarts: number;
  readonly receiverDeaths: number;
}

const MOST_MINUTES_A_LIFE = 40;

/**
 * A gateway killed over and over, its WAL torn, its broker restarted with all that it had in memory lost, its receiver
 * killed between insert and acknowledgement: what is in the database at the end, beside what the shop counted.
 */
export async function chaos({ gateways, rounds, seed, progress }: ChaosOptions): Promise<ChaosResult> {
  await using broker = await startMosquitto({ settings: ['max_queued_messages 0'] });
  await using postgres = await startPostgres();
  const directory = mkdtempSync(join(tmpdir(), 'chaos-'));
  const random = createRandom(seed);
  await using receiver = new MortalReceiver(broker, postgres, random);
  receiver.start();
  let [goal, tornWals, brokerRestarts] = [0, 0, 0];
  for (let round = 0; round < rounds; round += 1) {
    const enough = goal + random() * MOST_MINUTES_A_LIFE;
    goal += MOST_MINUTES_A_LIFE;
    const gateway = new Life(directory, broker.url, gateways, goal);
    await gateway.until(({ count }) => count >= enough);
    if (round % 7 === 3) {
      await broker.restart();
      brokerRestarts += 1;
    }
    await gateway.kill();
    for (let index = 0; index < gateways && round % 3 === 1; index += 1) {
      if (tearWal(join(directory, `gw-${index}`, 'lintel.db-wal'), random)) tornWals += 1;
    }
    progress?.(round + 1);
  }
  receiver.liveOn();
  const minutes = await settle(directory, broker, postgres, { gateways, goal });
  const judged = await judge(postgres, gateways, minutes);
  rmSync(directory, { recursive: true });
  return {
    minutes: minutes * gateways,
    ...judged,
    tornWals,
    brokerRestarts,
    receiverDeaths: receiver.deaths,
  };
}

/** One last life, until the cloud has all of it. A loss at the very end shows when something comes after it. */
async function settle(
  directory: string,
  broker: Mosquitto,
  postgres: Postgres,
  { gateways, goal }: { readonly gateways: number; readonly goal: number },
): Promise<number> {
  const pool = new pg.Pool({ connectionString: postgres.url });
  const counted = async (sql: string): Promise<number> => Number((await pool.query(sql)).rows[0]?.n);
  let last = goal;
  let isDone = false;
  for (let lives = 0; lives < 5 && !isDone; lives += 1) {
    last += 1;
    const gateway = new Life(directory, broker.url, gateways, last);
    await gateway.until(({ count, outbox }) => count >= last && outbox === 0);
    for (let looks = 0; looks < 60 && !isDone; looks += 1) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      const rows = await counted('SELECT count(*) AS n FROM lintel.count_store');
      isDone = rows === last * gateways && (await counted(HOLES)) === 0;
    }
    await gateway.kill();
  }
  await pool.end();
  return last;
}

const HOLES = `SELECT coalesce(sum(upper(h) - lower(h)), 0) AS n FROM (
  SELECT unnest(int8multirange(int8range(1, upper(seen))) - seen - gone) AS h FROM lintel.gateway_seq) AS holes`;

async function judge(postgres: Postgres, gateways: number, minutes: number) {
  const pool = new pg.Pool({ connectionString: postgres.url });
  const { rows } = await pool.query<{ gateway: string; at: string; entries: string }>(
    `SELECT gateway, extract(epoch FROM from_at)::bigint AS at, entries::text
     FROM lintel.count_store JOIN lintel.gateway USING (store_id, gateway_id)`,
  );
  const holes = Number((await pool.query(HOLES)).rows[0]?.n);
  await pool.end();
  const found = new Map<string, string[]>();
  for (const { gateway, at, entries } of rows) {
    const row = `${gateway}/${(Number(at) * 1000 - START) / MINUTE_MS}`;
    found.set(row, [...(found.get(row) ?? []), entries]);
  }
  const truth = new Map(
    Array.from({ length: gateways * minutes }, (_, index) => {
      const [gateway, minute] = [index % gateways, Math.floor(index / gateways)];
      return [`gw-${gateway}/${minute}`, entriesAt(gateway, minute)];
    }),
  );
  return {
    lost: [...truth.keys()].filter((row) => !found.has(row)).length,
    twice: [...found.values()].filter((entries) => entries.length > 1).length,
    wrong: [...found].filter(([row, [entries]]) => Number(entries) !== truth.get(row)).length,
    holes,
  };
}

/** Cuts the WAL off at a random place, or writes nonsense from there on. */
function tearWal(path: string, random: () => number): boolean {
  const size = existsSync(path) ? statSync(path).size : 0;
  if (size === 0) return false;
  // Near its end, where a power cut strikes, or anywhere.
  const at = Math.floor(size - random() * (random() < 0.7 ? Math.min(size, 40_000) : size));
  if (random() < 0.5) truncateSync(path, at);
  else {
    const bytes = readFileSync(path);
    for (let index = at; index < Math.min(bytes.length, at + 4096); index += 1)
      bytes[index] = Math.floor(random() * 256);
    writeFileSync(path, bytes);
  }
  return true;
}

/** One life of the gateway. */
class Life {
  readonly #child: ChildProcess;
  #said = { count: 0, outbox: Number.POSITIVE_INFINITY };

  constructor(directory: string, url: string, gateways: number, last: number) {
    const script = join(import.meta.dirname, 'chaos-gateway.ts');
    this.#child = spawn(process.execPath, [script, directory, url, String(gateways), String(last)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      const [count, outbox] = chunk.toString().trimEnd().split('\n').at(-1)?.split(' ').map(Number) ?? [];
      if (count !== undefined && outbox !== undefined) this.#said = { count, outbox };
    });
  }

  until(condition: (said: { readonly count: number; readonly outbox: number }) => boolean): Promise<void> {
    return until(
      'the gateway has come this far',
      () => this.#child.exitCode !== null || condition(this.#said),
      120_000,
    );
  }

  async kill(): Promise<void> {
    const ended = once(this.#child, 'exit');
    if (!this.#child.kill('SIGKILL')) throw new Error('the gateway ended by itself');
    await ended;
  }
}

/** A receiver that dies after a few batches, between insert and acknowledgement, and is started again. */
class MortalReceiver implements AsyncDisposable {
  deaths = 0;
  readonly #arguments: readonly string[];
  readonly #random: () => number;
  #child: ChildProcess | undefined;
  #mortal = true;
  #over = false;

  constructor(broker: Mosquitto, postgres: Postgres, random: () => number) {
    this.#arguments = [join(import.meta.dirname, 'chaos-ingest.ts'), broker.url, postgres.url, 'chaos-1'];
    this.#random = random;
  }

  start(): void {
    const batches = this.#mortal ? 1 + Math.floor(this.#random() * 30) : 0;
    this.#child = spawn(process.execPath, [...this.#arguments, String(batches)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.#child.once('exit', () => {
      if (this.#over) return;
      this.deaths += 1;
      this.start();
    });
  }

  /** From its next start on, or now: it was not to live for long. */
  liveOn(): void {
    this.#mortal = false;
    this.#child?.kill('SIGKILL');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true;
    const child = this.#child;
    if (child === undefined || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}
