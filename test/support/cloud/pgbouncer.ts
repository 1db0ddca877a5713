import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../links/mosquitto.ts';

/** Whether Debian's package pgbouncer is installed; says loudly when it is not. */
export function hasPgBouncer(): boolean {
  const isThere = spawnSync('pgbouncer', ['--version']).error === undefined;
  if (!isThere) console.warn('SKIPPED: pgbouncer is not installed (Debian package pgbouncer)');
  return isThere;
}

export interface PgBouncer extends AsyncDisposable {
  readonly url: string;
}

/** A real PgBouncer in transaction mode before a database, with two server connections for all clients. */
export async function startPgBouncer(databaseUrl: string): Promise<PgBouncer> {
  const { hostname, port, username, pathname } = new URL(databaseUrl);
  const directory = mkdtempSync(join(tmpdir(), 'pgbouncer-'));
  const own = await freePort();
  const users = join(directory, 'users.txt');
  writeFileSync(users, `"${username}" ""\n`);
  const config = join(directory, 'pgbouncer.ini');
  const lines = [
    ...['[databases]', `* = host=${hostname} port=${port}`, '[pgbouncer]'],
    ...[`listen_addr = 127.0.0.1`, `listen_port = ${own}`, 'unix_socket_dir =', `auth_file = ${users}`],
    ...['auth_type = trust', 'pool_mode = transaction', 'default_pool_size = 2', 'max_client_conn = 200'],
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  // It refuses root.
  for (const path of [directory, users, config]) chownSync(path, 65_534, 65_534);
  chmodSync(directory, 0o700);
  const child = spawn('pgbouncer', [config], { stdio: 'ignore', uid: 65_534, gid: 65_534, cwd: directory });
  while (!(await accepts(own))) await new Promise((resolve) => setTimeout(resolve, 20));
  return {
    url: `postgres://${username}@127.0.0.1:${own}${pathname}`,
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
