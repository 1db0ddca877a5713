import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { openFleetReader } from '../../../src/cloud/fleet/open-reader.ts';
import { maintainDatabase } from '../../../src/cloud/schema/maintain.ts';
import { silentLog } from '../../../src/system/log.ts';
import type { FleetServer, FleetServerOptions } from '../../../src/web/fleet/fleet-server.ts';
import { openFleetServer } from '../../../src/web/fleet/fleet-server.ts';
import { passwordLine } from '../../../src/web/fleet/passwords.ts';
import { freePort } from '../links/mosquitto.ts';
import type { Postgres } from '../postgres.ts';
import { startPostgres } from '../postgres.ts';

const ROOT = join(import.meta.dirname, '../../..');
const ROLES = join(ROOT, 'deploy/cloud/roles.sql');
const SEED = join(ROOT, 'scripts/benchmarks/cloud/seed.sql');
export const PASSWORD = 'correct horse battery';

export interface FleetDatabase extends AsyncDisposable {
  readonly postgres: Postgres;
  readonly admin: pg.Client;
  /** As this login. */
  urlAs(login: string): string;
}

/** A database with `stores` seeded stores of tenant acme, some days of roll-ups, and the roles. */
export async function startFleetDatabase(stores: number, days: number): Promise<FleetDatabase> {
  const postgres = await startPostgres();
  const psql = (file: string, ...settings: readonly string[]) =>
    execFileSync('psql', ['-q', '-v', 'ON_ERROR_STOP=1', ...settings, '-f', file, postgres.url], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  await maintainDatabase(postgres.url, Date.now());
  psql(SEED, '-v', `stores=${stores}`, '-v', `days=${days}`);
  psql(ROLES);
  await maintainDatabase(postgres.url, Date.now());
  const admin = new pg.Client({ connectionString: postgres.url });
  // What failed shows, not the end of the server that follows it.
  admin.on('error', () => undefined);
  await admin.connect();
  await admin.query('ANALYZE');
  const stop = async () => {
    await admin.end();
    await postgres.stop();
  };
  return {
    ...{ postgres, admin, urlAs: (login) => postgres.url.replace('lintel@', `${login}@`) },
    [Symbol.asyncDispose]: stop,
  };
}

/** The pages' server on that database; people of `people` sign in with PASSWORD. */
export async function startFleetServer(
  databaseUrl: string,
  people: readonly string[],
  more: Partial<FleetServerOptions> = {},
): Promise<FleetServer> {
  // A hash takes long by design, and 128 MB: everybody has the same.
  const [, hash = ''] = (await passwordLine('anybody', PASSWORD)).split(' ');
  const lines = people.map((person) => `${person} ${hash}`);
  const nowMs = more.nowMs ?? (() => performance.now());
  const { reader, close } = await openFleetReader(databaseUrl, nowMs);
  const server = await openFleetServer({
    ...{ reader, host: '127.0.0.1', port: await freePort(), log: silentLog, nowMs },
    readPasswords: () => lines.join('\n'),
    assets: async () => new Map(),
    ...more,
  });
  return {
    ...server,
    close: async () => {
      await server.close();
      await close();
    },
  };
}

/** Signs in with the local password; returns the cookie and the secret for changes. */
export async function signIn(origin: string, person: string, password = PASSWORD) {
  const answer = await fetch(`${origin}/api/session`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ person, password }),
  });
  const { session } = (await answer.json()) as { session?: { csrf: string } };
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  return { status: answer.status, cookie, csrf: session?.csrf ?? '' };
}
