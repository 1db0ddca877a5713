import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { freePort } from './links/mosquitto.ts';

const VERSIONS = '/usr/lib/postgresql';

export interface Postgres extends AsyncDisposable {
  readonly url: string;
  /** SIGKILL of the whole server, then a start on the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Where Debian keeps the server's programs; undefined when it is not installed. */
function binaries(): string | undefined {
  if (!existsSync(VERSIONS)) return undefined;
  const newest = readdirSync(VERSIONS).sort((a, b) => Number(b) - Number(a))[0];
  return newest === undefined ? undefined : join(VERSIONS, newest, 'bin');
}

/** A real PostgreSQL with a data folder of its own on a free port of 127.0.0.1. It refuses root, so root becomes postgres. */
export async function startPostgres(): Promise<Postgres> {
  const bin = binaries();
  if (bin === undefined) throw new Error('PostgreSQL is not installed (Debian package postgresql)');
  const directory = mkdtempSync(join(tmpdir(), 'postgres-'));
  const user = process.getuid?.() === 0 ? postgresUser() : undefined;
  if (user !== undefined) chownSync(directory, user.uid, user.gid);
  chmodSync(directory, 0o700);
  const data = join(directory, 'data');
  const as = { ...user, cwd: directory };
  copyNewData(bin, data, as);
  const port = await freePort();
  // No test takes the power away from the disk, so nothing needs to wait for it.
  const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'];
  const args = ['-D', data, '-p', String(port), '-k', directory, ...settings];
  const start = async () => {
    const child = spawn(join(bin, 'postgres'), args, { ...as, stdio: 'ignore' });
    await untilAccepting(bin, port);
    return child;
  };
  let child = await start();
  const kill = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGQUIT');
    await ended;
  };
  const stop = async () => {
    await kill();
    rmSync(directory, { recursive: true, force: true });
  };
  return {
    url: `postgres://lintel@127.0.0.1:${port}/postgres`,
    restart: async () => {
      await kill();
      child = await start();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Making a data folder takes seconds of processor, and a copy of one that nobody has used is as good. */
const KEPT = join(import.meta.dirname, '../../.cache');

function copyNewData(bin: string, data: string, as: { readonly cwd: string }): void {
  const kept = join(KEPT, `postgres-${basename(join(bin, '..'))}`);
  if (!existsSync(kept)) {
    const fresh = join(as.cwd, 'fresh');
    execFileSync(join(bin, 'initdb'), ['-D', fresh, '-U', 'lintel', '-A', 'trust', '--no-sync'], {
      ...as,
      stdio: 'ignore',
    });
    keepData(fresh, kept);
  }
  execFileSync('cp', ['-a', kept, data]);
}

/** Several tests may make one at the same time: the first that is whole stays. */
function keepData(fresh: string, kept: string): void {
  mkdirSync(KEPT, { recursive: true });
  const beside = mkdtempSync(join(KEPT, 'fresh-'));
  execFileSync('cp', ['-a', fresh, join(beside, 'data')]);
  try {
    renameSync(join(beside, 'data'), kept);
  } catch (error) {
    if (!existsSync(kept)) throw error;
  }
  rmSync(beside, { recursive: true, force: true });
}

function postgresUser(): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function untilAccepting(bin: string, port: number): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    try {
      execFileSync(join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error('PostgreSQL did not start');
}
