import type { Pool } from 'pg';
import { MOST_RANGES } from '../ports/messages/command.ts';
import type { ParsedMessage, Sender } from './messages/parse-message.ts';
import { rollUp } from './rollup.ts';
import { writeBatch } from './row-writer.ts';
import { readSchemaVersion, SCHEMA_VERSION } from './schema/migrations.ts';

/**
 * Largest allowed difference between the clocks of ingest and database. Ingest judges the times of rows by its own
 * clock.
 */
const MOST_CLOCK_DIFFERENCE_MS = 3_600_000;

/**
 * Finds gaps of all gateways, but per gateway at most as many as one command can request. So a gateway with thousands
 * of gaps does not displace the gaps of others.
 */
const FIND_HOLES = `
SELECT tenant, store, gateway, from_seq::text, to_seq::text
FROM (SELECT *, row_number() OVER (PARTITION BY gateway_id ORDER BY from_seq) AS nth FROM lintel.gap WHERE open) AS hole
JOIN lintel.gateway USING (gateway_id) JOIN lintel.store USING (store_id)
WHERE nth <= ${MOST_RANGES} ORDER BY tenant, store, gateway, hole.from_seq`;

const CLAIM = `
UPDATE lintel.gateway_seq SET asked_at = now()
FROM lintel.gateway g JOIN lintel.store s USING (store_id)
WHERE gateway_seq.gateway_id = g.gateway_id AND (s.tenant, s.store, g.gateway) = ($1, $2, $3)
  AND (asked_at IS NULL OR asked_at <= now() - make_interval(secs => $4))`;

export interface SeqHole extends Sender {
  readonly fromSeq: number;
  readonly toSeq: number;
}

/** Access to the tables that ingest writes. Writing the same message twice has no further effect. */
export class CloudDatabase {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /**
   * Rejects when the schema is of another version, or when the database clock differs by over an hour from `nowMs`.
   */
  async check(nowMs: number): Promise<void> {
    const version = await readSchemaVersion(this.#pool);
    if (version !== SCHEMA_VERSION)
      throw new Error(
        `the database has schema ${version}, not ${SCHEMA_VERSION}: run 'lintel cloud maintain'`,
      );
    const { rows } = await this.#pool.query<{ now: Date }>('SELECT now()');
    const differenceMs = Math.abs((rows[0]?.now.getTime() ?? nowMs) - nowMs);
    if (differenceMs > MOST_CLOCK_DIFFERENCE_MS)
      throw new Error('the clocks of this machine and of the database differ by more than an hour: set them');
  }

  /**
   * Writes the whole batch in one transaction. Rejects, with nothing written, when the database refuses a part of it.
   */
  async write(batch: ParsedMessage): Promise<void> {
    const client = await this.#pool.connect();
    try {
      await writeBatch(client, batch);
    } finally {
      client.release();
    }
  }

  /**
   * Updates the hourly and daily sums after new rows. Resolves to the number of seconds by which the sums are still
   * behind.
   */
  rollUp(signal: AbortSignal): Promise<number> {
    return rollUp(this.#pool, signal);
  }

  /**
   * Returns gaps: numbers that have not arrived although higher numbers have. Numbers that the gateway wrote off are
   * not gaps.
   */
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

  /**
   * Returns true once per `everySeconds` and gateway, for all workers together. The worker that gets true asks the
   * gateway.
   */
  async claim({ tenant, store, gateway }: SeqHole, everySeconds: number): Promise<boolean> {
    const { rowCount } = await this.#pool.query(CLAIM, [tenant, store, gateway, everySeconds]);
    return rowCount === 1;
  }
}
