import { connectAsync } from 'mqtt';
import pg from 'pg';
import type { Cloud } from '../../../src/cloud/open-ingest.ts';
import { openCloud } from '../../../src/cloud/open-ingest.ts';
import { maintainDatabase } from '../../../src/cloud/schema/maintain.ts';
import { silentLog } from '../../../src/system/log.ts';
import type { Mosquitto } from '../links/mosquitto.ts';
import { startMosquitto } from '../links/mosquitto.ts';
import type { Postgres } from '../postgres.ts';
import { startPostgres } from '../postgres.ts';
import { topicOf } from './cloud-messages.ts';

/** A broker, a maintained database, and somebody who publishes and looks. */
export interface CloudSide extends AsyncDisposable {
  readonly broker: Mosquitto;
  readonly postgres: Postgres;
  publish(stream: string, gateway: string, payload: unknown): Promise<unknown>;
  rows<T extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<T[]>;
  /** A receiver; all have one name, as a broker keeps the share of one that is away until it is back. */
  open(options?: { url?: string; databaseUrl?: string }): Promise<Cloud>;
}

export async function openCloudSide(): Promise<CloudSide> {
  const broker = await startMosquitto({ persistence: true, settings: ['max_queued_messages 0'] });
  const postgres = await startPostgres();
  await maintainDatabase(postgres.url, Date.now());
  const reader = new pg.Pool({ connectionString: postgres.url });
  reader.on('error', () => undefined);
  const client = await connectAsync(broker.url, { protocolVersion: 5 });
  return {
    ...{ broker, postgres },
    publish: (stream, gateway, payload) => {
      const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
      return client.publishAsync(topicOf(gateway, stream), text, { qos: 1 });
    },
    rows: async <T extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
      (await reader.query<T>(text, values)).rows,
    open: ({ url = broker.url, databaseUrl = postgres.url } = {}) =>
      openCloud({ brokerUrl: url, databaseUrl, group: 'test', clientId: 'worker' }, silentLog),
    [Symbol.asyncDispose]: async () => {
      await client.endAsync(true);
      await reader.end();
      await postgres.stop();
      await broker.stop();
    },
  };
}

export async function eventually(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 3_000; tries++) {
    if (await condition().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`in vain: ${what}`);
}
