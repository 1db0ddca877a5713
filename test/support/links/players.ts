import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Heard {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An HTTP server that stands for a player or an endpoint. */
export interface HttpStandIn extends AsyncDisposable {
  readonly port: number;
  readonly heard: Heard[];
  /** What it answers; 0: nothing, ever. */
  status: number;
  /** It thinks for so long before it answers, in real time. */
  delayMs: number;
}

export async function openHttpStandIn(): Promise<HttpStandIn> {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      heard.push({ method, url, headers, body: Buffer.concat(chunks).toString('utf8') });
      const { status, delayMs } = standIn;
      if (status !== 0) setTimeout(() => response.writeHead(status).end(), delayMs);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const standIn: HttpStandIn = {
    port: (server.address() as AddressInfo).port,
    heard,
    status: 200,
    delayMs: 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return standIn;
}

/** A UDP socket that stands for a player. */
export async function openUdpStandIn(): Promise<{ port: number; heard: string[] } & AsyncDisposable> {
  const heard: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (message) => heard.push(message.toString('utf8')));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    heard,
    async [Symbol.asyncDispose]() {
      socket.close();
      await once(socket, 'close');
    },
  };
}
