import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { limitConnections } from '../../src/files/limit-connections.ts';
import { createSalesHttpLink } from '../../src/links/sales/sales-http-link.ts';
import { askControlSocket, openControlSocket } from '../../src/system/control-socket.ts';
import { freePort } from '../support/links/mosquitto.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';

/** One after another from addresses 127.0.1.1 to 127.0.1.50; the other side may cut each off at any time. */
async function flood(port: number, connections: number, from?: string): Promise<Socket[]> {
  const sockets: Socket[] = [];
  for (let n = 0; n < connections; n++) {
    const socket = connect({ port, host: '127.0.0.1', localAddress: from ?? `127.0.1.${1 + (n % 50)}` });
    socket.on('error', () => undefined);
    sockets.push(socket);
    if (n % 100 === 99 || n === connections - 1)
      await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
  }
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  return sockets;
}

const descriptors = () => readdirSync('/proc/self/fd').length;
const openOf = (sockets: readonly Socket[]) =>
  sockets.filter(({ destroyed, readyState }) => !destroyed && readyState === 'open');

test('10,000 idle connections leave a listener with its limits, and a newcomer is served', async () => {
  const server = createServer((_request, response) => response.end('served'));
  limitConnections(server, { perAddress: 4, inAll: 60 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const before = descriptors();
  const sockets: Socket[] = [];
  for (let round = 0; round < 20; round++) {
    sockets.push(...(await flood(port, 500)));
    await until('the end of most', () => openOf(sockets).length <= 60, 20_000);
  }
  expect(sockets).toHaveLength(10_000);
  // Both ends of each connection are in this process.
  expect(descriptors() - before).toBeLessThanOrEqual(2 * 60 + 20);
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('served');
});

test('who proved to belong here keeps the connections that a browser has, while strangers come one by one', async () => {
  const server = createServer((_request, response) => response.end('served'));
  const limiter = limitConnections(server, { perAddress: 8, inAll: 20 });
  server.on('request', ({ socket, headers }) => {
    if (headers.authorization === 'mine') limiter.keep(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const own = await flood(port, 6, '127.0.2.1');
  for (const socket of own) socket.write('GET / HTTP/1.1\r\nhost: x\r\nauthorization: mine\r\n\r\n');
  await Promise.all(own.map((socket) => once(socket, 'data')));
  for (let address = 1; address <= 200; address++) await flood(port, 1, `127.0.3.${address}`);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(openOf(own)).toHaveLength(6);
});

test('an address opens so many connections a minute and no more', async () => {
  const server = createServer((_request, response) => response.end('served'));
  limitConnections(server, { perAddress: 50, inAll: 50, perMinute: 10 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const sockets = await flood(port, 40, '127.0.4.1');
  await until('the end of most', () => openOf(sockets).length <= 20, 20_000);
  expect(openOf(sockets).length).toBeGreaterThanOrEqual(10);
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('served');
});

test('slow headers and idle callers do not keep a till out', async () => {
  const tokenFile = join(tempDir(), 'token');
  const token = 'a-token-that-is-long-enough';
  writeFileSync(tokenFile, token);
  const port = await freePort();
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const counts = createSalesHttpLink().counts({ address: '127.0.0.1', port, tokenFile }, stop.signal);
  const first = counts[Symbol.asyncIterator]().next();
  const post = () =>
    fetch(`http://127.0.0.1:${port}/sales`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
  for (let isUp = false; !isUp; )
    isUp = await post().then(
      () => true,
      () => false,
    );
  expect((await first).value).toBe(1);
  for (const socket of await flood(port, 500)) socket.write('POST /sales HTTP/1.1\r\nx: ');
  const answers = await Promise.all(Array.from({ length: 10 }, async () => (await post()).status));
  expect(answers).toEqual(Array.from({ length: 10 }, () => 204));
});

test('an answer may take longer than the reading of its request', async () => {
  const directory = tempDir();
  const slow = () => new Promise<object>((resolve) => setTimeout(() => resolve({ code: 'x' }), 3_500));
  const control = await openControlSocket(directory, slow);
  onTestFinished(() => control.close());
  const request = { ask: 'pair', role: 'viewer', lan: false } as const;
  expect(await askControlSocket(directory, request)).toEqual({ code: 'x' });
});
