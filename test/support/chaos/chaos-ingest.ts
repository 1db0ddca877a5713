/**
 * A worker of the receiver that kills itself between insert and acknowledgement: `node chaos-ingest.ts BROKER DATABASE
 * ID BATCHES`. With 0 batches it lives on.
 */
import pg from 'pg';
import { CloudDatabase } from '../../../src/cloud/database.ts';
import { openIngestWorker } from '../../../src/cloud/ingest-worker.ts';
import type { ParsedMessage } from '../../../src/cloud/messages/parse-message.ts';
import { maintainDatabase } from '../../../src/cloud/schema/maintain.ts';
import { silentLog } from '../../../src/system/log.ts';
import { START } from '../storage/storage-samples.ts';

const [, , url = '', databaseUrl = '', clientId = '', batches = '0'] = process.argv;
let left = Number(batches);

class MortalDatabase extends CloudDatabase {
  override async write(batch: ParsedMessage): Promise<void> {
    await super.write(batch);
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  }
}

const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
pool.on('connect', (client) => client.on('error', () => undefined));
pool.on('error', () => undefined);
const database = new MortalDatabase(pool);
await maintainDatabase(databaseUrl, START);
const options = { url, clientId, group: 'chaos', askEverySeconds: 1 };
await openIngestWorker({ options, database, log: silentLog, now: () => START });
process.stdout.write('READY\n');
