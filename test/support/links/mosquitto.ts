import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { TestAuthority } from '../tls.ts';
import { until } from '../until.ts';

export interface MosquittoOptions {
  /** TLS with a certificate for 127.0.0.1 and localhost from an authority of its own. */
  readonly tls?: boolean;
  /** Only clients with a certificate of that authority; implies `tls`. */
  readonly clientCertificates?: boolean;
  /** Keeps sessions and retained messages over a restart. */
  readonly persistence?: boolean;
  /** Further lines of mosquitto.conf. */
  readonly settings?: readonly string[];
}

export interface Mosquitto extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly directory: string;
  /** Only with TLS. */
  readonly caFile?: string;
  readonly authority?: TestAuthority;
  start(): Promise<void>;
  /** SIGKILL, as a power cut would. */
  kill(): Promise<void>;
  /** Kills it and starts it on the same port. */
  restart(): Promise<void>;
  /** Ends it for good and removes its folder. */
  stop(): Promise<void>;
}

/** A real Mosquitto on a free port of 127.0.0.1; `await using` or call `stop`. */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const directory = mkdtempSync(join(tmpdir(), 'mosquitto-'));
  const port = await freePort();
  const tls = options.tls === true || options.clientCertificates === true;
  const authority = tls ? new TestAuthority(directory) : undefined;
  const configFile = join(directory, 'mosquitto.conf');
  writeFileSync(configFile, configLines({ ...options, directory, port, authority }).join('\n'));
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    child = await startProcess(configFile, port);
  };
  const kill = async (): Promise<void> => {
    if (child === undefined) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    child = undefined;
    await ended;
  };
  const stop = async (): Promise<void> => {
    await kill();
    rmSync(directory, { recursive: true, force: true });
  };
  const restart = async (): Promise<void> => {
    await kill();
    await start();
  };
  await start();
  return {
    url: `${tls ? 'mqtts' : 'mqtt'}://127.0.0.1:${port}`,
    ...{ port, directory, start, kill, restart, stop },
    ...(authority === undefined ? {} : { authority, caFile: authority.caFile }),
    [Symbol.asyncDispose]: stop,
  };
}

function configLines(
  options: MosquittoOptions & {
    readonly directory: string;
    readonly port: number;
    readonly authority: TestAuthority | undefined;
  },
): string[] {
  const { directory, port, authority, settings = [] } = options;
  // Started by root it would otherwise become a user who cannot read the folder.
  const lines = ['user root', `listener ${port} 127.0.0.1`, 'allow_anonymous true', 'log_dest none'];
  if (authority !== undefined) {
    const server = authority.issue({ name: 'server', hosts: ['127.0.0.1', 'localhost'] });
    lines.push(`cafile ${authority.caFile}`, `certfile ${server.certFile}`, `keyfile ${server.keyFile}`);
    lines.push(`require_certificate ${options.clientCertificates === true}`);
  }
  if (options.persistence === true) {
    mkdirSync(join(directory, 'data'));
    // A kill leaves only what was saved: save at every change.
    lines.push('persistence true', `persistence_location ${join(directory, 'data')}/`);
    lines.push('autosave_interval 1', 'autosave_on_changes true');
  }
  return [...lines, ...settings, ''];
}

async function startProcess(configFile: string, port: number): Promise<ChildProcess> {
  const child = spawn('mosquitto', ['-c', configFile], { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr?.on('data', (chunk) => {
    complaint += String(chunk);
  });
  child.on('error', (error) => {
    complaint += String(error);
  });
  let listening = false;
  while (!listening) {
    if (child.exitCode !== null || complaint.includes('ENOENT')) {
      throw new Error(`mosquitto did not start (Debian package mosquitto): ${complaint}`);
    }
    listening = await accepts(port);
    if (!listening) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return child;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

export interface ReceivedMessage {
  readonly topic: string;
  readonly text: string;
  readonly retain: boolean;
  /** performance.now() at arrival. */
  readonly atMs: number;
}

export interface Subscriber extends AsyncDisposable {
  /** Everything since the start, in order of arrival. */
  readonly messages: readonly ReceivedMessage[];
  /** Resolves when the messages so far satisfy the condition. */
  until(
    what: string,
    condition: (messages: readonly ReceivedMessage[]) => boolean,
    timeoutMs?: number,
  ): Promise<void>;
  close(): Promise<void>;
}

/**
 * Collects what a broker hands out, over its restarts too. Its session is kept by a broker with persistence;
 * without, what is published between a restart and the subscriber's return is not seen.
 */
export async function openSubscriber(options: {
  readonly url: string;
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly topic: string;
  readonly clientId?: string;
}): Promise<Subscriber> {
  const messages: ReceivedMessage[] = [];
  const client = await connectAsync(options.url, {
    protocolVersion: 5,
    clean: false,
    properties: { sessionExpiryInterval: 3600 },
    clientId: options.clientId ?? `subscriber-${Math.random().toString(36).slice(2)}`,
    reconnectPeriod: 20,
    ...(await readPem('ca', options.caFile)),
    ...(await readPem('cert', options.certFile)),
    ...(await readPem('key', options.keyFile)),
  });
  client.on('error', () => undefined);
  client.on('message', (topic, payload, { retain }) => {
    messages.push({ topic, text: payload.toString(), retain, atMs: performance.now() });
  });
  await client.subscribeAsync(options.topic, { qos: 1 });
  const close = async (): Promise<void> => client.endAsync(true);
  return {
    messages,
    until: (what, condition, timeoutMs) => until(what, () => condition(messages), timeoutMs),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function readPem(name: 'ca' | 'cert' | 'key', file: string | undefined): Promise<object> {
  if (file === undefined) return {};
  const { readFile } = await import('node:fs/promises');
  return { [name]: await readFile(file) };
}
