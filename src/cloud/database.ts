import type { Pool, PoolClient } from 'pg';
import type { DeadLetter, EventRow, GapRow, Incoming, WindowRow } from './incoming.ts';
import { monthOf, SCHEMA } from './schema.ts';

/** Several receivers start at once: only one at a time may change the schema. Any number that is ours. */
const SCHEMA_LOCK = 5_218_846_531;

const WRITE_WINDOWS = `
INSERT INTO summary_window (tenant, store, gateway, start_at, duration_ms, unsynced_boot, revision, seq, time_quality, body)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::int[], $6::text[], $7::int[],
                     $8::bigint[], $9::text[], $10::jsonb[])
ON CONFLICT (tenant, store, gateway, start_at, duration_ms, unsynced_boot) DO UPDATE
SET revision = excluded.revision, seq = excluded.seq, time_quality = excluded.time_quality, body = excluded.body,
    received_at = now()
WHERE summary_window.revision < excluded.revision`;

const WRITE_EVENTS = `
INSERT INTO gateway_event (tenant, store, gateway, seq, at, kind, body)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::timestamptz[], $6::text[], $7::jsonb[])
ON CONFLICT DO NOTHING`;

const WRITE_SEQUENCES = `
INSERT INTO gateway_seq AS known (tenant, store, gateway, seen)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int8multirange[])
ON CONFLICT (tenant, store, gateway) DO UPDATE SET seen = known.seen + excluded.seen
WHERE NOT known.seen @> excluded.seen`;

const WRITE_DEAD = `
INSERT INTO dead_letter (topic, reason, payload) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])`;

const WRITE_GAPS = `
WITH told AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[])
    AS told (tenant, store, gateway, from_seq, to_seq, reason)
), listed AS (
  INSERT INTO gateway_gap (tenant, store, gateway, from_seq, to_seq, reason) SELECT * FROM told ON CONFLICT DO NOTHING
)
UPDATE gateway_seq AS known SET gone = known.gone + told.gone
FROM (SELECT tenant, store, gateway, range_agg(int8range(from_seq, to_seq, '[]')) AS gone FROM told GROUP BY 1, 2, 3) AS told
WHERE (known.tenant, known.store, known.gateway) = (told.tenant, told.store, told.gateway)`;

const FIND_HOLES = `
SELECT tenant, store, gateway, lower(hole)::text AS from_seq, (upper(hole) - 1)::text AS to_seq
FROM (SELECT tenant, store, gateway, unnest(int8multirange(int8range(1, upper(seen))) - seen - gone) AS hole FROM gateway_seq) AS holes
ORDER BY tenant, store, gateway, hole`;

const CLAIM = `
UPDATE gateway_seq SET asked_at = now()
WHERE (tenant, store, gateway) = ($1, $2, $3) AND (asked_at IS NULL OR asked_at <= now() - make_interval(secs => $4))`;

export interface SeqHole {
  readonly tenant: string;
  readonly store: string;
  readonly gateway: string;
  readonly fromSeq: number;
  readonly toSeq: number;
}

/** The receiver's tables. Writing the same message twice changes nothing. */
export class CloudDatabase {
  readonly #pool: Pool;
  readonly #months = new Set<string>();
  /** Not where somebody made the table first, as a TimescaleDB hypertable, say. */
  #isPartitioned = true;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async prepare(): Promise<void> {
    await this.#locked((client) => client.query(SCHEMA));
    const { rows } = await this.#pool.query<{ kind: string }>(
      `SELECT relkind AS kind FROM pg_class WHERE oid = 'summary_window'::regclass`,
    );
    this.#isPartitioned = rows[0]?.kind === 'p';
  }

  /** One transaction for all messages; rejects as a whole when the database cannot take them. */
  async write(messages: readonly Incoming[]): Promise<void> {
    const windows = newestRevisions(messages.flatMap((message) => message.windows));
    const events = messages.flatMap((message) => message.events);
    const dead = messages.flatMap((message) => message.dead);
    for (const { startAt } of windows) await this.ensureMonth(startAt);
    const client = await this.#pool.connect();
    try {
      await client.query('BEGIN');
      if (windows.length > 0)
        await client.query({ name: 'windows', text: WRITE_WINDOWS, values: windowColumns(windows) });
      if (events.length > 0)
        await client.query({ name: 'events', text: WRITE_EVENTS, values: eventColumns(events) });
      if (dead.length > 0) await client.query({ name: 'dead', text: WRITE_DEAD, values: deadColumns(dead) });
      const sequences = sequenceColumns([...messages.flatMap((message) => message.windows), ...events]);
      if (sequences[0]?.length > 0)
        await client.query({ name: 'sequences', text: WRITE_SEQUENCES, values: sequences });
      const gaps = messages.flatMap((message) => message.gaps);
      if (gaps.length > 0) await client.query({ name: 'gaps', text: WRITE_GAPS, values: gapColumns(gaps) });
      await client.query('COMMIT');
      client.release();
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      client.release(true);
      throw error;
    }
  }

  /** Numbers from 1 that have not come although later ones have, and that the gateway has not written off. */
  async holes(): Promise<readonly SeqHole[]> {
    const { rows } =
      await this.#pool.query<Record<'tenant' | 'store' | 'gateway' | 'from_seq' | 'to_seq', string>>(
        FIND_HOLES,
      );
    return rows.map(({ from_seq, to_seq, ...gateway }) => ({
      ...gateway,
      fromSeq: Number(from_seq),
      toSeq: Number(to_seq),
    }));
  }

  /** True for one worker once in `everySeconds`: that one asks the gateway. */
  async claim({ tenant, store, gateway }: SeqHole, everySeconds: number): Promise<boolean> {
    const { rowCount } = await this.#pool.query(CLAIM, [tenant, store, gateway, everySeconds]);
    return rowCount === 1;
  }

  /** Makes the partition that a window of this time goes to. */
  async ensureMonth(startAt: string): Promise<void> {
    const { name, from, to } = monthOf(startAt);
    if (!this.#isPartitioned || this.#months.has(name)) return;
    await this.#locked((client) =>
      client.query(
        `CREATE TABLE IF NOT EXISTS ${name} PARTITION OF summary_window FOR VALUES FROM ('${from}') TO ('${to}')`,
      ),
    );
    this.#months.add(name);
  }

  async #locked(change: (client: PoolClient) => Promise<unknown>): Promise<void> {
    const client = await this.#pool.connect();
    try {
      await client.query('SELECT pg_advisory_lock($1)', [SCHEMA_LOCK]);
      await change(client);
    } finally {
      // Closing the connection frees the lock, whatever happened.
      client.release(true);
    }
  }
}

/** One row for each window, so that a batch never touches a row twice; in key order, so that batches never lock crosswise. */
function newestRevisions(rows: readonly WindowRow[]): WindowRow[] {
  const best = new Map<string, WindowRow>();
  for (const row of rows) {
    const key = [row.tenant, row.store, row.gateway, row.startAt, row.durationMs, row.unsyncedBoot].join('/');
    const known = best.get(key);
    if (known === undefined || known.revision < row.revision) best.set(key, row);
  }
  return [...best].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function windowColumns(rows: readonly WindowRow[]): unknown[][] {
  const keys = [
    'tenant',
    'store',
    'gateway',
    'startAt',
    'durationMs',
    'unsyncedBoot',
    'revision',
    'seq',
    'timeQuality',
    'body',
  ] as const;
  return keys.map((key) => rows.map((row) => row[key]));
}

function eventColumns(rows: readonly EventRow[]): unknown[][] {
  const keys = ['tenant', 'store', 'gateway', 'seq', 'at', 'kind', 'body'] as const;
  return keys.map((key) => rows.map((row) => row[key]));
}

function deadColumns(rows: readonly DeadLetter[]): unknown[][] {
  return (['topic', 'reason', 'payload'] as const).map((key) => rows.map((row) => row[key]));
}

function gapColumns(rows: readonly GapRow[]): unknown[][] {
  const keys = ['tenant', 'store', 'gateway', 'fromSeq', 'toSeq', 'reason'] as const;
  return keys.map((key) => rows.map((row) => row[key]));
}

type Sender = Pick<WindowRow, 'tenant' | 'store' | 'gateway' | 'seq'>;

/** Tenants, stores, gateways, and each gateway's numbers as a multirange literal. */
function sequenceColumns(rows: readonly Sender[]): [string[], string[], string[], string[]] {
  const bySender = Map.groupBy(rows, ({ tenant, store, gateway }) => `${tenant}/${store}/${gateway}`);
  const columns: [string[], string[], string[], string[]] = [[], [], [], []];
  for (const key of [...bySender.keys()].sort()) {
    const list = bySender.get(key) ?? [];
    const [first] = list;
    if (first === undefined) continue;
    columns[0].push(first.tenant);
    columns[1].push(first.store);
    columns[2].push(first.gateway);
    columns[3].push(`{${list.map(({ seq }) => `[${seq},${seq}]`).join(',')}}`);
  }
  return columns;
}
