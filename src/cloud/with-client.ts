import type { ClientBase } from 'pg';

/** Runs `work` with a new database connection, and closes the connection afterwards. */
export async function withClient<T>(
  databaseUrl: string,
  work: (client: ClientBase) => Promise<T>,
): Promise<T> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: databaseUrl });
  // Ignored: the next query on the lost connection fails and reports the loss.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
