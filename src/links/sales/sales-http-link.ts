import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { GatewayError } from '../../core/model/gateway-error.ts';
import { limitConnections } from '../../files/limit-connections.ts';
import { readFirstLine } from '../../files/read-secrets.ts';
import type { SalesHttpLink, SalesHttpOptions } from '../../ports/links.ts';
import { BoundedQueue } from '../support/bounded-queue.ts';

const MAX_UNREAD = 1_000;
const MAX_BODY_BYTES = 4_096;
const MAX_TRANSACTIONS = 1_000;
const MIN_TOKEN_CHARS = 16;
/**
 * Largest number of keys that are remembered, as digests. A till that got no response posts the same sale again with
 * the same key.
 */
const MAX_KEYS = 1_000;
const SLOW_MS = 5_000;
/** Limits for the connections of a store's tills, or of a single server that posts for all tills. */
const LIMITS = { perAddress: 16, inAll: 64, perMinute: 600 };

/** Accepts POST /sales with a bearer token. Reads the number of transactions and nothing else. */
export function createSalesHttpLink(): SalesHttpLink {
  return {
    async *counts(options, signal) {
      const desk = new SalesServer(readToken(options.tokenFile));
      const server = await listen(options, desk);
      const stop = () => desk.inbox.end();
      signal.addEventListener('abort', stop);
      if (signal.aborted) stop();
      try {
        for (let batch = await desk.inbox.next(); batch !== undefined; batch = await desk.inbox.next()) {
          yield* batch;
        }
      } finally {
        signal.removeEventListener('abort', stop);
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

function readToken(file: string): string {
  let token: string;
  try {
    token = readFirstLine(file);
  } catch (error) {
    throw new GatewayError('LINK_NOT_FOUND', `the token file ${file} cannot be read`, error);
  }
  if (token.length >= MIN_TOKEN_CHARS) return token;
  throw new GatewayError(
    'SETTINGS_INVALID',
    `${file} needs a first line of ${MIN_TOKEN_CHARS} characters or more`,
  );
}

async function listen({ address, port }: SalesHttpOptions, desk: SalesServer): Promise<Server> {
  // Imported only when needed, because the module loads a whole web client.
  const { createServer } = await import('node:http');
  const patience = { requestTimeout: SLOW_MS, headersTimeout: SLOW_MS, connectionsCheckingInterval: 1_000 };
  const server = createServer(patience, (request, response) => {
    desk.handleRequest(request, response).catch(() => request.destroy());
  });
  const limiter = limitConnections(server, LIMITS);
  server.on('request', (request) => {
    if (desk.isTill(request)) limiter.keep(request.socket);
  });
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
  server.on('error', () => desk.inbox.end(new GatewayError('LINK_LOST', `port ${port} closed`)));
  return server;
}

class SalesServer {
  readonly inbox = new BoundedQueue<number>(MAX_UNREAD);
  readonly #token: Buffer;
  readonly #keys = new Set<string>();

  constructor(token: string) {
    this.#token = digest(`Bearer ${token}`);
  }

  async handleRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const status = await this.#judge(request);
    response.writeHead(status, status === 204 ? {} : { connection: 'close' }).end();
  }

  /** Returns whether the request carries the right token. */
  isTill({ headers }: IncomingMessage): boolean {
    return timingSafeEqual(digest(headers.authorization ?? ''), this.#token);
  }

  async #judge(request: IncomingMessage): Promise<number> {
    if (!this.isTill(request)) return 401;
    if (request.url !== '/sales') return 404;
    if (request.method !== 'POST') return 405;
    const body = await readBody(request);
    if (body === undefined) return 413;
    const transactions = countIn(body);
    if (transactions === undefined) return 400;
    if (!this.#isRepeated(request.headers['idempotency-key'])) this.inbox.put(transactions);
    return 204;
  }

  #isRepeated(key: string | string[] | undefined): boolean {
    if (key === undefined) return false;
    const known = digest(String(key)).toString('base64');
    if (this.#keys.has(known)) return true;
    this.#keys.add(known);
    const [oldest] = this.#keys;
    if (this.#keys.size > MAX_KEYS && oldest !== undefined) this.#keys.delete(oldest);
    return false;
  }
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request) {
    sizeBytes += (chunk as Buffer).length;
    if (sizeBytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** An empty body means one transaction. The number 0 is only a heartbeat. */
function countIn(body: string): number | undefined {
  if (body.trim() === '') return 1;
  try {
    const { transactions } = JSON.parse(body) as { transactions?: unknown };
    const isCount = Number.isSafeInteger(transactions) && Number(transactions) >= 0;
    return isCount && Number(transactions) <= MAX_TRANSACTIONS ? Number(transactions) : undefined;
  } catch {
    return undefined;
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
