import { readFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { ConnectionLimiter } from '../../files/limit-connections.ts';
import { limitConnections } from '../../files/limit-connections.ts';
import type { PushHttpOptions, PushMessage } from '../../ports/links.ts';
import { BoundedQueue } from '../support/bounded-queue.ts';
import { MessagePace } from './message-pace.ts';
import type { Doorman } from './sign-in.ts';
import { createDoorman } from './sign-in.ts';

const MAX_UNREAD = 2_000;
/** Largest body. A counter that was offline for a day sends the reports of the whole day in one body. */
const MAX_BODY_BYTES = 262_144;
const SLOW_MS = 10_000;
/**
 * Largest number of connections per address and in total, and of new connections per address and minute. These are
 * enough for a store's devices.
 */
const LIMITS = { perAddress: 16, inAll: 64, perMinute: 600 };

/** One sensor that waits for requests to its path. */
interface Desk {
  readonly doorman: Doorman;
  readonly inbox: BoundedQueue<PushMessage>;
  readonly pace: MessagePace;
}

/** HTTP servers by address and port. Each stays open as long as a sensor uses it. */
export class PushServers {
  readonly #open = new Map<string, Promise<PushServer>>();

  async *messages(options: PushHttpOptions, signal: AbortSignal): AsyncGenerator<PushMessage> {
    const inbox = new BoundedQueue<PushMessage>(MAX_UNREAD);
    const desk = { doorman: createDoorman(options), inbox, pace: new MessagePace(performance.now()) };
    const stop = () => inbox.end();
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    const server = await this.#findServer(options);
    server.add(options.path, desk);
    try {
      for (let batch = await inbox.next(); batch !== undefined; batch = await inbox.next()) yield* batch;
    } finally {
      signal.removeEventListener('abort', stop);
      if (server.remove(options.path, desk)) this.#open.delete(keyOf(options));
    }
  }

  #findServer(options: PushHttpOptions): Promise<PushServer> {
    const key = keyOf(options);
    const server = this.#open.get(key) ?? openServer(options);
    this.#open.set(key, server);
    server.catch(() => this.#open.delete(key));
    return server;
  }
}

function keyOf({ address, port }: PushHttpOptions): string {
  return `${address} ${port}`;
}

async function openServer(options: PushHttpOptions): Promise<PushServer> {
  const desks = new PushServer();
  const server = await createServer(options, (request, response) => {
    desks.handleRequest(request, response).catch(() => request.destroy());
  });
  desks.begin(server, limitConnections(server, LIMITS));
  const { address, port } = options;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, address, resolve);
    });
  } catch (error) {
    throw new GatewayError(
      'LINK_NOT_FOUND',
      `${address} port ${port} cannot be listened on: take another`,
      error,
    );
  }
  server.on('error', () => desks.end(new GatewayError('LINK_LOST', `port ${port} closed`)));
  return desks;
}

/** Creates the server. Imports the HTTP module only now, because the module loads a whole web client. */
async function createServer(
  { certFile, keyFile }: PushHttpOptions,
  listener: RequestListener,
): Promise<Server> {
  const patience = { requestTimeout: SLOW_MS, headersTimeout: SLOW_MS, connectionsCheckingInterval: 1_000 };
  if (certFile === undefined || keyFile === undefined) {
    return (await import('node:http')).createServer(patience, listener);
  }
  const [cert, key] = [readFileSync(certFile), readFileSync(keyFile)];
  return (await import('node:https')).createServer({ ...patience, cert, key }, listener);
}

class PushServer {
  readonly #desks = new Map<string, Desk[]>();
  #server: Server | undefined;
  #limiter: ConnectionLimiter | undefined;

  begin(server: Server, limiter: ConnectionLimiter): void {
    this.#server = server;
    this.#limiter = limiter;
  }

  add(path: string, desk: Desk): void {
    this.#desks.set(path, [...(this.#desks.get(path) ?? []), desk]);
  }

  /** Removes a sensor. Returns true when it was the last sensor on this port, which is then closed. */
  remove(path: string, desk: Desk): boolean {
    const others = (this.#desks.get(path) ?? []).filter((other) => other !== desk);
    if (others.length > 0) this.#desks.set(path, others);
    else this.#desks.delete(path);
    if (this.#desks.size > 0) return false;
    this.#server?.closeAllConnections();
    this.#server?.close();
    return true;
  }

  end(failure: Error): void {
    for (const desk of [...this.#desks.values()].flat()) desk.inbox.end(failure);
  }

  async handleRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const status = await this.#judge(request);
    response.writeHead(status, status === 200 ? {} : { connection: 'close' }).end();
  }

  async #judge(request: IncomingMessage): Promise<number> {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const waiting = this.#desks.get(path);
    if (waiting === undefined) return 404;
    const known = waiting.filter(({ doorman }) => doorman.admits(request));
    if (known.length === 0) return 401;
    this.#limiter?.keep(request.socket);
    // Some devices first test with GET or HEAD whether the port answers.
    if (request.method === 'GET' || request.method === 'HEAD') return 200;
    if (request.method !== 'POST' && request.method !== 'PUT') return 405;
    const payload = await readBody(request);
    if (payload === undefined) return 413;
    const signed = known.filter(({ doorman }) => doorman.admitsBody(request.headers, payload));
    if (signed.length === 0) return 401;
    const now = performance.now();
    const open = signed.filter(({ pace }) => pace.allows(now));
    for (const { inbox } of open) inbox.put({ topic: path, payload });
    return open.length > 0 ? 200 : 429;
  }
}

async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request) {
    sizeBytes += (chunk as Buffer).length;
    if (sizeBytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
