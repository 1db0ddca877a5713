import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createHttpLink } from '../../src/links/support/http.ts';

async function device(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/counts`;
}

function read(url: string, signal = new AbortController().signal): Promise<unknown> {
  return createHttpLink().read({ url }, signal);
}

describe('a device that answers with JSON', () => {
  test('is read, and what is no JSON is noise', async () => {
    const url = await device(({ url: path }, response) =>
      response.end(path === '/counts' ? '{"in":3}' : '<'),
    );
    expect(await read(url)).toEqual({ in: 3 });
    expect(await read(`${url}/html`)).toBeUndefined();
  });

  test.each([
    ['refuses', 401, 'answers 401'],
    ['sends too much', 200, 'more than 262144 bytes'],
  ])('is lost when it %s', async (_how, status, said) => {
    const url = await device((_request, response) => response.writeHead(status).end('1'.repeat(300_000)));
    await expect(read(url)).rejects.toMatchObject({
      code: 'LINK_LOST',
      message: expect.stringContaining(said),
    });
  });

  test('is lost when it is not there, and its password is not told', async () => {
    const url = await device((_request, response) => response.destroy());
    await expect(read(url)).rejects.toMatchObject({ code: 'LINK_LOST' });
    const secret = url.replace('http://', 'http://admin:hunter2@');
    await expect(read(secret)).rejects.toThrow(/^(?!.*hunter2)/);
  });
});
