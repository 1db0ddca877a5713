import type { Pool, PoolClient } from 'pg';
import { toParameters, WRITE } from './insert-statement.ts';
import type { ParsedMessage } from './parse-message.ts';
import { SCHEMA, toMonth } from './schema.ts';

/** Several receivers start at once: only one at a time may change the schema. Any number that is ours. */
const SCHEMA_LOCK = 5_218_846_531;

const FIND_HOLES = `
SELECT tenant, store, gateway, lower(hole)::text AS from_seq, (upper(hole) - 1)::text AS to_seq
FROM (SELECT tenant, store, gateway, unnest(int8multirange(int8range(1, upper(seen))) - seen - gone) AS hole
      FROM gateway_seq WHERE NOT isempty(seen)) AS holes
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
  async write(messages: readonly ParsedMessage[]): Promise<void> {
    const { values, startsAt } = toParameters(messages);
    for (const startAt of startsAt) {
      if (!this.#isMonthReady(startAt)) await this.ensureMonth(startAt);
    }
    await this.#pool.query({ name: 'write', text: WRITE, values: [...values] });
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
    if (this.#isMonthReady(startAt)) return;
    const { name, from, to } = toMonth(startAt);
    await this.#locked((client) =>
      client.query(
        `CREATE TABLE IF NOT EXISTS ${name} PARTITION OF summary_window FOR VALUES FROM ('${from}') TO ('${to}')`,
      ),
    );
    this.#months.add(startAt.slice(0, 7));
  }

  #isMonthReady(startAt: string): boolean {
    return !this.#isPartitioned || this.#months.has(startAt.slice(0, 7));
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
