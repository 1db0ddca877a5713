import { createServer } from 'node:http';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { LazyListener } from '../../../src/web/lazy-listener.ts';

/** A porch before a plain web server; `built` counts how often the server was made. */
async function openPorch(build: (times: number) => Promise<void> = async () => undefined) {
  const made = { times: 0 };
  const porch = await LazyListener.open('127.0.0.1', 0, async () => {
    made.times += 1;
    await build(made.times);
    const server = createServer((request, response) => response.end(`${request.method} ${request.url}`));
    return { server, close: async () => undefined };
  });
  onTestFinished(() => porch.close());
  return {
    porch,
    made,
    ask: async (path: string) => (await fetch(`http://127.0.0.1:${porch.port}${path}`)).text(),
  };
}

test('lets the first client wait while it builds the server once, then gives it the port', async () => {
  const { made, ask } = await openPorch();
  expect(made.times).toBe(0);
  expect(await Promise.all(['/a', '/b', '/c'].map(ask))).toEqual(['GET /a', 'GET /b', 'GET /c']);
  expect(await ask('/d')).toBe('GET /d');
  expect(made.times).toBe(1);
});

test('a server that could not be built is tried again by the next who comes', async () => {
  const { ask } = await openPorch(async (times) => {
    if (times === 1) throw new Error('no memory');
  });
  await expect(ask('/a')).rejects.toThrow();
  expect(await ask('/b')).toBe('GET /b');
});

test('closes connections and frees the port when it is closed while clients wait or talk', async () => {
  const { porch, ask } = await openPorch();
  await ask('/a');
  const { port } = porch;
  const caller = connect(port, '127.0.0.1');
  await new Promise((resolve) => caller.once('connect', resolve));
  const gone = new Promise((resolve) => caller.once('close', resolve));
  await porch.close();
  await gone;
  const again = await LazyListener.open('127.0.0.1', port, () => Promise.reject(new Error('nobody comes')));
  await again.close();
});

test('reports a port that is taken', async () => {
  const { porch } = await openPorch();
  await expect(LazyListener.open('127.0.0.1', porch.port, () => Promise.reject())).rejects.toThrow(
    'EADDRINUSE',
  );
});
