import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import type { LiveChannel, LiveReader } from './live-channel.ts';

/** How often the server sends a comment line, by which displays recognise a working connection. */
const HEARTBEAT_MS = 10_000;
/** Limit of unsent data per display. Above it, the display gets only the newest message of each rule. */
const MAX_UNREAD_BYTES = 64 * 1024;
const MAX_CONNECTIONS = 256;

type Opened = (problem: string | undefined) => void;

/** Servers by port. Channels on the same port share a server. */
const servers = new Map<number, LiveServer>();

/**
 * Serves a channel at /api/live/<channel>. Returns the function that stops it. Calls `opened` with the problem, or with
 * undefined when the channel is served.
 */
export function openLiveServer(port: number, channel: LiveChannel, opened: Opened): () => Promise<void> {
  const server = servers.get(port) ?? new LiveServer(port);
  servers.set(port, server);
  server.add(channel, opened);
  return async () => {
    if (!server.remove(channel)) return;
    servers.delete(port);
    await server.close();
  };
}

class LiveServer {
  readonly #channels = new Map<string, LiveChannel>();
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: 1024, perMessageDeflate: false });
  readonly #opening: Promise<string | undefined>;

  constructor(port: number) {
    this.#http = createServer((request, response) => this.#answer(request, response));
    this.#http.maxConnections = MAX_CONNECTIONS;
    this.#http.headersTimeout = 8_000;
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.#opening = new Promise((resolve) => {
      this.#http.once('error', (error) => resolve(`cannot listen: ${error.message}`));
      this.#http.listen(port, () => resolve(undefined));
    });
  }

  add(channel: LiveChannel, opened: Opened): void {
    this.#channels.set(channel.channel, channel);
    void this.#opening.then(opened);
  }

  /** Removes a channel. Returns true when the server has no channel left. */
  remove({ channel }: LiveChannel): boolean {
    this.#channels.delete(channel);
    return this.#channels.size === 0;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    const closed = new Promise((resolve) => this.#http.close(resolve));
    this.#http.closeAllConnections();
    await closed;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const channel = this.#find(request);
    const { origin } = request.headers;
    const isAllowed = origin === undefined || channel?.allowedOrigins.includes(origin) === true;
    const cors = origin !== undefined && isAllowed ? corsHeaders(origin) : {};
    if (request.method === 'OPTIONS' && isAllowed && channel !== undefined) {
      response.writeHead(204, cors).end();
      return;
    }
    if (request.method !== 'GET' || channel === undefined) response.writeHead(404).end();
    else if (!isAllowed) response.writeHead(403).end();
    else if (!channel.accepts(keyOf(request))) response.writeHead(401, cors).end();
    else serveEvents(channel, response, cors);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const channel = this.#find(request);
    const { origin } = request.headers;
    const isAllowed = origin === undefined || channel?.allowedOrigins.includes(origin) === true;
    if (channel === undefined || !isAllowed || !channel.accepts(keyOf(request))) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => serveSocket(channel, webSocket));
  }

  #find({ url = '' }: IncomingMessage): LiveChannel | undefined {
    const [, name = ''] = /^\/api\/live\/([a-z0-9-]{1,63})(?:\?|$)/.exec(url) ?? [];
    return this.#channels.get(name);
  }
}

function corsHeaders(origin: string): Record<string, string> {
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-headers': 'authorization',
    vary: 'origin',
  };
}

/**
 * Reads the key from `Authorization: Bearer KEY`, or from `?key=KEY` for a browser's EventSource, which cannot set
 * headers.
 */
function keyOf({ headers, url = '' }: IncomingMessage): string | undefined {
  const bearer = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
  return bearer ?? new URL(url, 'http://host').searchParams.get('key') ?? undefined;
}

function serveEvents(channel: LiveChannel, response: ServerResponse, cors: Record<string, string>): void {
  let sequence = 0;
  const lane = new LatestLane(
    (data) => response.write(`id: ${++sequence}\ndata: ${data.replaceAll('\n', '\ndata: ')}\n\n`),
    () => channel.dropped(),
  );
  response.writeHead(200, {
    ...cors,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  response.socket?.setNoDelay(true);
  response.write('retry: 1000\n\n');
  const remove = channel.add(lane);
  if (remove === undefined) {
    response.end();
    return;
  }
  const beat = setInterval(
    () => response.writableLength < MAX_UNREAD_BYTES && response.write(':\n\n'),
    HEARTBEAT_MS,
  );
  response.on('drain', () => lane.drained());
  response.on('close', () => {
    clearInterval(beat);
    remove();
  });
}

function serveSocket(channel: LiveChannel, socket: WebSocket): void {
  const lane = new LatestLane(
    (data) => {
      socket.send(data, () => lane.drained());
      return socket.bufferedAmount < MAX_UNREAD_BYTES;
    },
    () => channel.dropped(),
  );
  const remove = channel.add(lane);
  if (remove === undefined) {
    socket.close(1013);
    return;
  }
  const beat = setInterval(() => socket.ping(), HEARTBEAT_MS);
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    clearInterval(beat);
    remove();
  });
}

/** Writes messages as fast as the display reads them. For a slow display, keeps only the newest message of each key. */
class LatestLane implements LiveReader {
  readonly #write: (data: string) => boolean;
  readonly #drop: () => void;
  readonly #waiting = new Map<string, string>();
  #isFull = false;

  constructor(write: (data: string) => boolean, drop: () => void) {
    this.#write = write;
    this.#drop = drop;
  }

  put(key: string, data: string): void {
    if (!this.#isFull) {
      this.#isFull = !this.#write(data);
      return;
    }
    if (this.#waiting.has(key)) this.#drop();
    this.#waiting.set(key, data);
  }

  drained(): void {
    this.#isFull = false;
    for (const [key, data] of this.#waiting) {
      if (this.#isFull) return;
      this.#waiting.delete(key);
      this.#isFull = !this.#write(data);
    }
  }
}
