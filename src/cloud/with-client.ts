import type { ClientBase } from 'pg';

/** Runs `work` on a new connection and closes it. */
export async function withClient<T>(
  databaseUrl: string,
  work: (client: ClientBase) => Promise<T>,
): Promise<T> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: databaseUrl });
  // The query on a lost connection fails anyway, and reports the loss.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
