import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readCredentials } from '../files/read-secrets.ts';
import type { BrokerCredentials } from '../ports/broker-credentials.ts';
import type { Log } from '../ports/log.ts';
import { CloudDatabase } from './database.ts';
import type { IngestWorker } from './ingest-worker.ts';
import { openIngestWorker } from './ingest-worker.ts';

export interface CloudOptions extends BrokerCredentials {
  readonly brokerUrl: string;
  readonly databaseUrl: string;
  readonly group: string;
  /** MQTT client id, unique per worker: the broker keeps the worker's session under it while the worker is away. */
  readonly clientId: string;
  /** PEM file of the Ed25519 private key that signs commands. */
  readonly commandKeyFile?: string;
  readonly askEverySeconds?: number;
}

/** Time for a gateway to send missing rows before they are requested again: 10 minutes. */
const ASK_EVERY_SECONDS = 600;

export interface Cloud {
  readonly database: CloudDatabase;
  readonly receiver: IngestWorker;
  close(): Promise<void>;
}

/** Opens one worker and connects it to database and broker. */
export async function openCloud(options: CloudOptions, log: Log): Promise<Cloud> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: 4, pipeline: true });
  // A connection cut inside a transaction emits an error, which would end the process. It can be ignored: the next
  // statement fails.
  pool.on('connect', (client) => client.on('error', () => undefined));
  // A connection was cut while idle. The pool opens another when it is needed.
  pool.on('error', (error) => log.warn({ err: error }, 'a database connection was lost'));
  const database = new CloudDatabase(pool);
  await database.check(Date.now()).catch(async (error: unknown) => {
    await pool.end();
    throw error;
  });
  const receiver = await openIngestWorker({ options: brokerOptions(options), database, log, now: Date.now });
  return {
    database,
    receiver,
    close: async () => {
      await receiver.close();
      await pool.end();
    },
  };
}

function brokerOptions({ brokerUrl: url, clientId, group, commandKeyFile, ...rest }: CloudOptions) {
  return {
    ...{ url, clientId, group, askEverySeconds: rest.askEverySeconds ?? ASK_EVERY_SECONDS },
    ...readCredentials(rest),
    ...(commandKeyFile !== undefined && { commandKey: createPrivateKey(readFileSync(commandKeyFile)) }),
  };
}
