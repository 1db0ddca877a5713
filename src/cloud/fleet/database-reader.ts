import type { Pool, PoolClient } from 'pg';
import type {
  FleetReader,
  PanelName,
  PanelRow,
  PanelValues,
  ReaderKeys,
  TenantRange,
} from '../../ports/fleet.ts';
import { FleetUnavailable } from '../../ports/fleet.ts';
import { AnswerCache } from './answer-cache.ts';
import { bindPanel } from './panel-query.ts';

const TIMEOUT_MS = 10_000;

const TENANTS = `
SELECT tenant, count(*) AS stores, array_remove(array_agg(DISTINCT region ORDER BY region), NULL) AS regions,
  (min(today) - 1)::text AS yesterday
FROM kpi.store GROUP BY tenant ORDER BY tenant`;

/** Queries the database for one person at a time. The database returns only the stores that this person may see. */
export class DatabaseReader implements FleetReader {
  readonly #pool: Pool;
  readonly #answers: AnswerCache<readonly PanelRow[]>;

  constructor(pool: Pool, nowMs: () => number) {
    this.#pool = pool;
    this.#answers = new AnswerCache(nowMs);
  }

  /**
   * Rejects when the login can see stores before a person is named: the rights of persons would then have no effect.
   */
  async check(): Promise<void> {
    const rows = await this.#ask(
      [],
      'SELECT session_user AS login, (SELECT count(*) FROM kpi.store) AS stores',
      [],
    );
    const { login, stores } = rows[0] as { login: string; stores: number };
    if (login !== 'lintel_pages')
      throw new Error(`the login is ${login}: connect as lintel_pages, or people's rights would not hold`);
    if (stores > 0)
      throw new Error('lintel_pages has rights of its own: remove its lines from lintel.reader_right');
  }

  async tenants(keys: ReaderKeys): Promise<readonly TenantRange[]> {
    const rows = await this.#answers.get(JSON.stringify(keys), () => this.#ask(keys, TENANTS, []));
    return rows.map(({ tenant, stores, regions, yesterday }) => ({
      ...{ tenant: String(tenant), stores: Number(stores), yesterday: String(yesterday) },
      regions: Array.isArray(regions) ? regions.map(String) : [],
    }));
  }

  panel(keys: ReaderKeys, name: PanelName, values: PanelValues): Promise<readonly PanelRow[]> {
    return this.#answers.get(JSON.stringify([keys, name, values]), () => {
      const { text, values: parameters } = bindPanel(name, values);
      return this.#ask(keys, text, parameters);
    });
  }

  /** Runs one query in its own transaction, so that a connection pooler may switch connections afterwards. */
  async #ask(keys: ReaderKeys, text: string, values: readonly string[]): Promise<readonly PanelRow[]> {
    const client = await this.#pool.connect().catch(unavailable);
    let isBroken = false;
    try {
      return await readAs(client, keys, text, values);
    } catch (error) {
      isBroken = true;
      return unavailable(error);
    } finally {
      client.release(isBroken);
    }
  }
}

async function readAs(
  client: PoolClient,
  keys: ReaderKeys,
  text: string,
  values: readonly string[],
): Promise<PanelRow[]> {
  await client.query('BEGIN READ ONLY');
  await client.query(
    `SELECT set_config('lintel.people', $1, true), set_config('statement_timeout', '${TIMEOUT_MS}', true),
       set_config('TimeZone', 'UTC', true)`,
    [keys.join('\n')],
  );
  const { rows } = await client.query<PanelRow>(text, [...values]);
  await client.query('COMMIT');
  return rows;
}

/** Any error counts as a lost connection or a timeout, because the statements of this program are valid. */
function unavailable(error: unknown): never {
  throw new FleetUnavailable('the database did not answer', { cause: error });
}
